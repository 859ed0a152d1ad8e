#include "client/submit_summary.h"

#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "client/event_phrases.h"

namespace sitrep {
namespace {

constexpr absl::Duration kShowEvery = absl::Milliseconds(200);

}  // namespace

std::string OutcomeWord(v1::Outcome outcome) { return EnumWord(outcome); }

bool IsRefused(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_CONFLICT || outcome == v1::OUTCOME_INVALID ||
         outcome == v1::OUTCOME_STALE;
}

std::string WarningText(const v1::Warning& warning) {
  std::string text = warning.field().empty()
                         ? warning.message()
                         : absl::StrCat(warning.field(), ": ", warning.message());
  if (!warning.candidates().empty()) {
    absl::StrAppend(&text, " (", absl::StrJoin(warning.candidates(), ", "), ")");
  }
  return text;
}

void SubmitSummary::Add(v1::Outcome outcome) {
  if (v1::Outcome_IsValid(outcome)) ++counts_[outcome];
}

int64_t SubmitSummary::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), int64_t{0});
}

int64_t SubmitSummary::refused() const {
  return counts_[v1::OUTCOME_CONFLICT] + counts_[v1::OUTCOME_INVALID] + counts_[v1::OUTCOME_STALE] +
         counts_[v1::OUTCOME_UNSPECIFIED];
}

std::string SubmitSummary::Text() const {
  return absl::StrCat("created ", counts_[v1::OUTCOME_CREATED], " unchanged ",
                      counts_[v1::OUTCOME_UNCHANGED], " amended ", counts_[v1::OUTCOME_AMENDED],
                      " conflict ", counts_[v1::OUTCOME_CONFLICT], " stale ",
                      counts_[v1::OUTCOME_STALE], " invalid ", counts_[v1::OUTCOME_INVALID]);
}

void SubmitProgress::Show(int64_t events, int64_t bytes, int64_t bytes_total) {
  if (!console_.err_is_terminal) return;
  const absl::Time now = absl::Now();
  if (now - shown_ < kShowEvery) return;
  shown_ = now;
  is_shown_ = true;
  const double rate = static_cast<double>(events) / absl::ToDoubleSeconds(now - start_);
  console_.err << absl::StrFormat("\r%d events, %.0f/s", events, rate);
  if (bytes_total > 0) console_.err << absl::StrFormat(", %d%% read", bytes * 100 / bytes_total);
  console_.err << "\x1b[K" << std::flush;
}

void SubmitProgress::Clear() {
  if (is_shown_) console_.err << "\r\x1b[K" << std::flush;
  is_shown_ = false;
}

}  // namespace sitrep
