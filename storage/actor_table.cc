#include "storage/actor_table.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "rocksdb/iterator.h"
#include "storage/keys.h"
#include "storage/rocksdb_status.h"

namespace sitrep {
namespace {

std::string KeyOf(absl::string_view id) { return absl::StrCat(kActorPrefix, id); }

}  // namespace

void ApplyChange(const v1::Actor& actor, ActorMap& actors) {
  if (actor.removed()) {
    actors.erase(actor.id());
  } else {
    actors.insert_or_assign(actor.id(), actor);
  }
}

absl::StatusOr<ActorMap> ActorTable::ReadAll(const DatabaseSnapshot& snapshot) const {
  ActorMap actors;
  const std::unique_ptr<rocksdb::Iterator> rows = database_->NewIterator(Family::kMeta, snapshot);
  const rocksdb::Slice prefix(kActorPrefix.data(), kActorPrefix.size());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const std::string id = rows->key().ToString().substr(prefix.size());
    v1::Actor actor;
    if (!actor.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size())) ||
        actor.id() != id) {
      return absl::DataLossError(absl::StrCat("meta, actor ", DescribeKey(id), ": not that actor"));
    }
    actors.emplace(id, std::move(actor));
  }
  RETURN_IF_ERROR(FromRocksdb(rows->status(), "reading actors"));
  return actors;
}

void ActorTable::Put(const v1::Actor& actor, Batch& batch) {
  if (actor.removed()) {
    batch.Delete(Family::kMeta, KeyOf(actor.id()));
  } else {
    batch.Put(Family::kMeta, KeyOf(actor.id()), actor.SerializeAsString());
  }
}

absl::Status ActorTable::CheckNewest(
    const google::protobuf::RepeatedPtrField<v1::Actor>& changes) const {
  for (const v1::Actor& actor : changes) {
    ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                     database_->Get(Family::kMeta, KeyOf(actor.id())));
    const bool as_left = actor.removed() ? !stored : stored && *stored == actor.SerializeAsString();
    if (as_left) continue;
    return absl::DataLossError(
        absl::StrCat("meta, actor ", DescribeKey(actor.id()), ": not what the newest change left"));
  }
  return absl::OkStatus();
}

}  // namespace sitrep
