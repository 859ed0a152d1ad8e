#include "server/engine/local_actors.h"

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/try_again.h"
#include "gazetteer/actor_file.h"
#include "server/engine/actor_change.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"
#include "spdlog/spdlog.h"

namespace sitrep {
namespace {

// About how long two or three changes take.
constexpr int kRetryDelayMs = 500;
// Faults of files that are named at once.
constexpr size_t kFaultsShownMax = 20;

ActorEntry EntryOf(const v1::Actor& actor, const ActorMap& all) {
  const ActorDictionary& built_in = ActorDictionary::Embedded();
  ActorEntry entry;
  entry.where = absl::StrCat("actor ", actor.id());
  entry.id = actor.id();
  entry.whole = actor.whole_names_only();
  entry.names.assign(actor.names().begin(), actor.names().end());
  const Actor* known = built_in.Find(actor.id());
  if (known != nullptr) {
    entry.kind = "also";
    if (!actor.name().empty() && actor.name() != known->name) entry.names.push_back(actor.name());
    return entry;
  }
  entry.kind = actor.kind();
  entry.name = actor.name();
  for (const std::string& owner : actor.belongs_to()) {
    if (all.contains(owner) || built_in.Find(owner) != nullptr) entry.belongs_to.push_back(owner);
  }
  return entry;
}

// What is stored of an actor: of a built-in one, only what it adds.
v1::Actor Stored(v1::Actor actor) {
  if (ActorDictionary::Embedded().Find(actor.id()) != nullptr) {
    actor.clear_kind();
    actor.clear_name();
    actor.clear_belongs_to();
  }
  return actor;
}

absl::Status Refusal(const std::vector<ActorFault>& faults) {
  FieldErrors errors;
  for (const ActorFault& fault : faults) {
    errors.Add(FieldPath(FieldPath("", "actors", fault.index), fault.field), fault.message);
  }
  return errors.ToStatus();
}

absl::Status RefusalOfFiles(const std::vector<ActorFault>& faults,
                            const std::vector<std::string>& places) {
  std::vector<std::string> lines;
  for (const ActorFault& fault : faults) {
    if (lines.size() == kFaultsShownMax) {
      lines.push_back(absl::StrCat("and ", faults.size() - lines.size(), " more"));
      break;
    }
    lines.push_back(absl::StrCat(places[fault.index], ": ", fault.field, " ", fault.message));
  }
  return absl::InvalidArgumentError(absl::StrJoin(lines, "; "));
}

absl::Status CheckRoom(const ActorMap& actors) {
  size_t bytes = 0;
  for (const auto& [id, actor] : actors) bytes += actor.ByteSizeLong();
  if (actors.size() > limits::kLocalActorsMax) {
    return absl::ResourceExhaustedError(absl::StrCat("the ledger would have ", actors.size(),
                                                     " actors of its own; at most ",
                                                     limits::kLocalActorsMax));
  }
  if (bytes > limits::kLocalActorsBytesMax) {
    return absl::ResourceExhaustedError(absl::StrCat("the ledger's own actors would have ", bytes,
                                                     " bytes; at most ",
                                                     limits::kLocalActorsBytesMax));
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const v1::PutActorsRequest& request) {
  FieldErrors errors;
  if (request.actors().empty()) errors.Add("actors", "is empty");
  CheckCount(request.actors_size(), limits::kActorsPerCallMax, MessagePath("actors"), errors);
  return errors.ToStatus();
}

void AddIfShared(const ActorDictionary& dictionary, const std::string& name, std::string field,
                 v1::PutActorsResponse& response) {
  const ActorReading reading = dictionary.ReadForIngest(name);
  if (reading.candidates.size() < 2) return;
  v1::SharedName& shared = *response.add_shared_names();
  shared.set_field(std::move(field));
  shared.set_name(name);
  for (const ActorCandidate& candidate : reading.candidates) {
    shared.add_ids(candidate.actor->id);
  }
  spdlog::warn("\"{}\" is a name of {}: alone it stays unread in events", name,
               absl::StrJoin(shared.ids(), ", "));
}

// Of the actors of a call, read by the dictionary that it leads to.
void AddSharedNames(const std::vector<v1::Actor>& actors, const ActorDictionary& dictionary,
                    v1::PutActorsResponse& response) {
  for (size_t i = 0; i < actors.size(); ++i) {
    const v1::Actor& actor = actors[i];
    const std::string path = absl::StrCat("actors[", i, "].");
    if (!actor.name().empty()) AddIfShared(dictionary, actor.name(), path + "name", response);
    for (int j = 0; j < actor.names_size(); ++j) {
      AddIfShared(dictionary, actor.names(j), absl::StrCat(path, "names[", j, "]"), response);
    }
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ActorDictionary>> LocalActors::DictionaryOf(
    const ActorMap& actors) {
  if (actors.empty()) {
    // It lives as long as the process.
    return std::shared_ptr<const ActorDictionary>(std::shared_ptr<void>(),
                                                  &ActorDictionary::Embedded());
  }
  std::vector<ActorEntry> entries;
  entries.reserve(actors.size());
  for (const auto& [id, actor] : actors) entries.push_back(EntryOf(actor, actors));
  ASSIGN_OR_RETURN(std::unique_ptr<const ActorDictionary> dictionary,
                   ActorDictionary::EmbeddedWith(std::move(entries)));
  return std::shared_ptr<const ActorDictionary>(std::move(dictionary));
}

LocalActors::LocalActors(ActorMap stored, const EventStore& store, Ingestor& ingestor,
                         CurrentActors& current)
    : store_(store),
      ingestor_(ingestor),
      current_(current),
      local_(std::move(stored)),
      thread_([this] { Run(); }) {}

LocalActors::~LocalActors() { Stop(); }

void LocalActors::Put(v1::PutActorsRequest request, std::string principal, Done done) {
  const absl::Status checked = CheckRequest(request);
  if (!checked.ok()) {
    done(checked);
    return;
  }
  Call call;
  call.actors.assign(std::make_move_iterator(request.mutable_actors()->begin()),
                     std::make_move_iterator(request.mutable_actors()->end()));
  call.validate_only = request.validate_only();
  call.principal = std::move(principal);
  call.reason = std::move(*request.mutable_reason());
  call.done = std::move(done);
  Queue(std::move(call));
}

absl::Status LocalActors::PutFromFiles(std::vector<v1::Actor> actors,
                                       std::vector<std::string> places, std::string principal) {
  if (actors.empty()) return absl::OkStatus();
  std::promise<absl::Status> answer;
  Call call;
  call.actors = std::move(actors);
  call.places = std::move(places);
  call.principal = std::move(principal);
  call.done = [&](const absl::StatusOr<v1::PutActorsResponse>& response) {
    answer.set_value(response.status());
  };
  Queue(std::move(call));
  return answer.get_future().get();
}

void LocalActors::Queue(Call call) {
  absl::Status refused;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      refused = absl::UnavailableError("the server is stopping");
    } else if (queue_.size() >= limits::kPutActorsCallsMax) {
      refused = TryAgain(absl::StrCat(limits::kPutActorsCallsMax, " changes of actors wait"),
                         kRetryDelayMs);
    } else {
      queue_.push_back(std::move(call));
      changed_.notify_one();
      return;
    }
  }
  call.done(refused);
}

void LocalActors::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Call call = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    call.done(Make(call));
    lock.lock();
  }
}

absl::StatusOr<v1::PutActorsResponse> LocalActors::Make(const Call& call) {
  ASSIGN_OR_RETURN(Decision decision, Decide(call));
  if (decision.changes.empty()) {
    decision.response.set_sequence(store_.sequence());
    return std::move(decision.response);
  }
  RETURN_IF_ERROR(CheckRoom(decision.after));
  ASSIGN_OR_RETURN(std::shared_ptr<const ActorDictionary> dictionary, DictionaryOf(decision.after));
  AddSharedNames(call.actors, *dictionary, decision.response);
  if (call.validate_only) return std::move(decision.response);
  ASSIGN_OR_RETURN(const int64_t sequence, Commit(call, std::move(decision.changes)));
  decision.response.set_sequence(sequence);
  local_ = std::move(decision.after);
  current_.Replace(std::move(dictionary));
  return std::move(decision.response);
}

absl::StatusOr<LocalActors::Decision> LocalActors::Decide(const Call& call) const {
  const std::shared_ptr<const ActorReader> current = current_.Get();
  const std::vector<ActorFault> faults = CheckActors(
      call.actors,
      {.built_in = ActorDictionary::Embedded(), .current = current->dictionary(), .local = local_});
  if (!faults.empty()) {
    return call.places.empty() ? Refusal(faults) : RefusalOfFiles(faults, call.places);
  }
  Decision decision;
  decision.after = local_;
  for (const v1::Actor& given : call.actors) {
    v1::Actor actor = Stored(given);
    const auto before = local_.find(actor.id());
    const bool there = before != local_.end();
    const bool same =
        actor.removed() ? !there
                        : there && before->second.SerializeAsString() == actor.SerializeAsString();
    v1::ActorOutcome outcome = v1::ACTOR_OUTCOME_UNCHANGED;
    if (!same) {
      outcome = actor.removed() ? v1::ACTOR_OUTCOME_REMOVED
                : there         ? v1::ACTOR_OUTCOME_CHANGED
                                : v1::ACTOR_OUTCOME_ADDED;
      ApplyChange(actor, decision.after);
      decision.changes.push_back(std::move(actor));
    }
    decision.response.add_outcomes(outcome);
  }
  return decision;
}

absl::StatusOr<int64_t> LocalActors::Commit(const Call& call, std::vector<v1::Actor> changes) {
  std::promise<absl::StatusOr<int64_t>> sequence;
  ingestor_.PutActors(
      {.actors = std::move(changes), .principal = call.principal, .reason = call.reason},
      [&](absl::StatusOr<int64_t> committed) { sequence.set_value(std::move(committed)); });
  return sequence.get_future().get();
}

void LocalActors::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace sitrep
