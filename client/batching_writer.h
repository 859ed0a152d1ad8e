// Many events into the ledger: batches, several calls at a time, retries, results in order.
//
//   sitrep::Client client("127.0.0.1:7447");
//   sitrep::BatchingWriter writer(client, {}, [](int64_t tag, const auto& result) {
//     std::cout << tag << " " << sitrep::v1::Outcome_Name(result.outcome()) << "\n";
//   });
//   for (int64_t i = 0; i < 10'000; ++i) {
//     sitrep::v1::Event event;
//     event.set_id("example/" + std::to_string(i));
//     if (!writer.Add(i, event).ok()) break;
//   }
//   return writer.Finish().ok() ? 0 : 1;
//
// (example_batch.cc.)
#ifndef SITREP_CLIENT_BATCHING_WRITER_H_
#define SITREP_CLIENT_BATCHING_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/client.h"

namespace sitrep {

// Sends events in batches over `calls_max` calls at a time. Two events of one id are decided in the
// order in which they were added. A call that fails with MayRetry (backoff.h) is repeated until
// `give_up_after`; that is safe because every event has its id before it is sent first. Any other
// failure of a call ends the writer.
//
// At most 2 * calls_max batches are held: `Add` blocks while more are unanswered. One thread calls
// the methods, and the results are delivered inside them, on that thread, in the order of `Add`.
class BatchingWriter {
 public:
  struct Options {
    int events_max = 256;
    size_t bytes_max = 1 << 20;
    int calls_max = 4;
    v1::OnConflict on_conflict = v1::ON_CONFLICT_REJECT;
    bool validate_only = false;
    absl::Duration give_up_after = absl::Seconds(60);
  };
  // `tag` is what was given with the event.
  using OnResult = std::function<void(int64_t tag, const v1::SubmitResult& result)>;

  // The client must outlive the writer.
  BatchingWriter(Client& client, const Options& options, OnResult on_result);
  // Abandons what is not finished.
  ~BatchingWriter();

  BatchingWriter(const BatchingWriter&) = delete;
  BatchingWriter& operator=(const BatchingWriter&) = delete;

  // Takes an event; one without an id gets a UUIDv7. The error that ended the writer, if one did.
  absl::Status Add(int64_t tag, v1::Event event);
  // Takes the result of an event that is not sent, to deliver it in its order.
  absl::Status AddDecided(int64_t tag, v1::SubmitResult result);
  // Sends what was added and delivers what is ready, without waiting for the rest.
  absl::Status Flush();
  // Sends what was added and delivers all results.
  absl::Status Finish();

 private:
  struct Batch;

  // Queues the open batch for the workers; waits until there is room.
  absl::Status Send();
  bool HasIdInFlight(const Batch& batch) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Delivers the finished batches at the front.
  void Deliver();
  void Work();
  absl::Status Submit(const v1::SubmitEventsRequest& request, v1::SubmitEventsResponse& response);
  // Waits; false if the writer ends meanwhile.
  bool Sleep(absl::Duration duration);

  Client& client_;
  const Options options_;
  const OnResult on_result_;

  // Only the caller's thread.
  std::unique_ptr<Batch> open_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // In order: finished or not; `next_` is the first that no worker has taken.
  std::deque<std::unique_ptr<Batch>> batches_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  // Ids of queued and unanswered events, with how many there are of each.
  std::map<std::string, int> ids_ ABSL_GUARDED_BY(mutex_);
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<std::thread> workers_;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_BATCHING_WRITER_H_
