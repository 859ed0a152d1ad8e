// The documents of a segment's common terms, decoded once.
#ifndef SITREP_STORAGE_COMMON_TERM_SETS_H_
#define SITREP_STORAGE_COMMON_TERM_SETS_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>

#include "storage/document_set.h"
#include "storage/terms.h"

namespace sitrep {

// What counting needs again and again: kinds, statuses, large countries. At the bound the set that
// was not asked for longest leaves; all of them take two bytes a document at most. Thread-safe.
class CommonTermSets {
 public:
  static constexpr size_t kSetsMax = 16;

  // Whether a term that so many of a segment's documents have is kept: its set is then not much
  // larger than its list.
  static bool IsCommon(uint32_t doc_count, uint32_t size) {
    return doc_count > 0 && uint64_t{doc_count} * 32 >= size;
  }

  // Null if it is not here.
  std::shared_ptr<const DocumentSet> Find(const Term& term);
  void Put(const Term& term, std::shared_ptr<const DocumentSet> docs);

 private:
  struct TermSet {
    Term term;
    std::shared_ptr<const DocumentSet> docs;
  };

  std::list<TermSet>::iterator Seek(const Term& term);

  std::mutex mutex_;
  // Guarded by mutex_. The one that was asked for last comes first.
  std::list<TermSet> sets_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_COMMON_TERM_SETS_H_
