// One IngestEvents stream between gRPC and the ingestor.
#ifndef SITREP_SERVER_RPC_INGEST_REACTOR_H_
#define SITREP_SERVER_RPC_INGEST_REACTOR_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/engine/ingestor.h"

namespace sitrep {

// Reads on while it prepares, so that several batches are prepared at once and the next ones are
// prepared while the last ones are synced; they are committed and answered in the order in which
// they came. With limits::kUnansweredBatchesMax of them unanswered, or kUncommittedBytesMax
// of them not committed, it stops reading, and HTTP/2 stops the sender. What can't be read as a
// batch ends the stream, once all before it is answered.
//
// Lives until gRPC and the ingestor are both done with it. gRPC's threads and the ingestor's call
// it.
class IngestReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                            public std::enable_shared_from_this<IngestReactor> {
 public:
  // Counts itself among the `open_streams` as long as it lives, so that a stream that was cancelled
  // counts until what it brought is committed; one too many is refused. The ingestor outlives it.
  static IngestReactor* Start(Ingestor& ingestor, std::shared_ptr<std::atomic<int>> open_streams,
                              std::string principal);

  IngestReactor(Ingestor& ingestor, std::shared_ptr<std::atomic<int>> open_streams,
                std::string principal);
  ~IngestReactor() override;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  struct Batch {
    int64_t id = 0;
    size_t bytes = 0;
    // Null if `failure` says why it can't be read.
    std::unique_ptr<Ingestor::PreparedCall> call;
    absl::Status failure;
  };

  Batch ReadBatch(const grpc::ByteBuffer& message) const;
  // Hands on what has come in order. Under order_mutex_.
  void CommitInOrder();
  void Answer(int64_t batch_id, size_t batch_bytes,
              absl::StatusOr<v1::SubmitEventsResponse> response);

  // Under mutex_.
  void ReadNext();
  void WriteNext();
  // The stream is to end with this status, once what is under way is answered.
  void EndWith(const absl::Status& status);
  void FinishIfDone();
  // Nobody reads answers any more.
  void OnBroken();

  Ingestor& ingestor_;
  const std::shared_ptr<std::atomic<int>> open_streams_;
  const std::string principal_;
  // What keeps it as long as gRPC has it.
  std::shared_ptr<IngestReactor> self_;

  // Batches by their number in the stream; taken before mutex_.
  std::mutex order_mutex_;
  std::map<int64_t, Batch> prepared_;
  int64_t next_to_commit_ = 0;
  bool refused_ = false;

  std::mutex mutex_;
  // Belongs to gRPC while a read is under way.
  grpc::ByteBuffer request_;
  int64_t next_to_read_ = 0;
  bool reading_ = false;
  // Nothing more is read.
  bool ended_ = false;
  absl::Status end_status_;
  // The first one belongs to gRPC while a write is under way.
  std::deque<grpc::ByteBuffer> answers_;
  bool writing_ = false;
  int unanswered_ = 0;
  // Of those that are not committed.
  size_t uncommitted_bytes_ = 0;
  bool finished_ = false;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_INGEST_REACTOR_H_
