#include "gazetteer/place_name_index.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/numeric/bits.h"
#include "gazetteer/similar_names.h"

namespace sitrep {
namespace {

constexpr size_t kSimilarBytesMin = 4;
constexpr size_t kSimilarBytesMax = 64;

// The bytes of the first character: those that a similar key must share.
size_t FirstCharacterBytes(absl::string_view key) {
  size_t size = 1;
  while (size < key.size() && (static_cast<unsigned char>(key[size]) & 0xC0) == 0x80) ++size;
  return size;
}

// The first key behind all that begin so.
std::string After(absl::string_view beginning) {
  std::string after(beginning);
  after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
  return after;
}

// A bit for each letter, whatever its place; a second one for letters that come twice.
uint64_t LettersOf(absl::string_view key) {
  uint64_t letters = 0;
  for (const unsigned char c : key) {
    const uint64_t once = uint64_t{1} << (c & 31);
    letters |= once | (letters & once) << 32;
  }
  return letters;
}

}  // namespace

PlaceNameIndex::PlaceNameIndex(PlaceNames names) : names_(std::move(names)) {
  letters_.reserve(names_.size());
  for (size_t i = 0; i < names_.size(); ++i) letters_.push_back(LettersOf(names_.key(i)));
}

absl::Span<const NamePosting> PlaceNameIndex::Postings(size_t number) const {
  const uint32_t begin = number == 0 ? 0 : names_.posting_ends[number - 1];
  return absl::MakeConstSpan(names_.postings).subspan(begin, names_.posting_ends[number] - begin);
}

size_t PlaceNameIndex::LowerBound(absl::string_view key) const {
  size_t low = 0, high = names_.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (names_.key(middle) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::Span<const NamePosting> PlaceNameIndex::Find(absl::string_view key) const {
  const size_t at = LowerBound(key);
  if (at == names_.size() || names_.key(at) != key) return {};
  return Postings(at);
}

std::vector<PlaceNameIndex::Similar> PlaceNameIndex::FindSimilar(absl::string_view key) const {
  std::vector<Similar> similar;
  if (key.size() < kSimilarBytesMin || key.size() > kSimilarBytesMax) return similar;
  const int distance_max = std::clamp<int>(static_cast<int>(key.size()) / 5, 1, 3);
  const absl::string_view first = key.substr(0, FirstCharacterBytes(key));
  const size_t end = LowerBound(After(first));
  const uint64_t letters = LettersOf(key);
  for (size_t at = LowerBound(first); at < end; ++at) {
    // A letter added, lost or replaced changes two bits at most.
    if (absl::popcount(letters_[at] ^ letters) > 2 * distance_max) continue;
    const absl::string_view other = names_.key(at);
    if (std::abs(static_cast<int>(other.size()) - static_cast<int>(key.size())) > distance_max) {
      continue;
    }
    const int distance = EditDistance(key, other, distance_max);
    if (distance > distance_max) continue;
    similar.push_back(
        {Postings(at), 1 - static_cast<double>(distance) / static_cast<double>(key.size())});
  }
  std::stable_sort(similar.begin(), similar.end(),
                   [](const Similar& a, const Similar& b) { return a.similarity > b.similarity; });
  return similar;
}

}  // namespace sitrep
