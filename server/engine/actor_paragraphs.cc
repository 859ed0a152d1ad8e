#include "server/engine/actor_paragraphs.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gazetteer/actor_dictionary.h"

namespace sitrep {
namespace {

absl::Status Fault(const ActorEntry& entry, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(entry.where, ": ", what));
}

// What only built-in paragraphs may be or have.
absl::Status CheckParagraph(const ActorEntry& entry) {
  for (const char* kind : {"titles", "body", "state", "territory"}) {
    if (entry.kind == kind) return Fault(entry, absl::StrCat("\"", kind, "\" is built in only"));
  }
  if (!entry.adjectives.empty() || !entry.phrases.empty() || !entry.words.empty() ||
      !entry.body_kind.empty()) {
    return Fault(entry, "\"adj\", \"phrases\", \"words\" and \"kind\" are built in only");
  }
  if (entry.kind == "also" && !entry.belongs_to.empty()) {
    return Fault(entry, "\"also\" adds names, it can't say \"of\"");
  }
  return absl::OkStatus();
}

class ParagraphReader {
 public:
  explicit ParagraphReader(const ActorMap& stored) : stored_(stored) {}

  absl::Status Add(const ActorEntry& entry) {
    RETURN_IF_ERROR(CheckParagraph(entry));
    return entry.kind == "also" ? AddNames(entry) : AddActor(entry);
  }

  PlacedActors Take() { return std::move(read_); }

 private:
  absl::Status AddActor(const ActorEntry& entry) {
    if (at_.contains(entry.id)) {
      return Fault(entry, absl::StrCat("the id ", entry.id, " was given before"));
    }
    v1::Actor& actor = Append(entry, v1::Actor());
    actor.set_id(entry.id);
    actor.set_kind(entry.kind);
    actor.set_name(entry.name);
    actor.mutable_names()->Assign(entry.names.begin(), entry.names.end());
    actor.mutable_belongs_to()->Assign(entry.belongs_to.begin(), entry.belongs_to.end());
    actor.set_whole_names_only(entry.whole);
    return absl::OkStatus();
  }

  absl::Status AddNames(const ActorEntry& entry) {
    const auto given = at_.find(entry.id);
    v1::Actor* actor = given == at_.end() ? nullptr : &read_.actors[given->second];
    if (actor == nullptr) {
      const auto stored = stored_.find(entry.id);
      if (stored != stored_.end()) {
        actor = &Append(entry, stored->second);
      } else if (ActorDictionary::Embedded().Find(entry.id) != nullptr) {
        actor = &Append(entry, v1::Actor());
        actor->set_id(entry.id);
      } else {
        return Fault(entry, absl::StrCat("no actor has the id ", entry.id));
      }
    }
    for (const std::string& name : entry.names) {
      const auto& names = actor->names();
      if (std::find(names.begin(), names.end(), name) == names.end()) actor->add_names(name);
    }
    if (entry.whole) actor->set_whole_names_only(true);
    return absl::OkStatus();
  }

  v1::Actor& Append(const ActorEntry& entry, v1::Actor actor) {
    at_.emplace(entry.id, read_.actors.size());
    read_.places.push_back(entry.where);
    read_.actors.push_back(std::move(actor));
    return read_.actors.back();
  }

  const ActorMap& stored_;
  PlacedActors read_;
  absl::flat_hash_map<std::string, size_t> at_;
};

}  // namespace

absl::StatusOr<PlacedActors> ReadParagraphs(const std::vector<ActorEntry>& entries,
                                            const ActorMap& stored) {
  ParagraphReader reader(stored);
  for (const ActorEntry& entry : entries) RETURN_IF_ERROR(reader.Add(entry));
  return reader.Take();
}

}  // namespace sitrep
