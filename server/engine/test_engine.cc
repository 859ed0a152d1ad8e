#include "server/engine/test_engine.h"

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gazetteer/place_gazetteer.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"

namespace sitrep {

v1::Event EventFromText(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

TestEngine::Running::Running(std::unique_ptr<EventStore> opened, Clock clock)
    : store(std::move(opened)),
      stored_actors(store->ReadActors().value()),
      current_actors(LocalActors::DictionaryOf(stored_actors).value()),
      reader(PlaceGazetteer::Embedded(), current_actors),
      filters(PlaceGazetteer::Embedded(), current_actors, *store),
      subscriptions(*store, clock),
      hub(*store, filters, subscriptions, clock, kRecentBytesMax),
      ingestor(*store, reader, hub, clock),
      actors(stored_actors, *store, ingestor, current_actors),
      queries(*store, filters, clock) {}

TestEngine::TestEngine() : now_us_(1'752'278'400'000'000) {
  FLAGS_s2debug = false;
  Reopen();
}

void TestEngine::Reopen() {
  running_.reset();
  StoreOptions options;
  options.directory = directory_.path() + "/ledger";
  options.head_entries_max = kHeadEntriesMax;
  options.ledger_id_if_new = "00000000-0000-7000-8000-000000000001";
  auto store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  running_ = std::make_unique<Running>(*std::move(store),
                                       [this] { return absl::FromUnixMicros(now_us_); });
}

v1::SubmitEventsResponse TestEngine::Submit(std::vector<v1::Event> events,
                                            const std::function<void(Submission&)>& fill) {
  Submission submission;
  submission.principal = "test";
  std::vector<std::string> bytes;
  for (const v1::Event& event : events) bytes.push_back(event.SerializeAsString());
  submission.events.assign(bytes.begin(), bytes.end());
  fill(submission);
  std::promise<absl::StatusOr<v1::SubmitEventsResponse>> promise;
  ingestor().Submit(std::move(submission),
                    [&](auto response) { promise.set_value(std::move(response)); });
  auto response = promise.get_future().get();
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *std::move(response) : v1::SubmitEventsResponse();
}

std::string TestEngine::SubmitOne(v1::Event event, const std::function<void(Submission&)>& fill) {
  const v1::SubmitEventsResponse response = Submit({std::move(event)}, fill);
  if (response.results_size() != 1) return "no result";
  const v1::SubmitResult& result = response.results(0);
  return absl::StrCat(v1::Outcome_Name(result.outcome()).substr(sizeof("OUTCOME_") - 1), " ",
                      result.sequence(), " r", result.revision());
}

absl::StatusOr<v1::PutActorsResponse> TestEngine::PutActors(
    const std::vector<std::string>& actors,
    const std::function<void(v1::PutActorsRequest&)>& fill) {
  v1::PutActorsRequest request;
  for (const std::string& text : actors) {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.add_actors())) << text;
  }
  fill(request);
  std::promise<absl::StatusOr<v1::PutActorsResponse>> promise;
  running_->actors.Put(std::move(request), "test",
                       [&](auto response) { promise.set_value(std::move(response)); });
  return promise.get_future().get();
}

v1::ListEventsResponse TestEngine::List(const v1::ListEventsRequest& request) {
  v1::ListEventsResponse response;
  const auto bytes = queries().List(request);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_TRUE(bytes.ok() && response.ParseFromString(*bytes));
  return response;
}

std::vector<std::string> TestEngine::Ids(const v1::Filter& filter, int page_size) {
  std::vector<std::string> ids;
  v1::ListEventsRequest request;
  *request.mutable_filter() = filter;
  request.set_page_size(page_size);
  do {
    const v1::ListEventsResponse response = List(request);
    for (const v1::Result& result : response.results()) {
      ids.push_back(result.event().id() + (result.match() == v1::MATCH_POSSIBLE ? "?" : ""));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return ids;
}

}  // namespace sitrep
