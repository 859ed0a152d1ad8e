#include "tests/crash/crash_load.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

constexpr int kFields = 5;
// Every so many calls amend.
constexpr int kAmendEvery = 4;
// Every so many calls begin with a change of actors.
constexpr int kActorsEvery = 5;
// Of a thread; each is changed again and again.
constexpr int kActorsPerThread = 7;

std::string SummaryOf(const CrashEntry& what) {
  return absl::StrCat(what.round, " ", what.thread, " ", what.call, " ", what.index, " ",
                      what.size);
}

absl::StatusOr<std::vector<int64_t>> ParseNumbers(absl::string_view text, size_t count) {
  std::vector<int64_t> numbers;
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(word, &number)) return absl::DataLossError(absl::StrCat("'", text, "'"));
    numbers.push_back(number);
  }
  if (numbers.size() != count) return absl::DataLossError(absl::StrCat("'", text, "'"));
  return numbers;
}

CrashEntry EntryOf(const std::vector<int64_t>& numbers) {
  return {static_cast<int>(numbers[0]), static_cast<int>(numbers[1]), static_cast<int>(numbers[2]),
          static_cast<int>(numbers[3]), static_cast<int>(numbers[4])};
}

// An amending call amends the events of the call before it, as far as that has as many.
std::string IdOf(const CrashEntry& what) {
  int call = what.call;
  if (call % kAmendEvery == kAmendEvery - 1 && what.index < SizeOfCall(what.thread, call - 1)) {
    --call;
  }
  return absl::StrCat("crash/", what.round, "/", what.thread, "/", call, "/", what.index);
}

bool ChangesActors(const CrashEntry& what) {
  return what.call % kActorsEvery == 0 && what.index == 0;
}

// Two of the thread's actors: one gets the summary for its name, one goes.
storage::Entry ActorsOf(const CrashEntry& what) {
  storage::Entry entry;
  const auto id = [&](int number) {
    return absl::StrCat("crash:", what.thread, "/", number % kActorsPerThread);
  };
  entry.mutable_event()->mutable_record();
  v1::Actor& put = *entry.add_actors();
  put.set_id(id(what.call / kActorsEvery));
  put.set_name(SummaryOf(what));
  v1::Actor& removed = *entry.add_actors();
  removed.set_id(id(what.call / kActorsEvery + 3));
  removed.set_removed(true);
  return entry;
}

// All but what depends on the ledger.
storage::Entry ContentOf(const CrashEntry& what) {
  if (ChangesActors(what)) return ActorsOf(what);
  storage::Entry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id(IdOf(what));
  event.set_summary(SummaryOf(what));
  // Some entries are large, so that calls and groups span values and blocks.
  event.set_language(std::string(what.call % 50 == 0 ? 5000 : 20 + what.call % 300, 'x'));
  event.mutable_occurred()->mutable_start()->set_seconds(1'700'000'000 +
                                                         3'600 * ((what.call * 37) % 5000));
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_HOUR);
  event.add_tags(absl::StrCat("thread", what.thread));
  event.add_tags(absl::StrCat("call", what.call % 100));
  event.add_participants()->add_actor_ids(absl::StrCat("Q", what.call % 17));
  entry.add_participants();
  return entry;
}

}  // namespace

absl::StatusOr<NewEntry> MakeCrashEntry(const EventStore& store, const CrashEntry& what,
                                        int64_t sequence) {
  storage::Entry entry = ContentOf(what);
  if (ChangesActors(what)) {
    entry.mutable_event()->mutable_record()->set_sequence(sequence);
    NewEntry change;
    change.bytes = std::make_shared<const std::string>(entry.SerializeAsString());
    change.posting = PostingOf(entry);
    change.actors.assign(entry.actors().begin(), entry.actors().end());
    change.ends_call = what.index + 1 == what.size;
    return change;
  }
  ASSIGN_OR_RETURN(std::optional<storage::IdRecord> known, store.FindId(entry.event().id()));
  storage::IdRecord id_record = std::move(known).value_or(storage::IdRecord());
  v1::Record& record = *entry.mutable_event()->mutable_record();
  record.set_sequence(sequence);
  record.set_revision(id_record.revisions_size() + 1);
  if (!id_record.revisions().empty()) {
    const storage::Revision& before = *id_record.revisions().rbegin();
    record.set_prev_sequence(before.sequence());
    entry.set_prev_sort_start(before.sort_start());
  }
  NewEntry result;
  result.bytes = std::make_shared<const std::string>(entry.SerializeAsString());
  result.posting = PostingOf(entry);
  storage::Revision& revision = *id_record.add_revisions();
  revision.set_sequence(sequence);
  revision.set_sort_start(result.posting.address.sort_start);
  result.event_id = entry.event().id();
  result.id_record = std::move(id_record);
  result.ends_call = what.index + 1 == what.size;
  return result;
}

absl::StatusOr<CrashEntry> ReadCrashEntry(absl::string_view bytes) {
  storage::Entry entry;
  if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("not an entry");
  }
  const std::string& said =
      entry.actors().empty() ? entry.event().summary() : entry.actors(0).name();
  ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, ParseNumbers(said, kFields));
  const CrashEntry what = EntryOf(numbers);
  storage::Entry expected = ContentOf(what);
  *expected.mutable_event()->mutable_record() = entry.event().record();
  expected.set_prev_sort_start(entry.prev_sort_start());
  if (expected.SerializeAsString() != bytes) {
    return absl::DataLossError(absl::StrCat("another entry than ", SummaryOf(what)));
  }
  return what;
}

std::string ToLine(const Acknowledgement& acknowledgement) {
  return absl::StrCat(SummaryOf(acknowledgement.call), " ", acknowledgement.first_sequence, "\n");
}

absl::StatusOr<Acknowledgement> ParseLine(absl::string_view line) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, ParseNumbers(line, kFields + 1));
  return Acknowledgement{EntryOf(numbers), numbers[kFields]};
}

StoreOptions CrashStoreOptions(const std::string& directory) {
  StoreOptions options;
  options.directory = directory;
  options.ledger_id_if_new = "crash-test";
  // Small, so that seals and merges are under way when the writer is killed.
  options.head_entries_max = 300;
  options.block_cache_bytes = 16 << 20;
  options.entry_cache_bytes = 1 << 20;
  return options;
}

}  // namespace sitrep
