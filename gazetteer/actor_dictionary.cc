#include "gazetteer/actor_dictionary.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "gazetteer/actor_file.h"
#include "gazetteer/actor_name_index.h"
#include "gazetteer/armed_groups_data.h"
#include "gazetteer/bodies_data.h"
#include "gazetteer/organizations_data.h"
#include "gazetteer/people_data.h"
#include "gazetteer/state_words_data.h"
#include "gazetteer/states_data.h"

namespace sitrep {

// Turns entries into actors and names: first all actors, so that entries may name each other in any
// order, then what they belong to, then their names.
class ActorDictionary::Builder {
 public:
  absl::Status AddStates(std::vector<ActorEntry> entries);
  absl::Status AddEntries(std::vector<ActorEntry> entries);
  absl::StatusOr<std::unique_ptr<const ActorDictionary>> Build();

 private:
  absl::Status AddActor(const ActorEntry& entry);
  absl::Status AddBodies();
  absl::Status LinkAndName(const ActorEntry& entry);
  void NamePerson(uint32_t actor, const ActorEntry& entry);
  void NameOthers(uint32_t actor, const ActorEntry& entry, ActorNameIndex::Tolerance tolerance);

  std::vector<ActorEntry> states_;
  std::vector<ActorEntry> bodies_;
  std::vector<ActorEntry> entries_;  // all others
  std::unique_ptr<ActorDictionary> dictionary_{new ActorDictionary()};
  std::unique_ptr<ActorNameIndex> index_ = std::make_unique<ActorNameIndex>();
};

namespace {

absl::Status Fault(const ActorEntry& entry, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(entry.where, ": ", what));
}

ActorDictionary::Source EmbeddedStates() { return {"states.tsv", StatesData()}; }

std::vector<ActorDictionary::Source> EmbeddedEntries() {
  return {{"bodies.txt", BodiesData()},
          {"states.txt", StateWordsData()},
          {"organizations.txt", OrganizationsData()},
          {"armed_groups.txt", ArmedGroupsData()},
          {"people.txt", PeopleData()}};
}

}  // namespace

absl::Status ActorDictionary::Builder::AddActor(const ActorEntry& entry) {
  const auto number = static_cast<uint32_t>(dictionary_->actors_.size());
  if (!dictionary_->numbers_.emplace(entry.id, number).second) {
    return Fault(entry, absl::StrCat("the id ", entry.id, " was given before"));
  }
  dictionary_->actors_.push_back({entry.id, entry.kind, entry.name, entry.belongs_to});
  return absl::OkStatus();
}

absl::Status ActorDictionary::Builder::AddStates(std::vector<ActorEntry> entries) {
  for (const ActorEntry& entry : entries) RETURN_IF_ERROR(AddActor(entry));
  states_ = std::move(entries);
  return absl::OkStatus();
}

absl::Status ActorDictionary::Builder::AddEntries(std::vector<ActorEntry> entries) {
  for (ActorEntry& entry : entries) {
    if (entry.kind == "titles") {
      for (const std::string& word : entry.words) index_->AddTitle(word);
    } else if (entry.kind == "body") {
      bodies_.push_back(std::move(entry));
    } else {
      if (entry.kind != "also") RETURN_IF_ERROR(AddActor(entry));
      entries_.push_back(std::move(entry));
    }
  }
  return absl::OkStatus();
}

// Every state gets every kind of body: "forces:RU".
absl::Status ActorDictionary::Builder::AddBodies() {
  for (size_t body = 0; body < bodies_.size(); ++body) {
    const ActorEntry& kind = bodies_[body];
    if (kind.body_kind.empty()) return Fault(kind, "a body needs a kind");
    for (const std::string& phrase : kind.phrases) {
      index_->AddBodyPhrase(static_cast<int>(body), phrase);
    }
    for (const ActorEntry& state : states_) {
      if (state.kind != "state") continue;
      ActorEntry entry;
      entry.where = kind.where;
      entry.id = absl::StrCat(kind.id, ":", state.id);
      entry.kind = kind.body_kind;
      entry.name = absl::StrReplaceAll(kind.name, {{"{}", state.name}});
      entry.belongs_to = {state.id};
      RETURN_IF_ERROR(AddActor(entry));
      const uint32_t number = dictionary_->numbers_.at(entry.id);
      index_->AddBody(static_cast<int>(body), dictionary_->numbers_.at(state.id), number);
      index_->AddName(number, entry.name, ActorNameIndex::Tolerance::kNone);
    }
  }
  return absl::OkStatus();
}

void ActorDictionary::Builder::NamePerson(uint32_t actor, const ActorEntry& entry) {
  index_->AddPersonName(actor, entry.name, entry.whole);
  for (const std::string& name : entry.names) index_->AddPersonName(actor, name, entry.whole);
}

void ActorDictionary::Builder::NameOthers(uint32_t actor, const ActorEntry& entry,
                                          ActorNameIndex::Tolerance tolerance) {
  for (const std::string& name : entry.names) index_->AddName(actor, name, tolerance);
  for (const std::string& pattern : entry.adjectives) index_->AddStatePattern(actor, pattern);
}

absl::Status ActorDictionary::Builder::LinkAndName(const ActorEntry& entry) {
  const auto number = dictionary_->numbers_.find(entry.id);
  if (number == dictionary_->numbers_.end()) {
    return Fault(entry, absl::StrCat("no actor has the id ", entry.id));
  }
  for (const std::string& id : entry.belongs_to) {
    if (dictionary_->Find(id) == nullptr) {
      return Fault(entry, absl::StrCat("\"of\" names ", id, ", which is no actor"));
    }
  }
  const std::string& kind = dictionary_->actors_[number->second].kind;
  const auto tolerance = kind == "state" || kind == "territory"
                             ? ActorNameIndex::Tolerance::kSpelling
                             : ActorNameIndex::Tolerance::kSound;
  if (!entry.name.empty()) index_->AddName(number->second, entry.name, tolerance);
  NameOthers(number->second, entry, tolerance);
  if (kind == "person") NamePerson(number->second, entry);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<const ActorDictionary>> ActorDictionary::Builder::Build() {
  RETURN_IF_ERROR(AddBodies());
  for (const ActorEntry& entry : states_) {
    const uint32_t number = dictionary_->numbers_.at(entry.id);
    index_->AddState(number, entry.words.front());
    index_->AddName(number, entry.name, ActorNameIndex::Tolerance::kSpelling);
    NameOthers(number, entry, ActorNameIndex::Tolerance::kNone);
  }
  for (const ActorEntry& entry : entries_) RETURN_IF_ERROR(LinkAndName(entry));
  for (const Actor& actor : dictionary_->actors_) {
    if (actor.kind != "person") continue;
    std::vector<uint32_t> numbers;
    for (const std::string& id : dictionary_->Closure(actor.id)) {
      if (id != actor.id) numbers.push_back(dictionary_->numbers_.at(id));
    }
    index_->SetBelongsTo(dictionary_->numbers_.at(actor.id), std::move(numbers));
  }
  dictionary_->index_ = std::move(index_);
  return std::unique_ptr<const ActorDictionary>(std::move(dictionary_));
}

ActorDictionary::ActorDictionary() = default;
ActorDictionary::~ActorDictionary() = default;

absl::StatusOr<std::unique_ptr<const ActorDictionary>> ActorDictionary::Parse(
    const Source& states, const std::vector<Source>& entries) {
  return Build(states, entries, {});
}

absl::StatusOr<std::unique_ptr<const ActorDictionary>> ActorDictionary::EmbeddedWith(
    std::vector<ActorEntry> entries) {
  return Build(EmbeddedStates(), EmbeddedEntries(), std::move(entries));
}

absl::StatusOr<std::unique_ptr<const ActorDictionary>> ActorDictionary::Build(
    const Source& states, const std::vector<Source>& sources, std::vector<ActorEntry> entries) {
  Builder builder;
  ASSIGN_OR_RETURN(std::vector<ActorEntry> parsed, ParseStateTable(states.file, states.text));
  RETURN_IF_ERROR(builder.AddStates(std::move(parsed)));
  for (const Source& source : sources) {
    ASSIGN_OR_RETURN(parsed, ParseActorFile(source.file, source.text));
    RETURN_IF_ERROR(builder.AddEntries(std::move(parsed)));
  }
  RETURN_IF_ERROR(builder.AddEntries(std::move(entries)));
  return builder.Build();
}

const ActorDictionary& ActorDictionary::Embedded() {
  static const ActorDictionary& dictionary = *[] {
    auto parsed = Parse(EmbeddedStates(), EmbeddedEntries());
    if (!parsed.ok()) {
      // A fault of the build: the unit test parses the same bytes.
      std::fprintf(stderr, "the built-in actor dictionary is damaged: %s\n",
                   parsed.status().ToString().c_str());
      std::abort();
    }
    return std::move(parsed)->release();
  }();
  return dictionary;
}

const Actor* ActorDictionary::Find(absl::string_view id) const {
  const auto number = numbers_.find(id);
  return number == numbers_.end() ? nullptr : &actors_[number->second];
}

std::vector<ActorCandidate> ActorDictionary::Candidates(
    const std::vector<ActorNameIndex::Hit>& hits) const {
  std::vector<ActorCandidate> candidates;
  for (const auto& hit : hits) {
    candidates.push_back({&actors_[hit.actor], hit.matched_by, hit.score});
  }
  return candidates;
}

// The readings of an id or a name that are sure, best first.
std::vector<ActorCandidate> ActorDictionary::Sure(absl::string_view name,
                                                  ActorNameIndex::Acronyms acronyms) const {
  std::vector<ActorCandidate> sure = Candidates(index_->Read(name, acronyms));
  const Actor* actor = Find(name);
  if (actor == nullptr) return sure;
  sure.erase(std::remove_if(sure.begin(), sure.end(),
                            [actor](const ActorCandidate& c) { return c.actor == actor; }),
             sure.end());
  sure.insert(sure.begin(), {actor, v1::MATCHED_BY_EXACT, 1.0});
  return sure;
}

std::vector<ActorCandidate> ActorDictionary::Resolve(absl::string_view name, int limit) const {
  std::vector<ActorCandidate> candidates = Sure(name, ActorNameIndex::Acronyms::kAnyCase);
  if (candidates.empty()) candidates = Candidates(index_->Sounding(name));
  if (candidates.empty()) return Suggest(name, limit);
  if (static_cast<int>(candidates.size()) > limit) candidates.resize(std::max(limit, 0));
  return candidates;
}

std::vector<std::string> ActorDictionary::ReadForQuery(absl::string_view name) const {
  if (Find(name) != nullptr) return {std::string(name)};
  std::vector<ActorCandidate> candidates = Sure(name, ActorNameIndex::Acronyms::kAnyCase);
  if (candidates.empty()) {
    candidates = Candidates(index_->Sounding(name));
    // One that sounds like two is a guess.
    if (candidates.size() > 1) candidates.clear();
  }
  std::vector<std::string> ids;
  for (const ActorCandidate& candidate : candidates) ids.push_back(candidate.actor->id);
  return ids;
}

ActorReading ActorDictionary::ReadForIngest(absl::string_view name) const {
  ActorReading reading;
  reading.candidates = Sure(name, ActorNameIndex::Acronyms::kCapitals);
  // Who is written just so goes before those who share only the key: Irã is not the IRA.
  if (!reading.candidates.empty() && reading.candidates[0].matched_by == v1::MATCHED_BY_EXACT) {
    const auto is_looser = [](const ActorCandidate& candidate) {
      return candidate.matched_by != v1::MATCHED_BY_EXACT;
    };
    reading.candidates.erase(
        std::remove_if(reading.candidates.begin(), reading.candidates.end(), is_looser),
        reading.candidates.end());
  }
  if (reading.candidates.size() != 1) return reading;
  reading.actor = reading.candidates.front().actor;
  reading.candidates.clear();
  return reading;
}

std::vector<std::string> ActorDictionary::Closure(absl::string_view id) const {
  std::vector<std::string> ids = {std::string(id)};
  for (size_t next = 0; next < ids.size(); ++next) {
    const Actor* actor = Find(ids[next]);
    if (actor == nullptr) continue;
    for (const std::string& owner : actor->belongs_to) {
      if (std::find(ids.begin(), ids.end(), owner) == ids.end()) ids.push_back(owner);
    }
  }
  return ids;
}

std::vector<ActorCandidate> ActorDictionary::Suggest(absl::string_view name, int limit) const {
  std::vector<ActorCandidate> candidates = Candidates(index_->Similar(name));
  if (static_cast<int>(candidates.size()) > limit) candidates.resize(std::max(limit, 0));
  return candidates;
}

}  // namespace sitrep
