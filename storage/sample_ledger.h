// Makes what an engine would append, at random, and remembers it: the naive twin of a store.
#ifndef SITREP_STORAGE_SAMPLE_LEDGER_H_
#define SITREP_STORAGE_SAMPLE_LEDGER_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "storage/entry.pb.h"
#include "storage/event_store.h"
#include "storage/id_record.pb.h"

namespace sitrep {

class SampleLedger {
 public:
  explicit SampleLedger(uint32_t seed) : random_(seed) {}

  // A call: new events with random ids, and now and then a revision of an event that is there.
  std::vector<NewEntry> Call(int size);
  // The next entry; a revision if the id is known.
  NewEntry Make(const std::string& id, const std::string& summary, bool ends_call);
  // The next entry, which changes a few actors at random.
  NewEntry MakeActorChange(bool ends_call);

  // The twin: by sequence, from 1.
  const std::vector<storage::Entry>& entries() const { return entries_; }
  // Which entries end their call.
  const std::vector<bool>& call_ends() const { return call_ends_; }
  const std::map<std::string, storage::IdRecord>& ids() const { return ids_; }
  const ActorMap& actors() const { return actors_; }
  int64_t sequence() const { return static_cast<int64_t>(entries_.size()); }

 private:
  uint32_t Random(uint32_t end) { return random_() % end; }
  void FillIn(storage::Entry& entry);

  std::mt19937 random_;
  std::vector<storage::Entry> entries_;
  std::vector<bool> call_ends_;
  std::map<std::string, storage::IdRecord> ids_;
  ActorMap actors_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SAMPLE_LEDGER_H_
