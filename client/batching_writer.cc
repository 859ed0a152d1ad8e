#include "client/batching_writer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/uuid.h"
#include "client/backoff.h"

namespace sitrep {
namespace {

// How late a wait for another try notices that the writer ends.
constexpr absl::Duration kTick = absl::Milliseconds(100);

}  // namespace

struct BatchingWriter::Batch {
  struct Item {
    int64_t tag;
    // The event's index in the request; -1 if `result` was decided without it.
    int request_index;
    v1::SubmitResult result;
  };

  v1::SubmitEventsRequest request;
  v1::SubmitEventsResponse response;
  std::vector<Item> items;
  size_t bytes = 0;
  bool done = false;
};

BatchingWriter::BatchingWriter(Client& client, const Options& options, OnResult on_result)
    : client_(client),
      options_(options),
      on_result_(std::move(on_result)),
      open_(std::make_unique<Batch>()) {
  for (int i = 0; i < options.calls_max; ++i) workers_.emplace_back([this] { Work(); });
}

BatchingWriter::~BatchingWriter() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

absl::Status BatchingWriter::Add(int64_t tag, v1::Event event) {
  if (event.id().empty()) event.set_id(NewUuid(absl::Now()));
  const size_t bytes = event.ByteSizeLong();
  if (!open_->items.empty() && open_->bytes + bytes > options_.bytes_max) RETURN_IF_ERROR(Send());
  open_->bytes += bytes;
  open_->items.push_back({.tag = tag, .request_index = open_->request.events_size(), .result = {}});
  *open_->request.add_events() = std::move(event);
  if (static_cast<int>(open_->items.size()) >= options_.events_max) return Send();
  return absl::OkStatus();
}

absl::Status BatchingWriter::AddDecided(int64_t tag, v1::SubmitResult result) {
  open_->items.push_back({.tag = tag, .request_index = -1, .result = std::move(result)});
  if (static_cast<int>(open_->items.size()) >= options_.events_max) return Send();
  return absl::OkStatus();
}

absl::Status BatchingWriter::Flush() {
  RETURN_IF_ERROR(Send());
  Deliver();
  return absl::OkStatus();
}

absl::Status BatchingWriter::Finish() {
  RETURN_IF_ERROR(Send());
  for (;;) {
    Deliver();
    std::unique_lock<std::mutex> lock(mutex_);
    if (batches_.empty()) return absl::OkStatus();
    changed_.wait(lock, [&] { return batches_.front()->done || !error_.ok(); });
    if (!batches_.front()->done) return error_;
  }
}

bool BatchingWriter::HasIdInFlight(const Batch& batch) const {
  return std::any_of(batch.request.events().begin(), batch.request.events().end(),
                     [&](const v1::Event& event) { return ids_.count(event.id()) > 0; });
}

absl::Status BatchingWriter::Send() {
  if (open_->items.empty()) {
    std::lock_guard<std::mutex> lock(mutex_);
    return error_;
  }
  open_->request.set_on_conflict(options_.on_conflict);
  open_->request.set_validate_only(options_.validate_only);
  for (;;) {
    Deliver();
    std::unique_lock<std::mutex> lock(mutex_);
    if (!error_.ok()) return error_;
    const auto has_room = [&] {
      return batches_.size() < 2 * static_cast<size_t>(options_.calls_max) &&
             !HasIdInFlight(*open_);
    };
    if (has_room()) {
      for (const v1::Event& event : open_->request.events()) ++ids_[event.id()];
      open_->done = open_->request.events().empty();
      batches_.push_back(std::exchange(open_, std::make_unique<Batch>()));
      break;
    }
    changed_.wait(lock, [&] { return !error_.ok() || has_room() || batches_.front()->done; });
  }
  changed_.notify_all();
  Deliver();
  return absl::OkStatus();
}

void BatchingWriter::Deliver() {
  for (;;) {
    std::unique_ptr<Batch> batch;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (batches_.empty() || !batches_.front()->done) return;
      batch = std::move(batches_.front());
      batches_.pop_front();
      if (next_ > 0) --next_;
    }
    for (const Batch::Item& item : batch->items) {
      on_result_(item.tag, item.request_index < 0 ? item.result
                                                  : batch->response.results(item.request_index));
    }
  }
}

void BatchingWriter::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || next_ < batches_.size(); });
    if (stopping_) return;
    Batch& batch = *batches_[next_++];
    if (batch.done) continue;
    lock.unlock();
    const absl::Status status = Submit(batch.request, batch.response);
    lock.lock();
    for (const v1::Event& event : batch.request.events()) {
      const auto id = ids_.find(event.id());
      if (--id->second == 0) ids_.erase(id);
    }
    if (status.ok()) {
      batch.done = true;
    } else if (error_.ok()) {
      error_ = status;
    }
    changed_.notify_all();
  }
}

absl::Status BatchingWriter::Submit(const v1::SubmitEventsRequest& request,
                                    v1::SubmitEventsResponse& response) {
  Backoff backoff;
  const absl::Time give_up = absl::Now() + options_.give_up_after;
  for (;;) {
    absl::StatusOr<v1::SubmitEventsResponse> answer = client_.SubmitEvents(request);
    if (answer.ok()) {
      response = *std::move(answer);
      if (response.results_size() == request.events_size()) return absl::OkStatus();
      return absl::InternalError(absl::StrCat("the server sent ", response.results_size(),
                                              " results for ", request.events_size(), " events"));
    }
    const absl::Duration wait = backoff.Next(answer.status());
    if (!MayRetry(answer.status()) || absl::Now() + wait > give_up || !Sleep(wait)) {
      return answer.status();
    }
  }
}

bool BatchingWriter::Sleep(absl::Duration duration) {
  const absl::Time until = absl::Now() + duration;
  for (;;) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (stopping_ || !error_.ok()) return false;
    }
    const absl::Duration rest = until - absl::Now();
    if (rest <= absl::ZeroDuration()) return true;
    client_.Wait(std::min(kTick, rest));
  }
}

}  // namespace sitrep
