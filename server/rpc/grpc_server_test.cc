// What holds for every method, whatever it does; and health, reflection, ports and the end.
#include "server/rpc/grpc_server.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "tests/harness/raw_call.h"
#include "tests/harness/test_server.h"

namespace sitrep {
namespace {

using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::chrono::milliseconds kPatience(2'000);

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : {v1::SubmitEventsRequest::descriptor()->file(),
                           v1::ResolvePlacesRequest::descriptor()->file(),
                           v1::GetStatusRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      const ServiceDescriptor* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) methods.push_back(service->method(j));
    }
  }
  return methods;
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

TEST(GrpcServer, ServesEveryMethodOfTheProtocol) {
  TestServer server;
  const auto methods = AllMethods();
  ASSERT_THAT(methods, SizeIs(14));
  for (const MethodDescriptor* method : methods) {
    const RawAnswer answer = CallRaw(server.channel(), PathOf(*method), "", 1);
    EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << PathOf(*method);
    EXPECT_NE(answer.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << PathOf(*method);
  }
}

TEST(GrpcServer, RefusesMalformedBytesInEveryMethod) {
  TestServer server;
  for (const MethodDescriptor* method : AllMethods()) {
    for (const std::string& bytes : {std::string("\xff\xff\xff"), std::string(1, '\0'),
                                     std::string("\x0a\x7f"
                                                 "cut off")}) {
      const RawAnswer answer = CallRaw(server.channel(), PathOf(*method), bytes);
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
          << PathOf(*method) << ": " << answer.status.error_message();
    }
  }
}

TEST(GrpcServer, RefusesUnknownFieldsInEveryMethod) {
  TestServer server;
  for (const MethodDescriptor* method : AllMethods()) {
    const RawAnswer answer = CallRaw(server.channel(), PathOf(*method), "\x98\x06\x01");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << PathOf(*method);
    EXPECT_THAT(BadFields(answer.status), ElementsAre("99")) << PathOf(*method);
  }
}

TEST(GrpcServer, RefusesMessagesPastTheLimitInEveryMethod) {
  TestServer server;
  // Field 99 with bytes: readable up to the limit, and unknown.
  const auto message = [](size_t size) {
    std::string bytes("\x9a\x06");
    const size_t content = size - 6;
    for (int i = 0; i < 3; ++i) bytes.push_back(static_cast<char>((content >> (7 * i)) | 0x80));
    bytes.push_back(static_cast<char>(content >> 21));
    return bytes + std::string(content, 'x');
  };
  for (const MethodDescriptor* method : AllMethods()) {
    EXPECT_EQ(CallRaw(server.channel(), PathOf(*method), message(8 << 20)).status.error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(
        CallRaw(server.channel(), PathOf(*method), message((8 << 20) + 1)).status.error_code(),
        grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
}

TEST(GrpcServer, TellsItsHealthByService) {
  TestServer server;
  const auto check = [&](const std::string& service) {
    const std::string request =
        service.empty() ? "" : absl::StrCat("\x0a", std::string(1, service.size()), service);
    return CallRaw(server.channel(), "/grpc.health.v1.Health/Check", request);
  };
  for (const std::string service :
       {"", "sitrep.v1.EventService", "sitrep.v1.DirectoryService", "sitrep.v1.AdminService"}) {
    // status = SERVING
    EXPECT_THAT(check(service).responses, ElementsAre("\x08\x01")) << service;
  }
  EXPECT_EQ(check("sitrep.v1.Nothing").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST(GrpcServer, TellsItsServicesByReflection) {
  TestServer server;
  // list_services = ""
  const RawAnswer answer =
      CallRaw(server.channel(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              std::string("\x3a\x00", 2), 1);
  ASSERT_THAT(answer.responses, SizeIs(1));
  for (const char* service :
       {"sitrep.v1.EventService", "sitrep.v1.DirectoryService", "sitrep.v1.AdminService"}) {
    EXPECT_THAT(answer.responses[0], HasSubstr(service));
  }
}

TEST(GrpcServer, ServesOnAPortThatItPicks) {
  TestServer server({.listen_address = "127.0.0.1:0"});
  EXPECT_THAT(server.address(), testing::MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  const auto channel = grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  EXPECT_TRUE(CallRaw(channel, "/sitrep.v1.AdminService/GetStatus", "").status.ok());
}

TEST(GrpcServer, RefusesAPortThatIsInUse) {
  TestServer first({.listen_address = "127.0.0.1:0"});
  const TemporaryDirectory directory;
  ServerConfig config;
  config.store.directory = directory.path();
  config.listen_address = first.address();
  config.clock = [] { return absl::UnixEpoch(); };
  const auto second = Server::Start(std::move(config));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(first.address()));
}

TEST(GrpcServer, RefusesADirectoryThatAnotherServerHas) {
  TestServer first;
  ServerConfig config;
  config.store.directory = first.data_directory();
  config.clock = [] { return absl::UnixEpoch(); };
  EXPECT_EQ(Server::Start(std::move(config)).status().code(), absl::StatusCode::kUnavailable);
}

TEST(GrpcServer, EndsOpenWatchesWhenItStops) {
  TestServer server;
  grpc::ClientContext context;
  v1::WatchEventsRequest request;
  const auto stream = server.events().WatchEvents(&context, request);
  v1::WatchEventsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const auto begin = std::chrono::steady_clock::now();
  std::thread stopping([&] { server.Shutdown(kPatience); });
  while (stream->Read(&response)) continue;
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
}

}  // namespace
}  // namespace sitrep
