// An EventService in memory that does as it is told: for tests of the client alone.
#ifndef SITREP_CLIENT_FAKE_EVENT_SERVICE_H_
#define SITREP_CLIENT_FAKE_EVENT_SERVICE_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "grpcpp/grpcpp.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {

// Serves on a port of its own. It keeps events by id, decides CREATED, UNCHANGED, AMENDED (with the
// expected revision) and CONFLICT, lists all it has, and streams changes from any sequence
// or after all of it as initial matches.
// Thread-safe.
class FakeEventService : public v1::EventService::Service {
 public:
  FakeEventService() { Start(0); }
  ~FakeEventService() override { Stop(); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Ends all calls, as a kill would.
  void Stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
  }
  // Serves again, on the same port.
  void Restart() {
    stopping_ = false;
    Start(port_);
  }

  // The next calls of SubmitEvents fail like this, one each.
  void FailSubmits(std::deque<grpc::Status> failures) {
    std::lock_guard<std::mutex> lock(mutex_);
    failures_ = std::move(failures);
  }
  // Every watch ends after so many changes; 0: never.
  void BreakWatchesAfter(int changes) {
    std::lock_guard<std::mutex> lock(mutex_);
    break_after_ = changes;
  }
  std::vector<v1::SubmitEventsRequest> submits() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return submits_;
  }
  std::vector<v1::WatchEventsRequest> watches() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return watches_;
  }
  std::vector<v1::ListEventsRequest> lists() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return lists_;
  }
  // How often each id was stored.
  std::map<std::string, int> Revisions() const {
    std::lock_guard<std::mutex> lock(mutex_);
    std::map<std::string, int> revisions;
    for (const v1::Event& event : log_) ++revisions[event.id()];
    return revisions;
  }

  grpc::Status SubmitEvents(grpc::ServerContext*, const v1::SubmitEventsRequest* request,
                            v1::SubmitEventsResponse* response) override {
    std::lock_guard<std::mutex> lock(mutex_);
    submits_.push_back(*request);
    if (!failures_.empty()) {
      const grpc::Status failure = failures_.front();
      failures_.pop_front();
      // A lost answer: the events were stored all the same.
      if (failure.error_message() == "lost") Decide(*request, *response);
      response->Clear();
      return failure;
    }
    Decide(*request, *response);
    return grpc::Status::OK;
  }

  grpc::Status GetEvent(grpc::ServerContext*, const v1::GetEventRequest* request,
                        v1::GetEventResponse* response) override {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto newest = newest_.find(request->event_id());
    if (newest == newest_.end()) return {grpc::StatusCode::NOT_FOUND, "no such event"};
    *response->mutable_event() = log_[newest->second];
    return grpc::Status::OK;
  }

  // Pages of at most `page_size`; the token is the number of events before.
  grpc::Status ListEvents(grpc::ServerContext*, const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override {
    std::lock_guard<std::mutex> lock(mutex_);
    lists_.push_back(*request);
    for (const std::string& region : request->filter().regions()) {
      if (region == "Atlantis")
        return {grpc::StatusCode::NOT_FOUND, "nothing is known as Atlantis"};
    }
    const size_t from = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    size_t at = from;
    for (; at < log_.size() && at < from + request->page_size(); ++at) {
      v1::Result* result = response->add_results();
      *result->mutable_event() = log_[at];
      result->set_match(request->filter().has_exclude() ? v1::MATCH_POSSIBLE : v1::MATCH_CERTAIN);
    }
    if (at < log_.size()) response->set_next_page_token(absl::StrCat(at));
    response->set_sequence(static_cast<int64_t>(log_.size()));
    for (const std::string& region : request->filter().regions()) {
      v1::NameReading* reading = response->add_readings();
      reading->set_name(region);
      reading->add_ids("RU-KRS");
    }
    return grpc::Status::OK;
  }

  grpc::Status WatchEvents(grpc::ServerContext* context, const v1::WatchEventsRequest* request,
                           grpc::ServerWriter<v1::WatchEventsResponse>* writer) override {
    std::unique_lock<std::mutex> lock(mutex_);
    watches_.push_back(*request);
    if (!request->ledger_id().empty() && request->ledger_id() != "fake") {
      return {grpc::StatusCode::OUT_OF_RANGE, "another ledger"};
    }
    size_t at = request->now()                  ? log_.size()
                : request->after_sequence() > 0 ? static_cast<size_t>(request->after_sequence())
                                                : 0;
    const size_t initial = request->matching_first() ? log_.size() : 0;
    v1::WatchEventsResponse started;
    started.mutable_started()->set_ledger_id("fake");
    started.mutable_started()->set_sequence(static_cast<int64_t>(at));
    writer->Write(started);
    for (int sent = 0; !stopping_ && !context->IsCancelled();) {
      if (at == log_.size()) {
        changed_.wait_for(lock, std::chrono::milliseconds(20));
        continue;
      }
      if (break_after_ > 0 && sent++ == break_after_) {
        return {grpc::StatusCode::UNAVAILABLE, "broken"};
      }
      v1::WatchEventsResponse message;
      v1::Change* change =
          (at < initial ? message.mutable_initial() : message.mutable_changes())->add_changes();
      change->set_type(v1::CHANGE_TYPE_CREATED);
      *change->mutable_event() = log_[at];
      change->set_sequence(static_cast<int64_t>(++at));
      writer->Write(message);
    }
    return {grpc::StatusCode::UNAVAILABLE, "shutting down"};
  }

 private:
  void Start(int port) {
    grpc::ServerBuilder builder;
    // Not shared, so that two tests never meet on a port.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort(absl::StrCat("127.0.0.1:", port), grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  void Decide(const v1::SubmitEventsRequest& request, v1::SubmitEventsResponse& response) {
    for (const v1::Event& event : request.events()) Decide(request, event, *response.add_results());
  }

  void Decide(const v1::SubmitEventsRequest& request, v1::Event event, v1::SubmitResult& result) {
    result.set_event_id(event.id());
    event.clear_record();
    const auto newest = newest_.find(event.id());
    int revision = 0;
    if (newest != newest_.end()) {
      v1::Event stored = log_[newest->second];
      revision = stored.record().revision();
      stored.clear_record();
      const auto expected = request.expected_revisions().find(event.id());
      if (google::protobuf::util::MessageDifferencer::Equals(stored, event)) {
        result.set_outcome(v1::OUTCOME_UNCHANGED);
        return;
      }
      if (expected == request.expected_revisions().end() || expected->second != revision) {
        result.set_outcome(v1::OUTCOME_CONFLICT);
        result.mutable_status()->set_code(grpc::StatusCode::ALREADY_EXISTS);
        result.mutable_status()->set_message("other content is stored");
        return;
      }
    }
    result.set_outcome(revision == 0 ? v1::OUTCOME_CREATED : v1::OUTCOME_AMENDED);
    if (request.validate_only()) return;
    event.mutable_record()->set_revision(revision + 1);
    event.mutable_record()->set_reason(request.reason());
    event.mutable_record()->set_change_reason(request.change_reason());
    log_.push_back(event);
    newest_[event.id()] = log_.size() - 1;
    event.mutable_record()->set_sequence(static_cast<int64_t>(log_.size()));
    log_.back() = event;
    result.set_sequence(event.record().sequence());
    result.set_revision(event.record().revision());
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<v1::Event> log_;
  std::map<std::string, size_t> newest_;
  std::deque<grpc::Status> failures_;
  std::vector<v1::SubmitEventsRequest> submits_;
  std::vector<v1::WatchEventsRequest> watches_;
  std::vector<v1::ListEventsRequest> lists_;
  int break_after_ = 0;
  bool stopping_ = false;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_FAKE_EVENT_SERVICE_H_
