#include "bench/name_score.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace sitrep {

void NameScore::Add(const NameSample& sample, const NameAnswer& answer) {
  const std::vector<NameAnswer::Candidate>& found = answer.candidates;
  const auto is_right = [&](const std::string& id) {
    return id == sample.id ||
           std::find(sample.also.begin(), sample.also.end(), id) != sample.also.end();
  };
  const bool first = !found.empty() && is_right(found.front().id);
  const auto three = found.begin() + std::min<size_t>(found.size(), 3);
  const bool in_three = std::any_of(
      found.begin(), three, [&](const auto& candidate) { return candidate.id == sample.id; });
  const std::string match = found.empty() ? "nothing" : found.front().matched_by;
  for (Count* count : {&all_, &by_script_[sample.script], &by_match_[match]}) {
    ++count->names;
    count->first += first;
    count->in_three += in_three;
  }
  if (!first && match == "EXACT") ++wrong_exact_;
  if (first && in_three) return;
  std::string miss = absl::StrCat(sample.name, " is ", sample.id, ", read as");
  for (auto candidate = found.begin(); candidate != three; ++candidate) {
    absl::StrAppend(&miss, " ", candidate->id, " ", candidate->matched_by);
  }
  misses_.push_back(found.empty() ? absl::StrCat(miss, " nothing") : miss);
}

std::string NameScore::Report() const {
  std::string report =
      absl::StrFormat("%-16s %7s %12s %16s\n", "", "names", "right first", "among 3");
  const auto add = [&](const std::string& title, const Count& count) {
    const double names = std::max(count.names, 1);
    absl::StrAppendFormat(&report, "%-16s %7d %11.1f%% %15.1f%%\n", title, count.names,
                          100 * count.first / names, 100 * count.in_three / names);
  };
  add("all", all_);
  for (const auto& [script, count] : by_script_) add(script, count);
  for (const auto& [match, count] : by_match_) add(match, count);
  absl::StrAppendFormat(&report, "wrong answers that claim to be exact: %d\n", wrong_exact_);
  for (const std::string& miss : misses_) absl::StrAppend(&report, miss, "\n");
  return report;
}

}  // namespace sitrep
