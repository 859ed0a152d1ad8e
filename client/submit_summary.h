// What became of submitted events: counts, words, progress.
#ifndef SITREP_CLIENT_SUBMIT_SUMMARY_H_
#define SITREP_CLIENT_SUBMIT_SUMMARY_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/console.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// "conflict" for OUTCOME_CONFLICT.
std::string OutcomeWord(v1::Outcome outcome);

// CONFLICT, INVALID, STALE.
bool IsRefused(v1::Outcome outcome);

// "places[0].name: may be several (RU-KRS, geonames:538560)".
std::string WarningText(const v1::Warning& warning);

class SubmitSummary {
 public:
  void Add(v1::Outcome outcome);

  int64_t total() const;
  int64_t refused() const;
  // "created N unchanged N amended N conflict N stale N invalid N"
  std::string Text() const;

 private:
  std::array<int64_t, v1::Outcome_ARRAYSIZE> counts_ = {};
};

// One line on the error terminal that is written over; nothing where that is no terminal.
class SubmitProgress {
 public:
  explicit SubmitProgress(Console& console) : console_(console) {}

  // At most five times a second. `bytes_total` is 0 if it is not known.
  void Show(int64_t events, int64_t bytes, int64_t bytes_total);
  // Before anything else is written.
  void Clear();

 private:
  Console& console_;
  const absl::Time start_ = absl::Now();
  absl::Time shown_ = start_;
  bool is_shown_ = false;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_SUBMIT_SUMMARY_H_
