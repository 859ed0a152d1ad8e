#include "base/estimate.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace sitrep {
namespace {

// An estimate's numbers; what is missing stays missing.
struct Numbers {
  std::optional<int32_t> low, best, high;
};

int32_t Sum(int32_t a, int32_t b) {
  return static_cast<int32_t>(
      std::min<int64_t>(int64_t{a} + b, std::numeric_limits<int32_t>::max()));
}

Numbers NumbersOf(const v1::Estimate& estimate) {
  Numbers numbers;
  if (estimate.has_low()) numbers.low = estimate.low();
  if (estimate.has_best()) numbers.best = estimate.best();
  if (estimate.has_high()) numbers.high = estimate.high();
  return numbers;
}

bool OnlyBest(const Numbers& numbers) { return numbers.best && !numbers.low && !numbers.high; }

int32_t Lower(const Numbers& numbers) { return numbers.low.value_or(numbers.best.value_or(0)); }

std::optional<int32_t> Upper(const Numbers& numbers) {
  if (numbers.high) return numbers.high;
  return OnlyBest(numbers) ? numbers.best : std::nullopt;
}

// A result always has `low` unless it is a bare `best`: then its bounds read as they were computed.
Numbers FromBounds(int32_t lower, std::optional<int32_t> best, std::optional<int32_t> upper) {
  return {.low = lower, .best = best, .high = upper};
}

Numbers Add(const Numbers& a, const Numbers& b) {
  if (OnlyBest(a) && OnlyBest(b)) return {.low = {}, .best = Sum(*a.best, *b.best), .high = {}};
  std::optional<int32_t> best, upper;
  if (a.best && b.best) best = Sum(*a.best, *b.best);
  if (Upper(a) && Upper(b)) upper = Sum(*Upper(a), *Upper(b));
  return FromBounds(Sum(Lower(a), Lower(b)), best, upper);
}

Numbers Hull(const Numbers& a, const Numbers& b) {
  std::optional<int32_t> best, upper;
  if (a.best == b.best) best = a.best;
  if (OnlyBest(a) && OnlyBest(b) && best) return {.low = {}, .best = best, .high = {}};
  if (Upper(a) && Upper(b)) upper = std::max(*Upper(a), *Upper(b));
  return FromBounds(std::min(Lower(a), Lower(b)), best, upper);
}

std::vector<std::string> SaidBy(const v1::Casualties& casualties) {
  const auto& keys =
      casualties.killed().said_by_size() > 0 ? casualties.killed().said_by() : casualties.said_by();
  std::vector<std::string> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

EstimateBounds BoundsOf(const v1::Estimate& estimate) {
  const Numbers numbers = NumbersOf(estimate);
  return {.lower = Lower(numbers), .upper = Upper(numbers).value_or(kNoUpperBound)};
}

std::optional<v1::Estimate> KilledOf(const v1::Event& event) {
  std::map<std::string, std::map<std::vector<std::string>, Numbers>> sides;
  for (const v1::Casualties& casualties : event.casualties()) {
    if (!casualties.has_killed()) continue;
    const Numbers numbers = NumbersOf(casualties.killed());
    auto [reading, is_new] = sides[casualties.side()].try_emplace(SaidBy(casualties), numbers);
    if (!is_new) reading->second = Add(reading->second, numbers);
  }
  std::optional<Numbers> total;
  for (const auto& [side, readings] : sides) {
    std::optional<Numbers> of_side;
    for (const auto& [said_by, numbers] : readings) {
      of_side = of_side ? Hull(*of_side, numbers) : numbers;
    }
    total = total ? Add(*total, *of_side) : *of_side;
  }
  if (!total) return std::nullopt;
  v1::Estimate killed;
  if (total->low) killed.set_low(*total->low);
  if (total->best) killed.set_best(*total->best);
  if (total->high) killed.set_high(*total->high);
  return killed;
}

}  // namespace sitrep
