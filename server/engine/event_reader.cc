#include "server/engine/event_reader.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "server/engine/search_key.h"

namespace sitrep {
namespace {

using RepeatedIds = google::protobuf::RepeatedPtrField<std::string>;

void AddOnce(const std::string& id, RepeatedIds& ids) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) *ids.Add() = id;
}

// Adds the actor of a name and what it belongs to; false if the name stays unread.
bool ReadActor(const ActorReader& actors, const std::string& name, const std::string& field,
               RepeatedIds& ids, std::vector<v1::Warning>& warnings) {
  if (name.empty()) return true;
  const auto reading = actors.ReadForIngest(name);
  if (!reading->ids.empty()) {
    for (const std::string& id : reading->ids) AddOnce(id, ids);
    return true;
  }
  if (!reading->candidates.empty()) {
    v1::Warning warning;
    warning.set_field(field);
    warning.set_message(absl::StrCat("\"", name, "\" may be several actors and stays unread"));
    for (const std::string& candidate : reading->candidates) warning.add_candidates(candidate);
    warnings.push_back(std::move(warning));
  }
  return false;
}

void ReadParticipant(const ActorReader& actors, int index, storage::Entry& entry,
                     std::vector<v1::Warning>& warnings) {
  v1::Participant& participant = *entry.mutable_event()->mutable_participants(index);
  storage::ParticipantReading& keys = *entry.add_participants();
  const std::string path = FieldPath("", "participants", index);
  if (!ReadActor(actors, participant.name(), FieldPath(path, "name"),
                 *participant.mutable_actor_ids(), warnings)) {
    keys.set_unread_key(SearchKey(participant.name()));
  }
  if (!ReadActor(actors, participant.represents(), FieldPath(path, "represents"),
                 *participant.mutable_actor_ids(), warnings)) {
    keys.set_unread_represents_key(SearchKey(participant.represents()));
  }
}

}  // namespace

EventReader::EventReader(const PlaceGazetteer& places, const CurrentActors& actors)
    : places_(places), actors_(actors) {}

std::vector<v1::Warning> EventReader::Read(storage::Entry& entry) const {
  std::vector<v1::Warning> warnings;
  places_.Read(entry, warnings);
  const std::shared_ptr<const ActorReader> actors = actors_.Get();
  for (int i = 0; i < entry.event().participants_size(); ++i) {
    ReadParticipant(*actors, i, entry, warnings);
  }
  for (const v1::Source& source : entry.event().sources()) {
    storage::SourceKeys& keys = *entry.add_sources();
    keys.set_publisher(SearchKey(source.publisher()));
    keys.set_attribution(SearchKey(source.attribution()));
  }
  return warnings;
}

}  // namespace sitrep
