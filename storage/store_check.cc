#include "storage/store_check.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "storage/entry.pb.h"
#include "storage/index_digest.h"
#include "storage/parse_entry.h"
#include "storage/posting.h"

namespace sitrep {
namespace {

absl::Status CheckId(const IdTable& ids, const DatabaseSnapshot& snapshot,
                     const storage::Entry& entry) {
  const std::string& id = entry.event().id();
  const auto& record = entry.event().record();
  ASSIGN_OR_RETURN(const std::optional<storage::IdRecord> found, ids.Find(id, snapshot));
  if (!found) return absl::DataLossError(absl::StrCat("ids: '", id, "' is missing"));
  const int index = record.revision() - 1;
  if (index < 0 || index >= found->revisions_size() ||
      found->revisions(index).sequence() != record.sequence()) {
    return absl::DataLossError(absl::StrCat("ids: revision ", record.revision(), " of '", id,
                                            "' is not sequence ", record.sequence()));
  }
  return absl::OkStatus();
}

// What there should be up to `store.sequence`.
struct FreshFold {
  // What the index should hold, by sequence.
  std::vector<RevisionDigest> digests;
  ActorMap actors;
  int64_t events = 0;
};

absl::Status FoldEntry(const CheckedStore& store, const storage::Entry& entry, FreshFold& fold) {
  const Posting posting = PostingOf(entry);
  fold.digests.push_back(DigestOf(posting));
  const int64_t superseded = posting.supersedes.sequence;
  if (superseded > 0) fold.digests[superseded - 1].superseded_by = posting.address.sequence;
  for (const v1::Actor& actor : entry.actors()) ApplyChange(actor, fold.actors);
  if (!entry.actors().empty()) return absl::OkStatus();
  if (entry.event().record().revision() == 1) ++fold.events;
  return CheckId(*store.ids, store.snapshot, entry);
}

absl::StatusOr<FreshFold> FoldAfresh(const CheckedStore& store) {
  FreshFold fold;
  LogReader reader = store.log->ReadFrom(0, store.sequence);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<LogCall> call, reader.Next());
    if (!call) break;
    for (size_t i = 0; i < call->entries.size(); ++i) {
      const int64_t sequence = call->first_sequence + static_cast<int64_t>(i);
      ASSIGN_OR_RETURN(const storage::Entry entry, ParseEntry(sequence, *call->entries[i]));
      RETURN_IF_ERROR(FoldEntry(store, entry, fold));
    }
  }
  return fold;
}

absl::Status CheckActors(const CheckedStore& store, const ActorMap& expected) {
  ASSIGN_OR_RETURN(const ActorMap found, store.actors->ReadAll(store.snapshot));
  for (const auto& [id, actor] : expected) {
    const auto stored = found.find(id);
    if (stored == found.end() || stored->second.SerializeAsString() != actor.SerializeAsString()) {
      return absl::DataLossError(absl::StrCat("meta: actor '", id, "' is not as the log left it"));
    }
  }
  if (found.size() != expected.size()) {
    return absl::DataLossError(
        absl::StrCat("meta: ", found.size(), " actors, but the log left ", expected.size()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckStore(const CheckedStore& store) {
  if (store.sequence == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const FreshFold fold, FoldAfresh(store));
  if (fold.events != store.event_count) {
    return absl::DataLossError(
        absl::StrCat("meta: ", store.event_count, " events, but the log has ", fold.events));
  }
  RETURN_IF_ERROR(CheckActors(store, fold.actors));
  const std::vector<RevisionDigest>& expected = fold.digests;
  ASSIGN_OR_RETURN(const std::vector<RevisionDigest> found,
                   store.index->Digests(1, store.sequence));
  for (size_t i = 0; i < expected.size(); ++i) {
    if (found[i] == expected[i]) continue;
    return absl::DataLossError(absl::StrCat("index, sequence ", i + 1, ": it holds ",
                                            ToString(found[i]), "; the log gives ",
                                            ToString(expected[i])));
  }
  ASSIGN_OR_RETURN(const int64_t ids, store.ids->Count(store.snapshot));
  if (ids != store.event_count) {
    return absl::DataLossError(
        absl::StrCat("ids: ", ids, ", but there are ", store.event_count, " events"));
  }
  return absl::OkStatus();
}

}  // namespace sitrep
