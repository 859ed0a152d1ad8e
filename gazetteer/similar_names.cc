#include "gazetteer/similar_names.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace sitrep {
namespace {

// Longer names are never typed wrongly as a whole.
constexpr size_t kNameBytesMax = 64;
constexpr size_t kNameBytesMin = 4;

int DistanceMax(size_t length) { return std::clamp<int>(length / 5, 1, 3); }

uint32_t BucketOf(char first, size_t length) {
  return static_cast<uint32_t>(static_cast<unsigned char>(first)) << 16 |
         static_cast<uint32_t>(length);
}

}  // namespace

int EditDistance(absl::string_view a, absl::string_view b, int distance_max) {
  const int length_gap = std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size()));
  if (length_gap > distance_max) return distance_max + 1;
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t k = 0; k <= b.size(); ++k) last[k] = static_cast<int>(k);
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (size_t k = 1; k <= b.size(); ++k) {
      row[k] = std::min({last[k] + 1, row[k - 1] + 1, last[k - 1] + (a[i - 1] != b[k - 1])});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        row[k] = std::min(row[k], before[k - 2] + 1);
      }
      best = std::min(best, row[k]);
    }
    if (best > distance_max) return distance_max + 1;
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

void SimilarNames::Add(uint32_t actor, std::string name) {
  if (name.size() < kNameBytesMin || name.size() > kNameBytesMax) return;
  std::vector<Entry>& bucket = buckets_[BucketOf(name.front(), name.size())];
  const bool known = std::any_of(bucket.begin(), bucket.end(), [&](const Entry& entry) {
    return entry.actor == actor && entry.name == name;
  });
  if (!known) bucket.push_back({actor, std::move(name)});
}

std::vector<SimilarNames::Hit> SimilarNames::Find(absl::string_view name) const {
  std::vector<Hit> hits;
  if (name.size() < kNameBytesMin || name.size() > kNameBytesMax) return hits;
  const int distance_max = DistanceMax(name.size());
  absl::flat_hash_map<uint32_t, int> nearest;
  for (int gap = -distance_max; gap <= distance_max; ++gap) {
    const auto bucket = buckets_.find(BucketOf(name.front(), name.size() + gap));
    if (bucket == buckets_.end()) continue;
    for (const Entry& entry : bucket->second) {
      const int distance = EditDistance(name, entry.name, distance_max);
      if (distance > distance_max) continue;
      const auto [known, is_new] = nearest.emplace(entry.actor, distance);
      if (!is_new) known->second = std::min(known->second, distance);
    }
  }
  for (const auto& [actor, distance] : nearest) {
    hits.push_back({actor, 1 - static_cast<double>(distance) / static_cast<double>(name.size())});
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.actor < b.actor;
  });
  return hits;
}

}  // namespace sitrep
