#include "tests/harness/test_server.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/time/civil_time.h"
#include "google/protobuf/stubs/logging.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"
#include "tests/harness/from_text.h"

namespace sitrep {
namespace {

void SetUpProcess() {
  static const bool done = [] {
    FLAGS_s2debug = false;
    EnableGrpcPlugins();
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  (void)done;
}

}  // namespace

TestServer::TestServer(TestServerOptions options)
    : options_(std::move(options)),
      now_us_(absl::ToUnixMicros(
          absl::FromCivil(absl::CivilHour(2025, 7, 12, 12), absl::UTCTimeZone()))) {
  SetUpProcess();
  Start();
}

void TestServer::Start() {
  ServerConfig config;
  config.store.directory = data_directory();
  config.store.head_entries_max = options_.head_entries_max;
  config.listen_address = options_.listen_address;
  config.clock = [this] { return absl::FromUnixMicros(now_us_); };
  auto server = Server::Start(std::move(config));
  if (!server.ok()) {
    std::cerr << "the test server can't start: " << server.status() << "\n";
    std::abort();
  }
  server_ = *std::move(server);
  channel_ = server_->InProcessChannel();
  events_ = v1::EventService::NewStub(channel_);
  directory_ = v1::DirectoryService::NewStub(channel_);
  admin_ = v1::AdminService::NewStub(channel_);
}

void TestServer::Advance(absl::Duration duration) {
  now_us_ += absl::ToInt64Microseconds(duration);
}

void TestServer::Restart() {
  server_ = nullptr;
  Start();
}

void TestServer::Shutdown(std::chrono::milliseconds patience) { server_->Shutdown(patience); }

v1::SubmitResult TestServer::Submit(const std::string& event_text) {
  v1::SubmitEventsRequest request;
  *request.add_events() = FromText<v1::Event>(event_text);
  v1::SubmitEventsResponse response;
  grpc::ClientContext context;
  const grpc::Status status = events().SubmitEvents(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.results_size() == 1 ? response.results(0) : v1::SubmitResult();
}

std::vector<std::string> TestServer::List(const std::string& filter_text) {
  v1::ListEventsRequest request;
  *request.mutable_filter() = FromText<v1::Filter>(filter_text);
  v1::ListEventsResponse response;
  grpc::ClientContext context;
  const grpc::Status status = events().ListEvents(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::vector<std::string> ids;
  for (const v1::Result& result : response.results()) {
    ids.push_back(result.event().id() + (result.match() == v1::MATCH_POSSIBLE ? "?" : ""));
  }
  return ids;
}

}  // namespace sitrep
