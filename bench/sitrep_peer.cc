#include "bench/sitrep_peer.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "bench/raw_calls.h"
#include "gazetteer/place_gazetteer.h"
#include "google/protobuf/arena.h"
#include "server/engine/local_actors.h"
#include "sitrep/v1/admin_service.grpc.pb.h"

namespace sitrep {
namespace {

constexpr int kBatch = 256;
// No merge of segments takes longer.
constexpr absl::Duration kTidyingPause = absl::Seconds(3);
constexpr absl::string_view kIdPrefix = "bench/";

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "sitrep: %s\n", message.c_str());
  std::exit(1);
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// A call's status and when it has one.
class CallEnd {
 public:
  std::function<void(grpc::Status)> Callback() {
    return [this](grpc::Status status) {
      status_ = std::move(status);
      ended_.Notify();
    };
  }
  const grpc::Status& Wait() {
    ended_.WaitForNotification();
    return status_;
  }

 private:
  absl::Notification ended_;
  grpc::Status status_;
};

int64_t DayNumber(const std::string& day) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) Die("not a day: " + day);
  return civil - absl::CivilDay(1970, 1, 1);
}

}  // namespace

SitrepPeer::SitrepPeer(const std::string& binary, const std::string& directory)
    : is_loaded_(std::filesystem::exists(directory)),
      server_(binary, directory),
      channel_(Connect(server_.address())),
      events_(v1::EventService::NewStub(channel_)) {}

void SitrepPeer::Submit() {
  grpc::ClientContext context;
  v1::SubmitEventsResponse response;
  const grpc::Status status = events_->SubmitEvents(&context, request_, &response);
  if (!status.ok()) Die(status.error_message());
  for (const v1::SubmitResult& result : response.results()) {
    if (result.outcome() != v1::OUTCOME_CREATED) Die("an event was refused");
  }
  request_.Clear();
}

void SitrepPeer::Add(const v1::Event& event) {
  *request_.add_events() = event;
  if (request_.events_size() == kBatch) Submit();
}

void SitrepPeer::Finish() {
  if (request_.events_size() > 0) Submit();
  // As the others have their VACUUM and ANALYZE.
  int32_t segments = -1;
  while (std::exchange(segments, Status().segments()) != segments) absl::SleepFor(kTidyingPause);
}

v1::GetStatusResponse SitrepPeer::Status() {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::AdminService::NewStub(channel_)->GetStatus(&context, v1::GetStatusRequest(), &response);
  if (!status.ok()) Die(status.error_message());
  return response;
}

BenchAnswer SitrepPeer::Count(const v1::CountEventsRequest& request) {
  grpc::ClientContext context;
  google::protobuf::Arena arena;
  auto& response = *google::protobuf::Arena::CreateMessage<v1::CountEventsResponse>(&arena);
  CallEnd end;
  events_->async()->CountEvents(&context, &request, &response, end.Callback());
  if (!end.Wait().ok()) Die(end.Wait().error_message());
  BenchAnswer answer;
  for (const v1::CountRow& row : response.rows()) {
    answer.days.emplace_back(DayNumber(row.keys(0)), row.events());
  }
  return answer;
}

BenchAnswer SitrepPeer::List(const v1::ListEventsRequest& request) {
  grpc::ClientContext context;
  google::protobuf::Arena arena;
  auto& response = *google::protobuf::Arena::CreateMessage<v1::ListEventsResponse>(&arena);
  CallEnd end;
  events_->async()->ListEvents(&context, &request, &response, end.Callback());
  BenchAnswer answer;
  // Nothing in the ledger has that name: no rows.
  if (end.Wait().error_code() == grpc::StatusCode::NOT_FOUND) return answer;
  if (!end.Wait().ok()) Die(end.Wait().error_message());
  for (const v1::Result& result : response.results()) {
    int64_t id = 0;
    if (!absl::SimpleAtoi(absl::string_view(result.event().id()).substr(kIdPrefix.size()), &id)) {
      Die("not one of our ids");
    }
    answer.ids.push_back(id);
  }
  return answer;
}

BenchAnswer SitrepPeer::Ask(QueryShape shape, const BenchQuery& query) {
  return IsCount(shape) ? Count(ToCountRequest(shape, query)) : List(ToListRequest(shape, query));
}

double SitrepPeer::StreamRate(const std::vector<std::string>& batches, int events_in_each) {
  return SendStreams({channel_}, batches).batches_per_second * events_in_each;
}

double SitrepPeer::CallRate(const std::vector<std::string>& requests, int in_flight) {
  return SendUnary(channel_, "/sitrep.v1.EventService/SubmitEvents", requests, in_flight)
      .calls_per_second;
}

int64_t SitrepPeer::DiskBytes() { return Status().disk_bytes(); }

EmbeddedSitrep::EmbeddedSitrep(const std::string& directory)
    : actors_(LocalActors::DictionaryOf({}).value()) {
  StoreOptions options;
  options.directory = directory;
  auto store = EventStore::Open(options);
  if (!store.ok()) Die(std::string(store.status().message()));
  store_ = *std::move(store);
  filters_ = std::make_unique<FilterReader>(PlaceGazetteer::Embedded(), actors_, *store_);
  queries_ = std::make_unique<QueryRunner>(*store_, *filters_, [] { return absl::Now(); });
}

size_t EmbeddedSitrep::Ask(QueryShape shape, const BenchQuery& query) {
  if (IsCount(shape)) {
    const auto response = queries_->Count(ToCountRequest(shape, query));
    if (!response.ok()) Die(std::string(response.status().message()));
    return response->ByteSizeLong();
  }
  const auto response = queries_->List(ToListRequest(shape, query));
  if (response.status().code() == absl::StatusCode::kNotFound) return 0;
  if (!response.ok()) Die(std::string(response.status().message()));
  google::protobuf::Arena arena;
  if (!google::protobuf::Arena::CreateMessage<v1::ListEventsResponse>(&arena)->ParseFromString(
          *response)) {
    Die("an answer that is none");
  }
  return response->size();
}

}  // namespace sitrep
