#include "server/engine/query_runner.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Event At(const std::string& id, int64_t day, v1::Status status = v1::STATUS_OCCURRED) {
  v1::Event event;
  event.set_id(id);
  event.set_status(status);
  event.mutable_occurred()->mutable_start()->set_seconds(day * 86400);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_DAY);
  return event;
}

void AmendOwn(Submission& submission) { submission.on_conflict = v1::ON_CONFLICT_AMEND_OWN; }

std::vector<std::string> IdsOf(const v1::ListEventsResponse& page) {
  std::vector<std::string> ids;
  for (const v1::Result& result : page.results()) ids.push_back(result.event().id());
  return ids;
}

absl::Status Refusal(TestEngine& engine, const v1::ListEventsRequest& request) {
  return engine.queries().List(request).status();
}

TEST(QueryRunner, ListsByStartThenSequenceUndatedLast) {
  TestEngine engine;
  v1::Event undated;
  undated.set_id("undated");
  engine.Submit({undated, At("b", 2), At("a", 1), At("b2", 2)});
  EXPECT_THAT(engine.Ids({}), ElementsAre("b2", "b", "a", "undated"));
  v1::ListEventsRequest oldest;
  oldest.set_order(v1::ORDER_OLDEST_FIRST);
  EXPECT_THAT(IdsOf(engine.List(oldest)), ElementsAre("a", "b", "b2", "undated"));
}

TEST(QueryRunner, PagesShowTheLedgerAsItWasOnTheFirst) {
  TestEngine engine;
  std::vector<v1::Event> events;
  for (int i = 0; i < 10; ++i) events.push_back(At(absl::StrCat("e", i), i));
  engine.Submit(events);
  v1::ListEventsRequest request;
  request.set_page_size(4);
  v1::ListEventsResponse page = engine.List(request);
  EXPECT_THAT(IdsOf(page), ElementsAre("e9", "e8", "e7", "e6"));
  // One not yet listed moves to the front, one is new, and the server restarts.
  engine.Submit({At("e3", 100), At("new", 4)}, AmendOwn);
  engine.Reopen();
  request.set_page_token(page.next_page_token());
  page = engine.List(request);
  EXPECT_THAT(IdsOf(page), ElementsAre("e5", "e4", "e3", "e2"));
  EXPECT_EQ(page.sequence(), 10);
  request.set_page_token(page.next_page_token());
  page = engine.List(request);
  EXPECT_THAT(IdsOf(page), ElementsAre("e1", "e0"));
  EXPECT_EQ(page.next_page_token(), "");
}

TEST(QueryRunner, ShowsTheLedgerAsOfASequence) {
  TestEngine engine;
  engine.Submit({At("a", 1, v1::STATUS_PLANNED)});
  engine.Submit({At("a", 2, v1::STATUS_CANCELLED), At("b", 3)}, AmendOwn);
  v1::Filter filter;
  EXPECT_THAT(engine.Ids(filter), ElementsAre("b", "a"));
  filter.set_as_of_sequence(1);
  filter.add_statuses(v1::STATUS_PLANNED);
  EXPECT_THAT(engine.Ids(filter), ElementsAre("a"));
  filter.set_as_of_sequence(2);
  EXPECT_THAT(engine.Ids(filter), IsEmpty());
  v1::ListEventsRequest beyond;
  beyond.mutable_filter()->set_as_of_sequence(4);
  EXPECT_EQ(Refusal(engine, beyond).code(), absl::StatusCode::kOutOfRange);

  const auto status_of = [&](const std::string& id, int64_t sequence) {
    v1::GetEventRequest request;
    request.set_event_id(id);
    request.set_as_of_sequence(sequence);
    const auto bytes = engine.queries().Get(request);
    if (!bytes.ok()) return absl::StatusCodeToString(bytes.status().code());
    v1::GetEventResponse response;
    EXPECT_TRUE(response.ParseFromString(*bytes));
    return v1::Status_Name(response.event().status());
  };
  EXPECT_EQ(status_of("a", 1), "STATUS_PLANNED");
  EXPECT_EQ(status_of("a", 0), "STATUS_CANCELLED");
  EXPECT_EQ(status_of("b", 2), "NOT_FOUND");
  EXPECT_EQ(status_of("b", 3), "STATUS_OCCURRED");
  EXPECT_EQ(status_of("b", 4), "OUT_OF_RANGE");
}

TEST(QueryRunner, APageStaysBelowItsBytes) {
  TestEngine engine;
  for (int call = 0; call < 2; ++call) {
    std::vector<v1::Event> events;
    for (int i = 0; i < 50; ++i) {
      v1::Event event = At(absl::StrCat(call, "/", i), i);
      for (int s = 0; s < 6; ++s) event.add_sources()->set_quote(std::string(8'000, 'q'));
      events.push_back(std::move(event));
    }
    engine.Submit(events);
  }
  v1::ListEventsRequest request;
  request.set_page_size(1000);
  const v1::ListEventsResponse page = engine.List(request);
  EXPECT_LE(page.ByteSizeLong(), limits::kPageBytesMax + 1'000);
  EXPECT_GT(page.results_size(), 50);
  EXPECT_NE(page.next_page_token(), "");
  EXPECT_EQ(engine.Ids({}, 1000).size(), 100);
}

TEST(QueryRunner, RefusesATokenOfAnotherList) {
  TestEngine engine;
  engine.Submit({At("a", 1), At("b", 2)});
  v1::ListEventsRequest request;
  request.set_page_size(1);
  const std::string token = engine.List(request).next_page_token();
  request.set_page_token(token);
  request.set_order(v1::ORDER_OLDEST_FIRST);
  EXPECT_EQ(Refusal(engine, request).code(), absl::StatusCode::kInvalidArgument);
  request.clear_order();
  request.mutable_filter()->add_tags("x");
  EXPECT_EQ(Refusal(engine, request).code(), absl::StatusCode::kInvalidArgument);
  request.clear_filter();
  request.set_page_token("nonsense");
  EXPECT_EQ(Refusal(engine, request).code(), absl::StatusCode::kInvalidArgument);
}

TEST(QueryRunner, TakesTheBoundsOfAPageAsTheyAreMeant) {
  TestEngine engine;
  std::vector<v1::Event> events;
  for (int i = 0; i < 150; ++i) events.push_back(At(absl::StrCat("e", i), i));
  engine.Submit(events);
  v1::ListEventsRequest request;
  EXPECT_EQ(engine.List(request).results_size(), limits::kPageSizeDefault);
  request.set_page_size(5'000);
  EXPECT_EQ(engine.List(request).results_size(), 150);
  request.set_page_size(-1);
  EXPECT_EQ(Refusal(engine, request).code(), absl::StatusCode::kInvalidArgument);
}

TEST(QueryRunner, ExplainsWhatItDid) {
  TestEngine engine;
  engine.Submit({At("a", 1), At("b", 2)});
  v1::ListEventsRequest request;
  request.set_explain(true);
  request.mutable_filter()->add_statuses(v1::STATUS_OCCURRED);
  const v1::ListEventsResponse page = engine.List(request);
  ASSERT_GE(page.explanation().steps_size(), 1);
  EXPECT_THAT(page.explanation().steps(0), testing::HasSubstr("statuses"));
  EXPECT_EQ(page.explanation().events_read(), 2);
}

}  // namespace
}  // namespace sitrep
