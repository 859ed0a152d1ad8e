#include "bench/sitrep_peer.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/local_actors.h"

namespace sitrep {
namespace {

constexpr int kBatch = 256;
constexpr absl::string_view kIdPrefix = "bench/";

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "sitrep: %s\n", message.c_str());
  std::exit(1);
}

std::unique_ptr<v1::EventService::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return v1::EventService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

int64_t DayNumber(const std::string& day) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) Die("not a day: " + day);
  return civil - absl::CivilDay(1970, 1, 1);
}

}  // namespace

SitrepPeer::SitrepPeer(const std::string& binary, const std::string& directory)
    : is_loaded_(std::filesystem::exists(directory)),
      server_(binary, directory),
      events_(Connect(server_.address())) {}

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
}

BenchAnswer SitrepPeer::Ask(QueryShape shape, const BenchQuery& query) {
  grpc::ClientContext context;
  BenchAnswer answer;
  if (IsCount(shape)) {
    v1::CountEventsResponse response;
    const grpc::Status status =
        events_->CountEvents(&context, ToCountRequest(shape, query), &response);
    if (!status.ok()) Die(status.error_message());
    for (const v1::CountRow& row : response.rows()) {
      answer.days.emplace_back(DayNumber(row.keys(0)), row.events());
    }
    return answer;
  }
  v1::ListEventsResponse response;
  const grpc::Status status = events_->ListEvents(&context, ToListRequest(shape, query), &response);
  // Nothing in the ledger has that name: no rows.
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return answer;
  if (!status.ok()) Die(status.error_message());
  for (const v1::Result& result : response.results()) {
    int64_t id = 0;
    if (!absl::SimpleAtoi(absl::string_view(result.event().id()).substr(kIdPrefix.size()), &id)) {
      Die("not one of our ids");
    }
    answer.ids.push_back(id);
  }
  return answer;
}

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
  return response->size();
}

}  // namespace sitrep
