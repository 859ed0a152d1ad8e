// The actors of this ledger: takes changes of them and makes names be read by them.
#ifndef SITREP_SERVER_ENGINE_LOCAL_ACTORS_H_
#define SITREP_SERVER_ENGINE_LOCAL_ACTORS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gazetteer/actor_dictionary.h"
#include "server/engine/actor_rules.h"
#include "server/engine/current_actors.h"
#include "server/engine/ingestor.h"
#include "sitrep/v1/directory_service.pb.h"
#include "storage/actor_table.h"
#include "storage/event_store.h"

namespace sitrep {

// A change builds a new dictionary out of the built-in entries and all local ones, which takes some
// 100 ms: so one thread of this object makes the changes, one after the other, and never a
// caller's. A change is first committed, then names are read by it, then it is answered.
// Thread-safe.
class LocalActors {
 public:
  // Called once, on the object's thread, or on the caller's where the call is refused at once; must
  // return at once.
  using Done = std::function<void(absl::StatusOr<v1::PutActorsResponse>)>;

  // The dictionary of a ledger that has these actors. Lenient, since what is stored must go on
  // whatever became of the built-in ones: of an actor that is built in by now only the names count,
  // and whom it belongs to and nobody knows any more is left out.
  static absl::StatusOr<std::shared_ptr<const ActorDictionary>> DictionaryOf(
      const ActorMap& actors);

  // `stored` are the store's, and `current` reads by their dictionary. All others outlive the
  // object.
  LocalActors(ActorMap stored, const EventStore& store, Ingestor& ingestor, CurrentActors& current);
  // Stops.
  ~LocalActors();

  // INVALID_ARGUMENT names every bad field; RESOURCE_EXHAUSTED past limits::kLocalActorsMax and
  // kLocalActorsBytesMax and, with RetryInfo, if limits::kPutActorsCallsMax calls wait; UNAVAILABLE
  // while the server stops; or the store's error.
  void Put(v1::PutActorsRequest request, std::string principal, Done done);

  // The same for what stands in files, any number of actors; waits for the answer. Faults are named
  // by `places`, one for each actor: "people.txt:12".
  absl::Status PutFromFiles(std::vector<v1::Actor> actors, std::vector<std::string> places,
                            std::string principal);

  // Makes the changes that wait and refuses what comes.
  void Stop();

 private:
  struct Call {
    std::vector<v1::Actor> actors;
    // If they stand in files, where each does.
    std::vector<std::string> places;
    bool validate_only = false;
    std::string principal;
    std::string reason;
    Done done;
  };
  // A change that keeps all rules.
  struct Decision {
    v1::PutActorsResponse response;
    // Those that differ from what is stored.
    std::vector<v1::Actor> changes;
    ActorMap after;
  };

  void Queue(Call call);
  void Run();
  absl::StatusOr<v1::PutActorsResponse> Make(const Call& call);
  absl::StatusOr<Decision> Decide(const Call& call) const;
  // Waits until the change is durable; its sequence.
  absl::StatusOr<int64_t> Commit(const Call& call, std::vector<v1::Actor> changes);

  const EventStore& store_;
  Ingestor& ingestor_;
  CurrentActors& current_;
  // The thread's.
  ActorMap local_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Call> queue_;
  bool stopped_ = false;

  std::thread thread_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_LOCAL_ACTORS_H_
