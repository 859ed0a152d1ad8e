// A reader of watches, for tests.
#ifndef SITREP_SERVER_ENGINE_TEST_READER_H_
#define SITREP_SERVER_ENGINE_TEST_READER_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"
#include "server/engine/watch_hub.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

inline v1::Event Simple(const std::string& id, v1::Status status = v1::STATUS_OCCURRED) {
  v1::Event event;
  event.set_id(id);
  event.set_status(status);
  return event;
}

// A reader of a watch that takes a message only when told to.
class TestReader {
 public:
  TestReader(TestEngine& engine, const v1::WatchEventsRequest& request) : engine_(engine) {
    auto watch = engine.hub().Open(request, {.send =
                                                 [this](const WatchMessage& message) {
                                                   std::string bytes;
                                                   for (const auto& piece : message.pieces) {
                                                     bytes += *piece;
                                                   }
                                                   const std::lock_guard lock(mutex_);
                                                   messages_.push_back(std::move(bytes));
                                                   changed_.notify_all();
                                                 },
                                             .finish =
                                                 [this](absl::Status status) {
                                                   const std::lock_guard lock(mutex_);
                                                   finished_ = std::move(status);
                                                   changed_.notify_all();
                                                 }});
    EXPECT_TRUE(watch.ok()) << watch.status();
    if (watch.ok()) watch_ = *watch;
  }
  ~TestReader() {
    if (watch_ != nullptr) engine_.hub().Close(watch_);
  }

  // The next message in words: "started 0", "CREATED a 1", "caught up 1", "progress 1"; "nothing"
  // if none comes in time.
  std::string Next(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return !messages_.empty(); })) return "nothing";
    v1::WatchEventsResponse response;
    EXPECT_TRUE(response.ParseFromString(messages_.front()));
    messages_.pop_front();
    lock.unlock();
    engine_.hub().Sent(watch_);
    return InWords(response);
  }

  // Everything up to and with the mark that all has been sent.
  std::vector<std::string> UntilCaughtUp() {
    std::vector<std::string> seen;
    do {
      seen.push_back(Next());
    } while (seen.back().find("caught up") != 0 && seen.back() != "nothing");
    return seen;
  }

  absl::Status WaitUntilFinished() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return !finished_.ok(); });
    return finished_;
  }

  // OK while it goes on.
  absl::Status finished() {
    const std::lock_guard lock(mutex_);
    return finished_;
  }

  size_t waiting() {
    const std::lock_guard lock(mutex_);
    return messages_.size();
  }

 private:
  static std::string InWords(const v1::WatchEventsResponse& response) {
    if (response.has_started()) return absl::StrCat("started ", response.started().sequence());
    if (response.has_caught_up())
      return absl::StrCat("caught up ", response.caught_up().sequence());
    if (response.has_progress()) return absl::StrCat("progress ", response.progress().sequence());
    if (response.has_fell_behind()) {
      return absl::StrCat("fell behind ", response.fell_behind().sequence());
    }
    std::string words = response.has_initial() ? "initial" : "";
    const v1::Changes& changes = response.has_initial() ? response.initial() : response.changes();
    for (const v1::Change& change : changes.changes()) {
      absl::StrAppend(&words, words.empty() ? "" : ", ",
                      v1::ChangeType_Name(change.type()).substr(sizeof("CHANGE_TYPE_") - 1), " ",
                      change.event().id(), " ", change.sequence());
    }
    return words;
  }

  TestEngine& engine_;
  std::shared_ptr<Watch> watch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;
  absl::Status finished_;
};

inline v1::WatchEventsRequest FromBeginning() {
  v1::WatchEventsRequest request;
  request.set_beginning(true);
  return request;
}

inline std::vector<std::string> ChangesOf(const std::vector<std::string>& messages) {
  std::vector<std::string> changes;
  for (const std::string& message : messages) {
    for (const absl::string_view change : absl::StrSplit(message, ", ")) {
      const bool is_change =
          absl::StartsWith(change, "CREATED") || absl::StartsWith(change, "EXITED");
      if (is_change) changes.emplace_back(change);
    }
  }
  return changes;
}

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_TEST_READER_H_
