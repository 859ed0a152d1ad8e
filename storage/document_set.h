// A set of a segment's documents, as bits.
#ifndef SITREP_STORAGE_DOCUMENT_SET_H_
#define SITREP_STORAGE_DOCUMENT_SET_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sitrep {

// How many bits are set.
int64_t CountBits(const uint64_t* words, size_t count);

// Documents are below the size that the set was made with; two sets that meet have the same.
class DocumentSet {
 public:
  explicit DocumentSet(uint32_t size) : words_((size + 63) / 64) {}

  void Add(uint32_t doc) { words_[doc / 64] |= uint64_t{1} << doc % 64; }
  void Remove(uint32_t doc) { words_[doc / 64] &= ~(uint64_t{1} << doc % 64); }
  bool Has(uint32_t doc) const { return (words_[doc / 64] >> doc % 64 & 1) != 0; }

  void UniteWith(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void IntersectWith(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  }
  void Subtract(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  }

  // The documents from `begin` up to `end`, without it.
  int64_t Count(uint32_t begin, uint32_t end) const {
    if (begin >= end) return 0;
    const size_t first = begin / 64, last = (end - 1) / 64;
    if (first == last) return std::popcount(Word(first, begin, end));
    return std::popcount(Word(first, begin, end)) + std::popcount(Word(last, begin, end)) +
           CountBits(&words_[first + 1], last - first - 1);
  }

  // The first document from `begin` on; `end` if there is none before it.
  uint32_t FirstFrom(uint32_t begin, uint32_t end) const {
    if (begin >= end) return end;
    for (size_t i = begin / 64; i <= (end - 1) / 64; ++i) {
      const uint64_t word = Word(i, begin, end);
      if (word != 0) return static_cast<uint32_t>(i * 64 + std::countr_zero(word));
    }
    return end;
  }

 private:
  // The word without what lies outside [begin, end).
  uint64_t Word(size_t i, uint32_t begin, uint32_t end) const {
    uint64_t word = words_[i];
    if (i == begin / 64) word &= UINT64_MAX << begin % 64;
    if (i == end / 64) word &= (uint64_t{1} << end % 64) - 1;
    return word;
  }

  std::vector<uint64_t> words_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_DOCUMENT_SET_H_
