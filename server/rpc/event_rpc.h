// sitrep.v1.EventService at the edge: check, call, translate.
#ifndef SITREP_SERVER_RPC_EVENT_RPC_H_
#define SITREP_SERVER_RPC_EVENT_RPC_H_

#include <atomic>
#include <memory>

#include "server/engine/ingestor.h"
#include "server/engine/query_runner.h"
#include "server/engine/watch_hub.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {

// All methods raw; see byte_buffer.h.
using RawEventService = v1::EventService::WithRawCallbackMethod_SubmitEvents<
    v1::EventService::WithRawCallbackMethod_IngestEvents<
        v1::EventService::WithRawCallbackMethod_GetEvent<
            v1::EventService::WithRawCallbackMethod_ListEvents<
                v1::EventService::WithRawCallbackMethod_CountEvents<
                    v1::EventService::WithRawCallbackMethod_WatchEvents<
                        v1::EventService::WithRawCallbackMethod_AcknowledgeWatch<
                            v1::EventService::WithRawCallbackMethod_ListSubscriptions<
                                v1::EventService::WithRawCallbackMethod_DeleteSubscription<
                                    v1::EventService::Service>>>>>>>>>;

// Thread-safe, as gRPC wants it.
class EventRpc final : public RawEventService {
 public:
  // All must outlive the server that the service is registered with.
  EventRpc(Ingestor& ingestor, const QueryRunner& queries, WatchHub& hub,
           Subscriptions& subscriptions);

  grpc::ServerUnaryReactor* SubmitEvents(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestEvents(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* CountEvents(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchEvents(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* AcknowledgeWatch(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListSubscriptions(grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* DeleteSubscription(grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response) override;

 private:
  Ingestor& ingestor_;
  const QueryRunner& queries_;
  WatchHub& hub_;
  Subscriptions& subscriptions_;
  const std::shared_ptr<std::atomic<int>> ingest_streams_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_EVENT_RPC_H_
