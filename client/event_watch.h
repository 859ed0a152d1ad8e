// A watch that goes on through lost connections and restarts of the server.
#ifndef SITREP_CLIENT_EVENT_WATCH_H_
#define SITREP_CLIENT_EVENT_WATCH_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "grpcpp/completion_queue.h"

namespace sitrep {

// How far a watch has come, and so where the next stream starts.
class WatchPosition {
 public:
  // Whether the watch starts with the matches of a snapshot.
  explicit WatchPosition(bool matching_first) : initial_(matching_first) {}

  void Advance(const v1::WatchEventsResponse& message);
  // Makes the request go on where the messages ended; leaves it alone if there were none. Before
  // the initial matches of a `matching_first` are complete, they are asked for once more.
  void Apply(v1::WatchEventsRequest& request) const;

 private:
  std::string ledger_id_;
  std::optional<int64_t> sequence_;
  // A mark may lie behind the changes that came before it, never ahead of one to come.
  void MoveTo(int64_t sequence);
  // The matches of the snapshot are not complete.
  bool initial_;
};

// Delivers the messages of a watch. When the stream breaks it connects again, with growing waits
// and without end, and goes on after the last sequence it heard of: no change is delivered twice or
// left out. If the initial matches of a snapshot were not complete, it goes on with those of a new
// one. A stream that is silent for three progress intervals counts as broken. A named subscription
// goes on after what was acknowledged and takes over its own broken stream, no other reader's; what
// was delivered here before is left out.
class EventWatch {
 public:
  struct Callbacks {
    // Every message of the server, in order; false ends the watch.
    std::function<bool(const v1::WatchEventsResponse&)> on_message;
    // Ten times a second while nothing happens, and after every message; false ends the watch.
    std::function<bool()> keep_on;
    // The stream broke; it is tried again after `wait`.
    std::function<void(const absl::Status& status, absl::Duration wait)> on_lost;
  };

  // The client must outlive the watch.
  EventWatch(Client& client, v1::WatchEventsRequest request, Callbacks callbacks);

  // Blocks. OK once a callback ended the watch; the server's refusal (bad filter, unknown name,
  // another ledger); UNAVAILABLE if the first stream could not be opened.
  absl::Status Run();

 private:
  // Runs one stream to its end.
  absl::Status RunStream();
  // Waits for the pending operation; cancels the call when it is to end. Whether it went well.
  bool Await(grpc::CompletionQueue& queue, grpc::ClientContext& context);
  // Takes out of a message what was delivered before.
  void DropDelivered(v1::WatchEventsResponse& message);
  bool KeepOn();
  bool Wait(absl::Duration duration);

  Client& client_;
  v1::WatchEventsRequest request_;
  const Callbacks callbacks_;
  absl::Duration silence_max_;
  WatchPosition position_;
  // The last change that on_message got.
  int64_t delivered_ = 0;
  absl::Time last_heard_;
  // The stream that is open has brought a message; any has.
  bool heard_ = false;
  bool ever_heard_ = false;
  bool stopped_ = false;
  bool silent_ = false;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_WATCH_H_
