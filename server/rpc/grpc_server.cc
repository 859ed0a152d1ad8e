#include "server/rpc/grpc_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/limits.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace sitrep {
namespace {

// How often a silent connection is asked whether it is still there, and how long it may take to
// answer: a watcher whose machine is gone is noticed within their sum.
constexpr int kKeepaliveTimeMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// Clients may ask as often as this.
constexpr int kClientPingIntervalMsMin = 10'000;

void SetOptions(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMessageBytesMax));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kClientPingIntervalMsMin);
  // Otherwise a second server on the same port starts happily and takes half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Reflection is all that needs threads of its own.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

}  // namespace

void EnableGrpcPlugins() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
}

GrpcServer::GrpcServer(const GrpcBackend& backend)
    : events_(backend.ingestor, backend.queries, backend.hub, backend.subscriptions),
      directory_(backend.directory, backend.actors),
      admin_(backend.status) {}

GrpcServer::~GrpcServer() { Shutdown(std::chrono::milliseconds(0)); }

absl::Status GrpcServer::Start(const std::string& address) {
  grpc::ServerBuilder builder;
  SetOptions(builder);
  builder.RegisterService(&events_);
  builder.RegisterService(&directory_);
  builder.RegisterService(&admin_);
  int port = 0;
  if (!address.empty()) {
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || (!address.empty() && port == 0)) {
    return absl::UnavailableError(
        absl::StrCat("can't listen on ", address, ": it is in use, or no address of this machine"));
  }
  if (!address.empty()) address_ = WithPort(address, port);
  if (auto* health = server_->GetHealthCheckService()) {
    for (const char* service :
         {v1::EventService::service_full_name(), v1::DirectoryService::service_full_name(),
          v1::AdminService::service_full_name()}) {
      health->SetServingStatus(service, true);
    }
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> GrpcServer::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

void GrpcServer::Shutdown(std::chrono::milliseconds patience) {
  if (server_ == nullptr) return;
  if (auto* health = server_->GetHealthCheckService()) health->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now() + patience);
  server_->Wait();
  server_ = nullptr;
}

}  // namespace sitrep
