// The exact answer of an event to a filter: certain, possible or no.
#ifndef SITREP_SERVER_ENGINE_EVENT_FILTER_H_
#define SITREP_SERVER_ENGINE_EVENT_FILTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/time_span.h"
#include "server/engine/resolved_filter.h"
#include "server/engine/stored_event.h"

namespace sitrep {

// Immutable; any number of threads may use one. Cheap to copy.
class EventFilter {
 public:
  struct Verdict {
    // The weakest of the answers to the fields.
    Answer answer = Answer::kCertain;
    // The names of the Filter's fields whose answer is possible. Empty for kNo.
    std::vector<const char*> uncertain_on;
  };

  explicit EventFilter(std::shared_ptr<const ResolvedFilter> filter);

  // The answer at a time (for max_age), in microseconds.
  Verdict Evaluate(const StoredEvent& event, int64_t now_us) const;

  // Whether an answer is among those that the filter asks for.
  bool Wants(Answer answer) const {
    return answer == Answer::kCertain || (filter_->possible && answer == Answer::kPossible);
  }

  const ResolvedFilter& resolved() const { return *filter_; }

 private:
  // The answer to one field of the Filter.
  struct FieldTest {
    const char* field;
    std::function<Answer(const StoredEvent&, int64_t now_us)> answer;
  };

  // Cheap tests come first.
  void AddTimeTests();
  void AddValueTests();
  void AddSourceTests();
  void AddActorTests();
  void AddPlaceTests();

  // The tests refer to it.
  std::shared_ptr<const ResolvedFilter> filter_;
  std::vector<FieldTest> tests_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_FILTER_H_
