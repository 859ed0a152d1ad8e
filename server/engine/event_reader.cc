#include "server/engine/event_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "server/engine/search_key.h"

namespace sitrep {
namespace {

// Names whose readings are remembered, each of at most 512 bytes.
constexpr size_t kKnownActorsMax = 32'768;

using RepeatedIds = google::protobuf::RepeatedPtrField<std::string>;

void AddOnce(const std::string& id, RepeatedIds& ids) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) *ids.Add() = id;
}

}  // namespace

EventReader::EventReader(const PlaceGazetteer& places, const ActorDictionary& actors)
    : places_(places), actors_(actors), known_actors_(kKnownActorsMax) {}

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

EventReader::ActorIds EventReader::ReadActorName(absl::string_view name) const {
  const ActorReading reading = actors_.ReadForIngest(name);
  ActorIds known;
  if (reading.actor != nullptr) known.ids = actors_.Closure(reading.actor->id);
  for (const ActorCandidate& candidate : reading.candidates) {
    known.candidates.push_back(candidate.actor->id);
  }
  return known;
}

bool EventReader::ReadActor(const std::string& name, const std::string& field, RepeatedIds& ids,
                            std::vector<v1::Warning>& warnings) const {
  if (name.empty()) return true;
  const auto known =
      known_actors_.Get(name, [this](absl::string_view unknown) { return ReadActorName(unknown); });
  if (!known->ids.empty()) {
    for (const std::string& id : known->ids) AddOnce(id, ids);
    return true;
  }
  if (!known->candidates.empty()) {
    v1::Warning warning;
    warning.set_field(field);
    warning.set_message(absl::StrCat("\"", name, "\" may be several actors and stays unread"));
    for (const std::string& candidate : known->candidates) warning.add_candidates(candidate);
    warnings.push_back(std::move(warning));
  }
  return false;
}

}  // namespace sitrep
