#include "storage/common_term_sets.h"

#include <algorithm>
#include <utility>

namespace sitrep {

std::list<CommonTermSets::TermSet>::iterator CommonTermSets::Seek(const Term& term) {
  return std::find_if(sets_.begin(), sets_.end(),
                      [&term](const TermSet& set) { return set.term == term; });
}

std::shared_ptr<const DocumentSet> CommonTermSets::Find(const Term& term) {
  const std::lock_guard lock(mutex_);
  const auto found = Seek(term);
  if (found == sets_.end()) return nullptr;
  sets_.splice(sets_.begin(), sets_, found);
  return found->docs;
}

void CommonTermSets::Put(const Term& term, std::shared_ptr<const DocumentSet> docs) {
  const std::lock_guard lock(mutex_);
  // Two may have decoded it at the same time.
  if (Seek(term) != sets_.end()) return;
  sets_.push_front({term, std::move(docs)});
  if (sets_.size() > kSetsMax) sets_.pop_back();
}

}  // namespace sitrep
