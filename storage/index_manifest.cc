#include "storage/index_manifest.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/iterator.h"
#include "storage/keys.h"
#include "storage/rocksdb_status.h"
#include "storage/segment_chunk.h"

namespace sitrep {
namespace {

std::string ManifestKey() { return absl::StrCat(kIndexPrefix, "manifest"); }

std::string SupersessionsPrefix(uint64_t segment_id) {
  return absl::StrCat(kIndexPrefix, "superseded/", absl::Hex(segment_id, absl::kZeroPad16), "/");
}

std::string SealedBytes(const google::protobuf::MessageLite& message) {
  std::string bytes = message.SerializeAsString();
  SealChunk(bytes);
  return bytes;
}

absl::Status ParseSealed(std::string bytes, absl::string_view what,
                         google::protobuf::MessageLite& message) {
  const absl::Status sound = OpenChunk(bytes);
  if (!sound.ok()) return absl::DataLossError(absl::StrCat(what, ": ", sound.message()));
  if (message.ParseFromString(bytes)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(what, ": not a message"));
}

// Sequences are consecutive from 1, and every revision lies in one segment.
absl::Status CheckSum(const storage::Manifest& manifest) {
  int64_t revisions = 0;
  for (const storage::SegmentMeta& meta : manifest.segments()) revisions += meta.revision_count();
  if (revisions == manifest.applied_through()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the index's segments hold ", revisions,
                                          " revisions and should hold ",
                                          manifest.applied_through()));
}

}  // namespace

absl::StatusOr<storage::Manifest> ReadManifest(const Database& database) {
  storage::Manifest manifest;
  ASSIGN_OR_RETURN(std::optional<std::string> bytes, database.Get(Family::kMeta, ManifestKey()));
  if (!bytes) return manifest;
  RETURN_IF_ERROR(ParseSealed(*std::move(bytes), "the index's manifest", manifest));
  RETURN_IF_ERROR(CheckSum(manifest));
  return manifest;
}

void PutManifest(const storage::Manifest& manifest, Batch& batch) {
  batch.Put(Family::kMeta, ManifestKey(), SealedBytes(manifest));
}

absl::StatusOr<std::vector<Supersession>> ReadSupersessions(const Database& database,
                                                            uint64_t segment_id) {
  const std::string prefix = SupersessionsPrefix(segment_id);
  const std::string what = absl::StrCat("supersessions of segment ", segment_id);
  std::vector<Supersession> read;
  const std::unique_ptr<rocksdb::Iterator> iterator = database.NewIterator(Family::kMeta);
  for (iterator->Seek(prefix); iterator->Valid(); iterator->Next()) {
    if (!absl::StartsWith({iterator->key().data(), iterator->key().size()}, prefix)) break;
    storage::Supersessions stored;
    RETURN_IF_ERROR(ParseSealed(iterator->value().ToString(), what, stored));
    if (stored.documents_size() != stored.superseded_by_size()) {
      return absl::DataLossError(absl::StrCat(what, ": lists of unlike length"));
    }
    for (int i = 0; i < stored.documents_size(); ++i) {
      read.push_back({segment_id, stored.documents(i), stored.superseded_by(i)});
    }
  }
  RETURN_IF_ERROR(FromRocksdb(iterator->status(), absl::StrCat("reading ", what)));
  return read;
}

void PutSupersessions(const std::vector<Supersession>& supersessions, int64_t applied_through,
                      Batch& batch) {
  std::map<uint64_t, storage::Supersessions> by_segment;
  for (const Supersession& supersession : supersessions) {
    storage::Supersessions& of_segment = by_segment[supersession.segment_id];
    of_segment.add_documents(supersession.doc);
    of_segment.add_superseded_by(supersession.by);
  }
  for (const auto& [segment_id, of_segment] : by_segment) {
    const std::string key =
        absl::StrCat(SupersessionsPrefix(segment_id), absl::Hex(applied_through, absl::kZeroPad16));
    batch.Put(Family::kMeta, key, SealedBytes(of_segment));
  }
}

void DeleteSupersessions(uint64_t segment_id, Batch& batch) {
  batch.DeleteRange(Family::kMeta, SupersessionsPrefix(segment_id),
                    SupersessionsPrefix(segment_id + 1));
}

}  // namespace sitrep
