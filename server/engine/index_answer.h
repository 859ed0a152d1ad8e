// What the index alone says about a revision's answer to a filter, so that most events of a query
// are never parsed.
#ifndef SITREP_SERVER_ENGINE_INDEX_ANSWER_H_
#define SITREP_SERVER_ENGINE_INDEX_ANSWER_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "base/time_span.h"
#include "server/engine/resolved_filter.h"
#include "storage/indexed_revision.h"

namespace sitrep {

// Immutable; any number of threads may use one. Agrees with EventFilter wherever it answers.
class IndexAnswer {
 public:
  explicit IndexAnswer(std::shared_ptr<const ResolvedFilter> filter);

  // For a revision that has the terms of RequiredTermsOf, but for those of the area and of the
  // kinds, which may be missing. kCertain: certain in every field. kNo: the filter does not want
  // it. kPossible is never answered. Nothing: only the event can tell.
  std::optional<Answer> Of(const IndexedRevision& revision, int64_t now_us) const;

  // Whether, of a plain revision (see CountQuery) in the filter's interval, terms that are certain
  // settle everything.
  bool terms_settle() const;

 private:
  // The answer of one field; nothing if only the event can tell.
  using Known = std::optional<Answer>;

  Known ToOccurred(const IndexedRevision& revision) const;
  Known ToMaxAge(const IndexedRevision& revision, int64_t now_us) const;
  Known ToValues(const Traits& traits) const;
  Known ToRegions(const Traits& traits) const;
  Known ToArea(const IndexedRevision& revision) const;

  std::shared_ptr<const ResolvedFilter> filter_;
  bool needs_event_ = false;
  // The filter's roles are all those of the families that its terms are looked up in.
  bool whole_families_ = false;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_INDEX_ANSWER_H_
