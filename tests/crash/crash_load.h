// The load of the crash test: calls whose entries say all about themselves, so that whoever reads
// the ledger afterwards can tell what must be there.
#ifndef SITREP_TESTS_CRASH_CRASH_LOAD_H_
#define SITREP_TESTS_CRASH_CRASH_LOAD_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/entry.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// One entry of the load. An entry is number `index` of a call of `size`; the call is number `call`
// of a thread of a round. Some change actors, the others are events.
struct CrashEntry {
  int round = 0;
  int thread = 0;
  int call = 0;
  int index = 0;
  int size = 0;

  auto operator<=>(const CrashEntry&) const = default;
};

// Entries of one call. Every few calls amend an event of the thread's own earlier calls.
inline int SizeOfCall(int thread, int call) { return 1 + (thread * 7 + call * 3) % 9; }

// As the store is given it. Reads the id's record from the store, for the revision before.
absl::StatusOr<NewEntry> MakeCrashEntry(const EventStore& store, const CrashEntry& what,
                                        int64_t sequence);

// What an entry says of itself; DATA_LOSS if it is not, byte by byte, what MakeCrashEntry made.
absl::StatusOr<CrashEntry> ReadCrashEntry(absl::string_view bytes);

// What the writer reports of an acknowledged call: one line.
struct Acknowledgement {
  CrashEntry call;
  int64_t first_sequence = 0;
};
std::string ToLine(const Acknowledgement& acknowledgement);
absl::StatusOr<Acknowledgement> ParseLine(absl::string_view line);

StoreOptions CrashStoreOptions(const std::string& directory);

}  // namespace sitrep

#endif  // SITREP_TESTS_CRASH_CRASH_LOAD_H_
