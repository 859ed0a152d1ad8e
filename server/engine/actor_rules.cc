#include "server/engine/actor_rules.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "gazetteer/name_key.h"
#include "server/engine/label_rules.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace sitrep {
namespace {

// Those that a ledger may add; states and territories are built in.
constexpr absl::string_view kKinds[] = {"government", "armed_forces", "ministry",
                                        "agency",     "organization", "armed_group",
                                        "party",      "media",        "person"};

bool HasSpace(absl::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t offset = 0; offset < size;) {
    UChar32 character = 0;
    U8_NEXT(text.data(), offset, size, character);
    if (character >= 0 && u_isUWhiteSpace(character)) return true;
  }
  return false;
}

bool Same(const google::protobuf::RepeatedPtrField<std::string>& ids,
          const std::vector<std::string>& others) {
  return std::equal(ids.begin(), ids.end(), others.begin(), others.end());
}

class ActorChecker {
 public:
  ActorChecker(const std::vector<v1::Actor>& actors, const ActorGround& ground)
      : actors_(actors), ground_(ground) {}

  std::vector<ActorFault> Check() {
    for (const v1::Actor& actor : actors_) changed_.emplace(actor.id(), &actor);
    for (const v1::Actor& actor : actors_) {
      FieldErrors errors;
      CheckActor(actor, errors);
      for (const FieldError& error : errors.errors()) {
        faults_.push_back({index_, error.field, error.message});
      }
      ++index_;
    }
    return std::move(faults_);
  }

 private:
  void CheckActor(const v1::Actor& actor, FieldErrors& errors) {
    CheckOwnId(actor.id(), errors);
    if (actor.removed()) {
      CheckRemoval(actor, errors);
      return;
    }
    const Actor* built_in = ground_.built_in.Find(actor.id());
    if (built_in != nullptr) {
      CheckAddition(actor, *built_in, errors);
    } else {
      CheckNewcomer(actor, errors);
    }
    CheckNames(actor, errors);
    const std::string& kind = built_in != nullptr ? built_in->kind : actor.kind();
    if (actor.whole_names_only() && kind != "person") {
      errors.Add("whole_names_only", "is for persons");
    }
  }

  void CheckOwnId(const std::string& id, FieldErrors& errors) {
    CheckId(id, MessagePath("id"), errors);
    if (HasSpace(id)) errors.Add("id", "has a space");
    if (!seen_.insert(id).second) errors.Add("id", "is given twice");
    if (!errors.empty() || ground_.current.Find(id) != nullptr) return;
    // An id stands for itself, so that it would hide whoever is called so.
    const ActorReading reading = ground_.current.ReadForIngest(id);
    if (reading.actor != nullptr) {
      errors.Add("id", absl::StrCat("is a name of ", reading.actor->id));
    } else if (!reading.candidates.empty()) {
      errors.Add("id", absl::StrCat("is a name of ", reading.candidates.front().actor->id));
    }
  }

  void CheckRemoval(const v1::Actor& actor, FieldErrors& errors) {
    v1::Actor alone;
    alone.set_id(actor.id());
    alone.set_removed(true);
    if (actor.SerializeAsString() != alone.SerializeAsString()) {
      errors.Add("removed", "no other field but id goes with it");
    }
    if (ground_.built_in.Find(actor.id()) != nullptr) return;
    for (const auto& [id, other] : ground_.local) {
      const auto& owners = other.belongs_to();
      if (changed_.contains(id) ||
          std::find(owners.begin(), owners.end(), actor.id()) == owners.end()) {
        continue;
      }
      errors.Add("removed", absl::StrCat(id, " belongs to it"));
      return;
    }
  }

  void CheckAddition(const v1::Actor& actor, const Actor& built_in, FieldErrors& errors) {
    const auto differs = [&](absl::string_view field, absl::string_view is) {
      errors.Add(std::string(field), absl::StrCat(actor.id(), " is built in; here it is \"", is,
                                                  "\": leave it out, only names can be added"));
    };
    if (!actor.kind().empty() && actor.kind() != built_in.kind) differs("kind", built_in.kind);
    if (!actor.name().empty() && actor.name() != built_in.name) differs("name", built_in.name);
    if (!actor.belongs_to().empty() && !Same(actor.belongs_to(), built_in.belongs_to)) {
      differs("belongs_to", absl::StrJoin(built_in.belongs_to, ", "));
    }
    if (actor.names().empty()) {
      errors.Add("names", absl::StrCat("is empty; ", actor.id(),
                                       " is built in, so that only names can be added"));
    }
  }

  void CheckNewcomer(const v1::Actor& actor, FieldErrors& errors) {
    if (actor.kind().empty()) {
      errors.Add("kind", "is required");
    } else if (std::count(std::begin(kKinds), std::end(kKinds), actor.kind()) == 0) {
      errors.Add("kind", absl::StrCat("\"", actor.kind(), "\" is not one of ",
                                      absl::StrJoin(kKinds, ", ")));
    }
    if (actor.name().empty()) errors.Add("name", "is required");
    CheckOwners(actor, errors);
  }

  void CheckOwners(const v1::Actor& actor, FieldErrors& errors) {
    CheckCount(actor.belongs_to_size(), limits::kActorOwnersMax, MessagePath("belongs_to"), errors);
    absl::flat_hash_set<absl::string_view> seen;
    for (int i = 0; i < actor.belongs_to_size(); ++i) {
      const std::string& owner = actor.belongs_to(i);
      const std::string field = FieldPath("", "belongs_to", i);
      if (owner == actor.id()) {
        errors.Add(field, "is the actor itself");
      } else if (!seen.insert(owner).second) {
        errors.Add(field, "is given twice");
      } else if (!WillBeThere(owner)) {
        errors.Add(field, absl::StrCat("no actor has the id \"", owner, "\""));
      }
    }
  }

  bool WillBeThere(const std::string& id) const {
    if (ground_.built_in.Find(id) != nullptr) return true;
    const auto changed = changed_.find(id);
    if (changed != changed_.end()) return !changed->second->removed();
    return ground_.local.contains(id);
  }

  void CheckNames(const v1::Actor& actor, FieldErrors& errors) {
    CheckCount(actor.names_size(), limits::kActorNamesMax, MessagePath("names"), errors);
    if (!actor.name().empty()) CheckName(actor.name(), "name", errors);
    for (int i = 0; i < actor.names_size(); ++i) {
      CheckName(actor.names(i), FieldPath("", "names", i), errors);
    }
  }

  static void CheckName(const std::string& name, const std::string& field, FieldErrors& errors) {
    if (name.size() > limits::kNameBytesMax) {
      errors.Add(field,
                 absl::StrCat("has ", name.size(), " bytes; at most ", limits::kNameBytesMax));
    } else if (NameKey(name).empty()) {
      errors.Add(field, name.empty() ? "is empty" : "has no letter and no digit");
    }
  }

  const std::vector<v1::Actor>& actors_;
  const ActorGround& ground_;
  absl::flat_hash_map<std::string, const v1::Actor*> changed_;
  absl::flat_hash_set<std::string> seen_;
  int index_ = 0;
  std::vector<ActorFault> faults_;
};

}  // namespace

std::vector<ActorFault> CheckActors(const std::vector<v1::Actor>& actors,
                                    const ActorGround& ground) {
  return ActorChecker(actors, ground).Check();
}

}  // namespace sitrep
