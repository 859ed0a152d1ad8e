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

// What the index should hold of the revisions up to `store.sequence`.
absl::StatusOr<std::vector<RevisionDigest>> FoldAfresh(const CheckedStore& store) {
  std::vector<RevisionDigest> digests;
  int64_t events = 0;
  LogReader reader = store.log->ReadFrom(0, store.sequence);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<LogCall> call, reader.Next());
    if (!call) break;
    for (size_t i = 0; i < call->entries.size(); ++i) {
      const int64_t sequence = call->first_sequence + static_cast<int64_t>(i);
      ASSIGN_OR_RETURN(const storage::Entry entry, ParseEntry(sequence, *call->entries[i]));
      RETURN_IF_ERROR(CheckId(*store.ids, store.snapshot, entry));
      if (entry.event().record().revision() == 1) ++events;
      const Posting posting = PostingOf(entry);
      const int64_t superseded = posting.supersedes.sequence;
      if (superseded > 0) digests[superseded - 1].superseded_by = sequence;
      digests.push_back(DigestOf(posting));
    }
  }
  if (events != store.event_count) {
    return absl::DataLossError(
        absl::StrCat("meta: ", store.event_count, " events, but the log has ", events));
  }
  return digests;
}

}  // namespace

absl::Status CheckStore(const CheckedStore& store) {
  if (store.sequence == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<RevisionDigest> expected, FoldAfresh(store));
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
