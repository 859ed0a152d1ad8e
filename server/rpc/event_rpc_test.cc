#include "server/rpc/event_rpc.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/harness/from_text.h"
#include "tests/harness/raw_call.h"
#include "tests/harness/test_server.h"

namespace sitrep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::SubmitEventsResponse SubmitRaw(TestServer& server, const std::string& request) {
  const RawAnswer answer =
      CallRaw(server.channel(), "/sitrep.v1.EventService/SubmitEvents", request);
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  v1::SubmitEventsResponse response;
  EXPECT_TRUE(answer.responses.size() == 1 && response.ParseFromString(answer.responses[0]));
  return response;
}

v1::SubmitEventsResponse Submit(TestServer& server, const v1::SubmitEventsRequest& request) {
  return SubmitRaw(server, request.SerializeAsString());
}

std::vector<std::string> BadFieldsOf(const v1::SubmitResult& result) {
  grpc::Status status(grpc::StatusCode::INVALID_ARGUMENT, "", result.status().SerializeAsString());
  return BadFields(status);
}

v1::ConflictDetail ConflictOf(const v1::SubmitResult& result) {
  v1::ConflictDetail detail;
  EXPECT_TRUE(result.status().details_size() == 1 && result.status().details(0).UnpackTo(&detail));
  return detail;
}

grpc::Status ListStatus(TestServer& server, const v1::ListEventsRequest& request) {
  grpc::ClientContext context;
  v1::ListEventsResponse response;
  return server.events().ListEvents(&context, request, &response);
}

grpc::Status GetStatus(TestServer& server, const std::string& id, v1::Event* event = nullptr) {
  grpc::ClientContext context;
  v1::GetEventRequest request;
  request.set_event_id(id);
  v1::GetEventResponse response;
  const grpc::Status status = server.events().GetEvent(&context, request, &response);
  if (event != nullptr) *event = response.event();
  return status;
}

TEST(EventRpc, StoresAndServesAnEvent) {
  TestServer server;
  const v1::SubmitResult result =
      server.Submit("id: 'a' summary: '\u041a\u0443\u0440\u0441\u043a' strike {}");
  EXPECT_EQ(result.outcome(), v1::OUTCOME_CREATED) << result.ShortDebugString();
  EXPECT_EQ(result.event_id(), "a");
  EXPECT_EQ(result.sequence(), 1);
  EXPECT_EQ(result.revision(), 1);
  v1::Event event;
  ASSERT_TRUE(GetStatus(server, "a", &event).ok());
  EXPECT_EQ(event.summary(), "\u041a\u0443\u0440\u0441\u043a");
  EXPECT_EQ(event.record().sequence(), 1);
  EXPECT_EQ(event.record().kind(), v1::KIND_STRIKE);
  EXPECT_EQ(event.record().recorded_at().seconds(), 1752321600);
  EXPECT_THAT(server.List(""), ElementsAre("a"));
}

TEST(EventRpc, KeepsWhatWasSubmittedOverARestart) {
  TestServer server;
  server.Submit("id: 'a'");
  server.Restart();
  EXPECT_THAT(server.List(""), ElementsAre("a"));
  EXPECT_EQ(server.Submit("id: 'a'").outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(server.Submit("id: 'b'").sequence(), 2);
}

TEST(EventRpc, MakesAnIdForAnEventWithout) {
  TestServer server;
  const v1::SubmitResult result = server.Submit("summary: 'x'");
  EXPECT_EQ(result.outcome(), v1::OUTCOME_CREATED);
  EXPECT_THAT(result.event_id(), SizeIs(36));
  EXPECT_TRUE(GetStatus(server, result.event_id()).ok());
}

TEST(EventRpc, FindsWhatWasServedUnchanged) {
  TestServer server;
  server.Submit(
      "id: 'a' places { name: 'Kursk' role: PLACE_ROLE_TARGET } participants { name: 'Russia' } "
      "sources {} sources { key: '1' } casualties { killed { low: 2 verbatim: 'at least 2' } }");
  v1::SubmitEventsRequest request;
  ASSERT_TRUE(GetStatus(server, "a", request.add_events()).ok());
  EXPECT_THAT(request.events(0).places(0).region_ids(), testing::Not(IsEmpty()));
  const auto response = Submit(server, request);
  EXPECT_EQ(response.results(0).outcome(), v1::OUTCOME_UNCHANGED) << response.ShortDebugString();
}

TEST(EventRpc, KeepsTextsAsTheyAre) {
  TestServer server;
  // Mixed scripts, decomposed and composed marks, joiners, right to left, beyond the first plane.
  const std::string name =
      "Ku\u0301rsk \u041a\u0443\u0440\u0441\u043a\u0308 \u1100\u1161\u11a8 \u0646\u200c\u0627 "
      "\u05d0\u05d1 \U0001F680\u200d\u2764\ufe0f";
  const auto result = server.Submit("id: 'a' places { name: '" + name + "' }");
  EXPECT_EQ(result.outcome(), v1::OUTCOME_CREATED);
  v1::Event event;
  ASSERT_TRUE(GetStatus(server, "a", &event).ok());
  EXPECT_EQ(event.places(0).name(), name);
  EXPECT_THAT(server.List("regions: '" + name + "'"), ElementsAre("a"));
}

TEST(EventRpc, LetsNoBadEventSpoilItsNeighbours) {
  TestServer server;
  const auto event = [](const std::string& bytes) {
    return absl::StrCat("\x0a", std::string(1, static_cast<char>(bytes.size())), bytes);
  };
  const auto good = [](const std::string& id) {
    return FromText<v1::Event>("id: '" + id + "'").SerializeAsString();
  };
  const auto response = SubmitRaw(
      server, event(good("a")) + event("\xff\xff\xff") + event(good("b")) +
                  event(std::string("\x0a\x02\xc3\x28", 4)) + event(good("c") + "\x98\x06\x01") +
                  event(FromText<v1::Event>("id: 'd' places { point { lat: 91 lon: nan } }")
                            .SerializeAsString()) +
                  event(FromText<v1::Event>("id: 'e' status: 77").SerializeAsString()) +
                  event(good("f")));
  ASSERT_THAT(response.results(), SizeIs(8));
  for (const int i : {0, 2, 7}) EXPECT_EQ(response.results(i).outcome(), v1::OUTCOME_CREATED);
  for (const int i : {1, 3, 4, 5, 6}) {
    EXPECT_EQ(response.results(i).outcome(), v1::OUTCOME_INVALID);
    EXPECT_EQ(response.results(i).status().code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  EXPECT_THAT(BadFieldsOf(response.results(1)), ElementsAre(""));
  EXPECT_THAT(BadFieldsOf(response.results(3)), ElementsAre("id"));
  EXPECT_THAT(BadFieldsOf(response.results(4)), ElementsAre("99"));
  EXPECT_EQ(response.results(4).event_id(), "c");
  EXPECT_THAT(BadFieldsOf(response.results(5)),
              testing::UnorderedElementsAre("places[0].point.lat", "places[0].point.lon"));
  EXPECT_THAT(BadFieldsOf(response.results(6)), ElementsAre("status"));
  EXPECT_THAT(server.List(""), testing::UnorderedElementsAre("a", "b", "f"));
}

TEST(EventRpc, TakesAThousandEventsACallAndNoMore) {
  TestServer server;
  v1::SubmitEventsRequest request;
  for (int i = 0; i < 1000; ++i) request.add_events()->set_id(absl::StrCat("e", i));
  const auto response = Submit(server, request);
  ASSERT_THAT(response.results(), SizeIs(1000));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(response.results(i).event_id(), absl::StrCat("e", i));
    EXPECT_EQ(response.results(i).sequence(), i + 1);
  }
  request.add_events()->set_id("one more");
  grpc::ClientContext context;
  v1::SubmitEventsResponse refused;
  const grpc::Status status = server.events().SubmitEvents(&context, request, &refused);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(BadFields(status), ElementsAre("events"));
  EXPECT_EQ(GetStatus(server, "one more").error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST(EventRpc, TakesNoEventsAtAll) {
  TestServer server;
  EXPECT_THAT(Submit(server, {}).results(), IsEmpty());
}

TEST(EventRpc, RefusesAnEventPastItsSizeButNotItsNeighbour) {
  TestServer server;
  v1::SubmitEventsRequest request;
  v1::Event* large = request.add_events();
  large->set_id("large");
  for (int i = 0; i < 9; ++i) large->add_sources()->set_quote(std::string(8000, 'q'));
  request.add_events()->set_id("small");
  const auto response = Submit(server, request);
  EXPECT_EQ(response.results(0).outcome(), v1::OUTCOME_INVALID);
  EXPECT_THAT(response.results(0).status().message(), testing::HasSubstr("65536"));
  EXPECT_EQ(response.results(1).outcome(), v1::OUTCOME_CREATED);
}

TEST(EventRpc, DecidesTheSameIdInOneCallInOrder) {
  TestServer server;
  auto request = FromText<v1::SubmitEventsRequest>(
      "events { id: 'a' } events { id: 'a' } events { id: 'a' summary: 'x' } "
      "events { id: 'b' } on_conflict: ON_CONFLICT_AMEND_OWN");
  const auto response = Submit(server, request);
  ASSERT_THAT(response.results(), SizeIs(4));
  EXPECT_EQ(response.results(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(response.results(1).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(response.results(2).outcome(), v1::OUTCOME_AMENDED);
  EXPECT_EQ(response.results(2).revision(), 2);
  EXPECT_EQ(response.results(3).sequence(), 3);
}

TEST(EventRpc, SaysWhatConflicts) {
  TestServer server;
  server.Submit("id: 'a' casualties { killed { best: 1 } } content_version: 5");
  const auto conflict =
      server.Submit("id: 'a' casualties { killed { best: 2 } } content_version: 5");
  EXPECT_EQ(conflict.outcome(), v1::OUTCOME_CONFLICT);
  EXPECT_EQ(conflict.status().code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ConflictOf(conflict).current_revision(), 1);
  EXPECT_THAT(ConflictOf(conflict).differing_fields(), ElementsAre("casualties[0].killed.best"));

  const auto stale = server.Submit("id: 'a' content_version: 4");
  EXPECT_EQ(stale.outcome(), v1::OUTCOME_STALE);
  EXPECT_EQ(stale.status().code(), grpc::StatusCode::FAILED_PRECONDITION);

  auto request = FromText<v1::SubmitEventsRequest>(
      "events { id: 'a' content_version: 6 } expected_revisions { key: 'a' value: 3 }");
  const auto moved = Submit(server, request).results(0);
  EXPECT_EQ(moved.outcome(), v1::OUTCOME_CONFLICT);
  EXPECT_EQ(moved.status().code(), grpc::StatusCode::ABORTED);
  (*request.mutable_expected_revisions())["a"] = 1;
  request.set_reason("a later report");
  EXPECT_EQ(Submit(server, request).results(0).outcome(), v1::OUTCOME_AMENDED);
  v1::Event event;
  ASSERT_TRUE(GetStatus(server, "a", &event).ok());
  EXPECT_EQ(event.record().revision(), 2);
  EXPECT_EQ(event.record().prev_sequence(), 1);
  EXPECT_EQ(event.record().reason(), "a later report");
}

TEST(EventRpc, ValidatesWithoutStoring) {
  TestServer server;
  auto request = FromText<v1::SubmitEventsRequest>(
      "events { id: 'a' } events { id: 'a' summary: 'x' } "
      "events { status: 99 } validate_only: true");
  const auto response = Submit(server, request);
  EXPECT_EQ(response.results(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(response.results(0).sequence(), 0);
  EXPECT_EQ(response.results(1).outcome(), v1::OUTCOME_CONFLICT);
  EXPECT_EQ(response.results(2).outcome(), v1::OUTCOME_INVALID);
  EXPECT_THAT(server.List("match: MATCH_POSSIBLE"), IsEmpty());
}

TEST(EventRpc, KnowsWhatItDoesNotHold) {
  TestServer server;
  EXPECT_EQ(GetStatus(server, "nothing").error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(GetStatus(server, "").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* filter :
       {"filter { regions: 'Qwxyzzyland' }", "filter { actors: 'Qwxyzzyland' }"}) {
    const grpc::Status status = ListStatus(server, FromText<v1::ListEventsRequest>(filter));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND) << filter;
    EXPECT_THAT(status.error_message(), testing::HasSubstr("Qwxyzzyland"));
  }
}

TEST(EventRpc, NamesWhatIsWrongWithAQuery) {
  TestServer server;
  const struct {
    std::string request;
    std::string field;
  } rows[] = {
      {"order: 9", "order"},
      {"page_size: -1", "page_size"},
      {"page_token: 'garbage'", "page_token"},
      {"collapse_same_as: true", "collapse_same_as"},
      {"filter { kinds: 0 }", "filter.kinds[0]"},
      {"filter { kinds: 99 }", "filter.kinds[0]"},
      {"filter { text: 'x' }", "filter.text"},
      {"filter { as_of {} }", "filter.as_of"},
      {"filter { as_of_sequence: -1 }", "filter.as_of_sequence"},
      {"filter { related_to {} }", "filter.related_to"},
      {"filter { exclude { exclude {} } }", "filter.exclude.exclude"},
      {"filter { occurred { start { seconds: -62135596801 } } }", "filter.occurred.start"},
      {"filter { area { circle { center { lat: 91 } radius_km: 1 } } }",
       "filter.area.circle.center.lat"},
      {"filter { area { circle { center { lat: nan } radius_km: 1 } } }",
       "filter.area.circle.center.lat"},
      {"filter { area { box { south: 5 north: 4 east: 1 } } }", "filter.area.box.north"},
      {"filter { regions: '" + std::string(513, 'x') + "' }", "filter.regions[0]"},
  };
  for (const auto& row : rows) {
    const grpc::Status status = ListStatus(server, FromText<v1::ListEventsRequest>(row.request));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << row.request;
    EXPECT_THAT(BadFields(status), ElementsAre(row.field)) << row.request;
  }
}

TEST(EventRpc, RefusesAPolygonThatCrossesItself) {
  TestServer server;
  const auto bow_tie = FromText<v1::ListEventsRequest>(
      "filter { area { polygon { rings { points { lat: 0 lon: 0 } points { lat: 10 lon: 10 } "
      "points { lat: 10 lon: 0 } points { lat: 0 lon: 10 } } } } }");
  EXPECT_EQ(ListStatus(server, bow_tie).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(EventRpc, BoundsPolygons) {
  TestServer server;
  const auto with_vertices = [](int count) {
    v1::ListEventsRequest request;
    auto* ring = request.mutable_filter()->mutable_area()->mutable_polygon()->add_rings();
    for (int i = 0; i < count; ++i) {
      // A strip: out along one parallel, back along another.
      const int half = count / 2;
      auto* point = ring->add_points();
      point->set_lat(i < half ? 10 : 20);
      point->set_lon(i < half ? 50.0 * i / half : 50.0 * (count - i) / (count - half));
    }
    return request;
  };
  EXPECT_TRUE(ListStatus(server, with_vertices(10'000)).ok());
  EXPECT_EQ(ListStatus(server, with_vertices(10'001)).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(EventRpc, AnswersBoxesOverTheAntimeridianAndAroundAPole) {
  TestServer server;
  const auto at = [](const std::string& id, const std::string& lat, const std::string& lon) {
    return absl::StrCat("id: '", id, "' places { point { lat: ", lat, " lon: ", lon,
                        " } precision: PLACE_PRECISION_POINT }");
  };
  server.Submit(at("fiji", "-17", "179"));
  server.Submit(at("samoa", "-17", "-172"));
  server.Submit(at("pole", "90", "0"));
  server.Submit(at("kursk", "51.7", "36.2"));
  EXPECT_THAT(server.List("area { box { south: -30 west: 170 north: 0 east: -170 } }"),
              testing::UnorderedElementsAre("fiji", "samoa"));
  EXPECT_THAT(server.List("area { box { south: 80 west: 100 north: 90 east: 110 } }"),
              ElementsAre("pole"));
}

TEST(EventRpc, ListsPageByPageAsItWasAtFirst) {
  TestServer server;
  for (int i = 0; i < 5; ++i) {
    server.Submit(absl::StrCat("id: 'e", i, "' occurred { start { seconds: ", 1000 + i, " } }"));
  }
  v1::ListEventsRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    grpc::ClientContext context;
    v1::ListEventsResponse response;
    ASSERT_TRUE(server.events().ListEvents(&context, request, &response).ok());
    EXPECT_EQ(response.sequence(), 5);
    for (const v1::Result& result : response.results()) ids.push_back(result.event().id());
    request.set_page_token(response.next_page_token());
    server.Submit(absl::StrCat("id: 'late", ids.size(), "' occurred { start { seconds: 1 } }"));
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("e4", "e3", "e2", "e1", "e0"));
}

TEST(EventRpc, RefusesAPageTokenOfAnotherList) {
  TestServer server;
  server.Submit("id: 'a'");
  server.Submit("id: 'b'");
  v1::ListEventsRequest request;
  request.set_page_size(1);
  grpc::ClientContext context;
  v1::ListEventsResponse response;
  ASSERT_TRUE(server.events().ListEvents(&context, request, &response).ok());
  ASSERT_THAT(response.next_page_token(), testing::Not(IsEmpty()));
  request.set_page_token(response.next_page_token());
  request.mutable_filter()->set_include_test(true);
  const grpc::Status status = ListStatus(server, request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(BadFields(status), ElementsAre("page_token"));
}

}  // namespace
}  // namespace sitrep
