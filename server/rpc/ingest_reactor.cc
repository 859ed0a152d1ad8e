#include "server/rpc/ingest_reactor.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/try_again.h"
#include "server/engine/event_parser.h"
#include "server/engine/submission.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/grpc_status.h"

namespace sitrep {
namespace {

// Streams are few and last; one that was busy may well be gone by then.
constexpr int kRetryDelayMs = 500;

// A stream has many batches: its end says which one it was.
absl::Status InBatch(int64_t number, const absl::Status& status) {
  absl::Status in_batch(status.code(),
                        absl::StrCat("batch ", number + 1, " of the stream: ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { in_batch.SetPayload(url, payload); });
  return in_batch;
}

}  // namespace

IngestReactor* IngestReactor::Start(Ingestor& ingestor,
                                    std::shared_ptr<std::atomic<int>> open_streams,
                                    std::string principal) {
  auto reactor =
      std::make_shared<IngestReactor>(ingestor, std::move(open_streams), std::move(principal));
  reactor->self_ = reactor;
  const std::lock_guard lock(reactor->mutex_);
  if (*reactor->open_streams_ > limits::kIngestStreamsMax) {
    reactor->EndWith(
        TryAgain(absl::StrCat(limits::kIngestStreamsMax, " ingest streams are open already"),
                 kRetryDelayMs));
  } else {
    reactor->ReadNext();
  }
  return reactor.get();
}

IngestReactor::IngestReactor(Ingestor& ingestor, std::shared_ptr<std::atomic<int>> open_streams,
                             std::string principal)
    : ingestor_(ingestor),
      open_streams_(std::move(open_streams)),
      principal_(std::move(principal)) {
  ++*open_streams_;
}

IngestReactor::~IngestReactor() { --*open_streams_; }

void IngestReactor::OnReadDone(bool ok) {
  // gRPC may be done with it before this is.
  const std::shared_ptr<IngestReactor> self = shared_from_this();
  grpc::ByteBuffer message;
  int64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (!ok) {
      EndWith(absl::OkStatus());
      return;
    }
    message.Swap(&request_);
    request_.Clear();
    number = next_to_read_++;
    ++unanswered_;
    uncommitted_bytes_ += message.Length();
    ReadNext();
  }
  Batch batch = ReadBatch(message);
  batch.bytes = message.Length();
  batch.failure = batch.failure.ok() ? batch.failure : InBatch(number, batch.failure);
  const std::lock_guard lock(order_mutex_);
  prepared_.emplace(number, std::move(batch));
  CommitInOrder();
}

IngestReactor::Batch IngestReactor::ReadBatch(const grpc::ByteBuffer& message) const {
  Batch batch;
  const absl::StatusOr<IngestEnvelope> envelope =
      ParseIngestRequest(ContiguousBytes(message).view());
  if (!envelope.ok()) {
    batch.failure = envelope.status();
    return batch;
  }
  batch.id = envelope->batch_id;
  absl::StatusOr<Submission> submission = ParseSubmission(envelope->submit, principal_);
  if (!submission.ok()) {
    batch.failure = submission.status();
    return batch;
  }
  batch.call = ingestor_.Prepare(*std::move(submission));
  return batch;
}

void IngestReactor::CommitInOrder() {
  while (!prepared_.empty() && prepared_.begin()->first == next_to_commit_) {
    Batch batch = std::move(prepared_.begin()->second);
    prepared_.erase(prepared_.begin());
    ++next_to_commit_;
    // Nothing that came after a batch which can't be read is taken.
    refused_ = refused_ || !batch.failure.ok();
    if (refused_) {
      const std::lock_guard lock(mutex_);
      --unanswered_;
      EndWith(batch.failure);
      continue;
    }
    ingestor_.Commit(std::move(batch.call),
                     [self = shared_from_this(), id = batch.id,
                      bytes = batch.bytes](absl::StatusOr<v1::SubmitEventsResponse> response) {
                       self->Answer(id, bytes, std::move(response));
                     });
  }
}

void IngestReactor::Answer(int64_t batch_id, size_t batch_bytes,
                           absl::StatusOr<v1::SubmitEventsResponse> response) {
  if (!response.ok()) {
    const std::lock_guard lock(mutex_);
    --unanswered_;
    EndWith(response.status());
    return;
  }
  v1::IngestEventsResponse answer;
  answer.set_batch_id(batch_id);
  answer.mutable_results()->Swap(response->mutable_results());
  answer.set_durable_sequence(ingestor_.durable_sequence());
  answer.set_max_unanswered_batches(limits::kUnansweredBatchesMax);
  grpc::ByteBuffer bytes = ToByteBuffer(answer.SerializeAsString());
  const std::lock_guard lock(mutex_);
  uncommitted_bytes_ -= batch_bytes;
  answers_.push_back(std::move(bytes));
  if (!writing_) WriteNext();
  ReadNext();
}

void IngestReactor::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  writing_ = false;
  answers_.pop_front();
  --unanswered_;
  if (!ok) {
    OnBroken();
    return;
  }
  WriteNext();
  ReadNext();
  FinishIfDone();
}

void IngestReactor::OnCancel() {
  const std::lock_guard lock(mutex_);
  OnBroken();
}

void IngestReactor::OnDone() {
  // May be the last one.
  const std::shared_ptr<IngestReactor> self = std::move(self_);
}

void IngestReactor::OnBroken() {
  ended_ = true;
  if (finished_) return;
  finished_ = true;
  Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the stream was cancelled"));
}

void IngestReactor::ReadNext() {
  if (reading_ || ended_ || finished_ || unanswered_ >= limits::kUnansweredBatchesMax) return;
  if (uncommitted_bytes_ >= limits::kUncommittedBytesMax) return;
  reading_ = true;
  StartRead(&request_);
}

void IngestReactor::WriteNext() {
  if (answers_.empty() || finished_) return;
  writing_ = true;
  StartWrite(&answers_.front());
}

void IngestReactor::EndWith(const absl::Status& status) {
  ended_ = true;
  end_status_.Update(status);
  FinishIfDone();
}

void IngestReactor::FinishIfDone() {
  if (!ended_ || unanswered_ > 0 || finished_) return;
  finished_ = true;
  Finish(ToGrpcStatus(end_status_));
}

}  // namespace sitrep
