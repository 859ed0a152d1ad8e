#include "server/engine/event_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "server/engine/search_key.h"

namespace sitrep {
namespace {

using ActorIds = google::protobuf::RepeatedPtrField<std::string>;

void AddOnce(const std::string& id, ActorIds& ids) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) *ids.Add() = id;
}

}  // namespace

EventReader::EventReader(const PlaceGazetteer& places, const ActorDictionary& actors)
    : places_(places), actors_(actors) {}

std::vector<v1::Warning> EventReader::Read(storage::Entry& entry) const {
  std::vector<v1::Warning> warnings;
  places_.Read(entry, warnings);
  for (int i = 0; i < entry.event().participants_size(); ++i) ReadParticipant(i, entry, warnings);
  for (const v1::Source& source : entry.event().sources()) {
    storage::SourceKeys& keys = *entry.add_sources();
    keys.set_publisher(SearchKey(source.publisher()));
    keys.set_attribution(SearchKey(source.attribution()));
  }
  return warnings;
}

void EventReader::ReadParticipant(int index, storage::Entry& entry,
                                  std::vector<v1::Warning>& warnings) const {
  v1::Participant& participant = *entry.mutable_event()->mutable_participants(index);
  storage::ParticipantReading& keys = *entry.add_participants();
  const std::string path = FieldPath("", "participants", index);
  if (!ReadActor(participant.name(), FieldPath(path, "name"), *participant.mutable_actor_ids(),
                 warnings)) {
    keys.set_unread_key(SearchKey(participant.name()));
  }
  if (!ReadActor(participant.represents(), FieldPath(path, "represents"),
                 *participant.mutable_actor_ids(), warnings)) {
    keys.set_unread_represents_key(SearchKey(participant.represents()));
  }
}

bool EventReader::ReadActor(const std::string& name, const std::string& field, ActorIds& ids,
                            std::vector<v1::Warning>& warnings) const {
  if (name.empty()) return true;
  const ActorReading reading = actors_.ReadForIngest(name);
  if (reading.actor != nullptr) {
    for (const std::string& id : actors_.Closure(reading.actor->id)) AddOnce(id, ids);
    return true;
  }
  if (!reading.candidates.empty()) {
    v1::Warning warning;
    warning.set_field(field);
    warning.set_message(absl::StrCat("\"", name, "\" may be several actors and stays unread"));
    for (const ActorCandidate& candidate : reading.candidates) {
      warning.add_candidates(candidate.actor->id);
    }
    warnings.push_back(std::move(warning));
  }
  return false;
}

}  // namespace sitrep
