#include "server/engine/ingestor.h"

#include <atomic>
#include <future>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

using testing::ElementsAre;

v1::Event Simple(const std::string& id, const std::string& summary = "") {
  v1::Event event;
  event.set_id(id);
  event.set_summary(summary);
  return event;
}

std::vector<std::string> Outcomes(const v1::SubmitEventsResponse& response) {
  std::vector<std::string> outcomes;
  for (const v1::SubmitResult& result : response.results()) {
    outcomes.push_back(
        absl::StrCat(v1::Outcome_Name(result.outcome()).substr(sizeof("OUTCOME_") - 1), " ",
                     result.sequence(), " r", result.revision()));
  }
  return outcomes;
}

TEST(Ingestor, NumbersWhatChangesTheLedgerAndNothingElse) {
  TestEngine engine;
  EXPECT_EQ(engine.SubmitOne(Simple("a", "x")), "CREATED 1 r1");
  EXPECT_EQ(engine.SubmitOne(Simple("a", "x")), "UNCHANGED 1 r1");
  EXPECT_EQ(engine.SubmitOne(Simple("a", "y")), "CONFLICT 1 r1");
  EXPECT_EQ(engine.SubmitOne(Simple("b", "x")), "CREATED 2 r1");
  EXPECT_EQ(
      engine.SubmitOne(Simple("a", "y"), [](Submission& s) { s.expected_revisions["a"] = 1; }),
      "AMENDED 3 r2");
  EXPECT_EQ(engine.SubmitOne(Simple("a", "x")), "UNCHANGED 3 r2");
  engine.Reopen();
  EXPECT_EQ(engine.SubmitOne(Simple("a", "y")), "UNCHANGED 3 r2");
  EXPECT_EQ(engine.SubmitOne(Simple("c")), "CREATED 4 r1");
}

TEST(Ingestor, DecidesACallInOrder) {
  TestEngine engine;
  const auto response =
      engine.Submit({Simple("a", "x"), Simple("a", "x"), Simple("a", "y")},
                    [](Submission& s) { s.on_conflict = v1::ON_CONFLICT_AMEND_OWN; });
  EXPECT_THAT(Outcomes(response), ElementsAre("CREATED 1 r1", "UNCHANGED 1 r1", "AMENDED 2 r2"));
}

TEST(Ingestor, OneBadEventSpoilsNobodyElse) {
  TestEngine engine;
  v1::Event bad = Simple("bad");
  bad.add_places()->mutable_point()->set_lat(91);
  // Its summary is cut off.
  const std::string half = Simple("half", "x").SerializeAsString();
  std::vector<v1::Event> events = {Simple("a"), bad, Simple("b")};
  const auto response = engine.Submit(events, [&](Submission& s) {
    s.events.insert(s.events.begin() + 1, absl::string_view(half).substr(0, half.size() - 1));
  });
  EXPECT_THAT(Outcomes(response),
              ElementsAre("CREATED 1 r1", "INVALID 0 r0", "INVALID 0 r0", "CREATED 2 r1"));
  EXPECT_THAT(response.results(1).status().message(), testing::HasSubstr("summary"));
  EXPECT_EQ(response.results(1).event_id(), "half");
  EXPECT_THAT(response.results(2).status().message(), testing::HasSubstr("places[0].point.lat"));
  EXPECT_EQ(response.results(2).status().details_size(), 1);
}

TEST(Ingestor, ADryRunDecidesAndLeavesNoTrace) {
  TestEngine engine;
  EXPECT_EQ(engine.SubmitOne(Simple("a", "x")), "CREATED 1 r1");
  const auto dry = [](Submission& s) {
    s.validate_only = true;
    s.on_conflict = v1::ON_CONFLICT_AMEND_OWN;
  };
  EXPECT_THAT(
      Outcomes(engine.Submit({Simple("a", "y"), Simple("a", "y"), Simple("b"), Simple("b")}, dry)),
      ElementsAre("AMENDED 0 r2", "UNCHANGED 0 r2", "CREATED 0 r1", "UNCHANGED 0 r1"));
  EXPECT_EQ(engine.store().sequence(), 1);
  EXPECT_EQ(engine.SubmitOne(Simple("b")), "CREATED 2 r1");
  EXPECT_EQ(engine.SubmitOne(Simple("a", "x")), "UNCHANGED 1 r1");
}

TEST(Ingestor, MakesAnIdWhereThereIsNone) {
  TestEngine engine;
  const auto response = engine.Submit({v1::Event(), v1::Event()});
  EXPECT_EQ(response.results(0).event_id().size(), 36);
  EXPECT_EQ(response.results(0).event_id()[14], '7');
  EXPECT_NE(response.results(0).event_id(), response.results(1).event_id());
}

TEST(Ingestor, RecordsWhoWhenAndWhy) {
  TestEngine engine;
  engine.SetTime(absl::FromUnixSeconds(1000));
  v1::Event event = Simple("a", "x");
  event.mutable_strike();
  event.add_casualties()->mutable_killed()->set_low(2);
  engine.SubmitOne(event);
  engine.SetTime(absl::FromUnixSeconds(2000));
  event.set_summary("y");
  engine.SubmitOne(event, [](Submission& s) {
    s.expected_revisions["a"] = 1;
    s.reason = "typo";
    s.change_reason = v1::CHANGE_REASON_CORRECTION;
  });
  // A clock that runs backwards does not reorder the record.
  engine.SetTime(absl::FromUnixSeconds(500));
  engine.SubmitOne(Simple("b"));

  v1::GetEventRequest request;
  request.set_event_id("a");
  v1::GetEventResponse response;
  ASSERT_TRUE(response.ParseFromString(*engine.queries().Get(request)));
  const v1::Record& record = response.event().record();
  EXPECT_EQ(record.sequence(), 2);
  EXPECT_EQ(record.revision(), 2);
  EXPECT_EQ(record.prev_sequence(), 1);
  EXPECT_EQ(record.recorded_at().seconds(), 2000);
  EXPECT_EQ(record.first_recorded_at().seconds(), 1000);
  EXPECT_EQ(record.submitted_by(), "test");
  EXPECT_EQ(record.reason(), "typo");
  EXPECT_EQ(record.change_reason(), v1::CHANGE_REASON_CORRECTION);
  EXPECT_EQ(record.kind(), v1::KIND_STRIKE);
  EXPECT_EQ(record.killed().low(), 2);
  request.set_event_id("b");
  ASSERT_TRUE(response.ParseFromString(*engine.queries().Get(request)));
  EXPECT_EQ(response.event().record().recorded_at().seconds(), 2000);
}

TEST(Ingestor, WhatWasServedSubmittedAgainIsUnchanged) {
  TestEngine engine;
  v1::Event event = Simple("a", "x");
  event.add_places()->set_name("Kursk");
  event.add_participants()->set_name("Russia");
  event.add_sources()->set_publisher("CNN");
  EXPECT_EQ(engine.SubmitOne(event), "CREATED 1 r1");
  const v1::ListEventsResponse list = engine.List({});
  ASSERT_EQ(list.results_size(), 1);
  EXPECT_GT(list.results(0).event().places(0).region_ids_size(), 0);
  EXPECT_EQ(engine.SubmitOne(list.results(0).event()), "UNCHANGED 1 r1");
}

TEST(Ingestor, ManyCallersGetConsecutiveSequencesEachInOrder) {
  TestEngine engine;
  constexpr int kThreads = 8;
  constexpr int kCalls = 40;
  std::vector<std::thread> threads;
  std::vector<std::vector<int64_t>> sequences(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        const std::string id = absl::StrCat(t, "/", i);
        const auto response = engine.Submit({Simple(id), Simple("shared"), Simple(id + "b")});
        EXPECT_EQ(response.results(2).sequence() - response.results(0).sequence(),
                  response.results(1).outcome() == v1::OUTCOME_CREATED ? 2 : 1);
        sequences[t].push_back(response.results(0).sequence());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(engine.store().sequence(), kThreads * kCalls * 2 + 1);
  for (const auto& of_thread : sequences) {
    EXPECT_TRUE(std::is_sorted(of_thread.begin(), of_thread.end()));
  }
  EXPECT_TRUE(engine.store().VerifyIndex().ok());
}

TEST(Ingestor, RefusesCallsOnceStopped) {
  TestEngine engine;
  engine.ingestor().Stop();
  Submission submission;
  const std::string event = Simple("a").SerializeAsString();
  submission.events.push_back(event);
  absl::Status status;
  engine.ingestor().Submit(std::move(submission),
                           [&](auto response) { status = response.status(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(engine.store().sequence(), 0);
}

}  // namespace
}  // namespace sitrep
