// The whole engine on a real store in a temporary directory, for tests.
#ifndef SITREP_SERVER_ENGINE_TEST_ENGINE_H_
#define SITREP_SERVER_ENGINE_TEST_ENGINE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/engine/current_actors.h"
#include "server/engine/event_reader.h"
#include "server/engine/filter_reader.h"
#include "server/engine/ingestor.h"
#include "server/engine/local_actors.h"
#include "server/engine/query_runner.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch_hub.h"
#include "storage/event_store.h"
#include "storage/temporary_directory.h"

namespace sitrep {

// An event from protobuf text; the test fails if it can't be read.
v1::Event EventFromText(const std::string& text);

class TestEngine {
 public:
  // A head of so few revisions that seals happen all the time.
  static constexpr size_t kHeadEntriesMax = 64;
  // So few recent calls that watches fall behind.
  static constexpr size_t kRecentBytesMax = 1 << 20;

  TestEngine();

  // As a restart does; what was open before is gone.
  void Reopen();

  EventStore& store() { return *running_->store; }
  Ingestor& ingestor() { return running_->ingestor; }
  WatchHub& hub() { return running_->hub; }
  QueryRunner& queries() { return running_->queries; }
  LocalActors& actors() { return running_->actors; }
  const CurrentActors& current_actors() { return running_->current_actors; }
  Subscriptions& subscriptions() { return running_->subscriptions; }
  const FilterReader& filters() { return running_->filters; }

  void SetTime(absl::Time now) { now_us_ = absl::ToUnixMicros(now); }

  // Submits one call and waits for its response.
  v1::SubmitEventsResponse Submit(
      std::vector<v1::Event> events,
      const std::function<void(Submission&)>& fill = [](Submission&) {});
  // "CREATED 1 r1", "CONFLICT 1 r1": outcome, current sequence and revision of a single event.
  std::string SubmitOne(
      v1::Event event, const std::function<void(Submission&)>& fill = [](Submission&) {});

  // Puts actors in text format and waits for the answer.
  absl::StatusOr<v1::PutActorsResponse> PutActors(
      const std::vector<std::string>& actors,
      const std::function<void(v1::PutActorsRequest&)>& fill = [](v1::PutActorsRequest&) {});

  v1::ListEventsResponse List(const v1::ListEventsRequest& request);
  // Ids of all matches, newest first, page by page; possible ones have a "?".
  std::vector<std::string> Ids(const v1::Filter& filter, int page_size = 0);

 private:
  struct Running {
    Running(std::unique_ptr<EventStore> opened, Clock clock);

    std::unique_ptr<EventStore> store;
    ActorMap stored_actors;
    CurrentActors current_actors;
    EventReader reader;
    FilterReader filters;
    Subscriptions subscriptions;
    WatchHub hub;
    Ingestor ingestor;
    LocalActors actors;
    QueryRunner queries;
  };

  const TemporaryDirectory directory_;
  std::atomic<int64_t> now_us_;
  std::unique_ptr<Running> running_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_TEST_ENGINE_H_
