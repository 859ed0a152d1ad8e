// A true server for tests: real store in a directory of its own, real gRPC without a port.
#ifndef SITREP_TESTS_HARNESS_TEST_SERVER_H_
#define SITREP_TESTS_HARNESS_TEST_SERVER_H_

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "server/server.h"
#include "sitrep/v1/admin_service.grpc.pb.h"
#include "sitrep/v1/directory_service.grpc.pb.h"
#include "sitrep/v1/event_service.grpc.pb.h"
#include "storage/temporary_directory.h"

namespace sitrep {

// What differs from one test to the next.
struct TestServerOptions {
  // Small, to make segments early.
  size_t head_entries_max = 64 << 10;
  // Serves on this as well: "127.0.0.1:0" for what needs a port.
  std::string listen_address;
};

// Starts in the constructor; a server that can't start fails the test and ends the process, since
// nothing that follows makes sense. The clock stands at 2025-07-12T12:00Z until a test moves it.
class TestServer {
 public:
  explicit TestServer(TestServerOptions options = {});

  v1::EventService::Stub& events() { return *events_; }
  v1::DirectoryService::Stub& directory() { return *directory_; }
  v1::AdminService::Stub& admin() { return *admin_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // HOST:PORT, if it listens.
  const std::string& address() const { return server_->address(); }
  const std::string& data_directory() const { return directory_of_store_.path(); }

  void Advance(absl::Duration duration);
  // Stops the server and starts another one on the same directory.
  void Restart();
  // Stops the server, as SIGTERM does.
  void Shutdown(std::chrono::milliseconds patience);

  // One event in text format, submitted; its result.
  v1::SubmitResult Submit(const std::string& event_text);
  // The ids of what a filter in text format lists, in order; "id?" for a possible match.
  std::vector<std::string> List(const std::string& filter_text);

 private:
  void Start();

  const TestServerOptions options_;
  const TemporaryDirectory directory_of_store_;
  std::atomic<int64_t> now_us_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::EventService::Stub> events_;
  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
};

}  // namespace sitrep

#endif  // SITREP_TESTS_HARNESS_TEST_SERVER_H_
