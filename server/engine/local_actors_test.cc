#include "server/engine/local_actors.h"

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/stored_event.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kFalcons[] =
    "id: 'grp:falcon' kind: 'armed_group' name: 'Blue Falcon Brigade' names: 'Голубые соколы' "
    "belongs_to: 'RU'";

v1::Event By(const std::string& id, const std::string& name) {
  v1::Event event;
  event.set_id(id);
  event.add_participants()->set_name(name);
  return event;
}

v1::Filter OfActor(const std::string& name) {
  v1::Filter filter;
  filter.add_actors(name);
  return filter;
}

absl::Status Refusal(TestEngine& engine, const v1::Filter& filter) {
  v1::ListEventsRequest request;
  *request.mutable_filter() = filter;
  return engine.queries().List(request).status();
}

std::vector<std::string> ActorsOf(TestEngine& engine, const std::string& name) {
  const auto reading = engine.current_actors().Get()->ReadForIngest(name);
  return reading->ids;
}

// "ADDED, UNCHANGED at 3", or the error.
std::string Put(TestEngine& engine, const std::vector<std::string>& actors) {
  const auto response = engine.PutActors(actors);
  if (!response.ok()) return response.status().ToString();
  std::string words;
  for (const int outcome : response->outcomes()) {
    absl::StrAppend(&words, words.empty() ? "" : ", ",
                    v1::ActorOutcome_Name(static_cast<v1::ActorOutcome>(outcome))
                        .substr(sizeof("ACTOR_OUTCOME_") - 1));
  }
  return absl::StrCat(words, " at ", response->sequence());
}

TEST(LocalActors, EventsAndQueriesAreReadByThem) {
  TestEngine engine;
  engine.SubmitOne(By("before", "Blue Falcon Brigade"));
  EXPECT_EQ(Put(engine, {kFalcons}), "ADDED at 2");
  EXPECT_EQ(engine.SubmitOne(By("after", "Голубые соколы")), "CREATED 3 r1");
  // By the name also what it meant nothing in; by the id what was read as it.
  EXPECT_THAT(engine.Ids(OfActor("Blue Falcon Brigade")), ElementsAre("after", "before"));
  EXPECT_THAT(engine.Ids(OfActor("Голубые соколы")), ElementsAre("after"));
  EXPECT_THAT(engine.Ids(OfActor("grp:falcon")), ElementsAre("after"));
  EXPECT_THAT(engine.Ids(OfActor("Russia")), ElementsAre("after"));
}

TEST(LocalActors, TheSameAgainChangesNothing) {
  TestEngine engine;
  EXPECT_EQ(Put(engine, {kFalcons}), "ADDED at 1");
  engine.SubmitOne(By("a", "x"));
  const auto before = engine.current_actors().generation();
  EXPECT_EQ(Put(engine, {kFalcons}), "UNCHANGED at 2");
  EXPECT_EQ(Put(engine, {"id: 'nobody' removed: true"}), "UNCHANGED at 2");
  EXPECT_EQ(engine.store().sequence(), 2);
  EXPECT_EQ(engine.current_actors().generation(), before);
  // Of several, only what differs is logged.
  EXPECT_EQ(Put(engine, {kFalcons, "id: 'RU' names: 'Ruritania Maior'"}), "UNCHANGED, ADDED at 3");
  const auto entry = StoredEvent::Parse(*engine.store().ReadEntry(3));
  ASSERT_TRUE(entry.ok());
  EXPECT_FALSE(entry->is_event());
  ASSERT_EQ(entry->entry().actors_size(), 1);
  EXPECT_EQ(entry->entry().actors(0).id(), "RU");
  EXPECT_EQ(entry->entry().actors(0).kind(), "");
}

TEST(LocalActors, TheRecordSaysWhoWhenAndWhy) {
  TestEngine engine;
  engine.SetTime(absl::FromUnixSeconds(1'800'000'000));
  ASSERT_TRUE(engine.PutActors({kFalcons}, [](auto& request) { request.set_reason("new"); }).ok());
  const auto entry = StoredEvent::Parse(*engine.store().ReadEntry(1));
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->record().submitted_by(), "test");
  EXPECT_EQ(entry->record().reason(), "new");
  EXPECT_EQ(entry->record().recorded_at().seconds(), 1'800'000'000);
  // After a restart the newest entry still tells the time.
  engine.SetTime(absl::FromUnixSeconds(1'000));
  engine.Reopen();
  engine.SubmitOne(By("a", "x"));
  EXPECT_EQ(StoredEvent::Parse(*engine.store().ReadEntry(2))->record().recorded_at().seconds(),
            1'800'000'000);
}

TEST(LocalActors, ADryRunLeavesNoTrace) {
  TestEngine engine;
  const auto response =
      engine.PutActors({kFalcons}, [](auto& request) { request.set_validate_only(true); });
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->sequence(), 0);
  EXPECT_THAT(response->outcomes(), ElementsAre(v1::ACTOR_OUTCOME_ADDED));
  EXPECT_EQ(engine.store().sequence(), 0);
  EXPECT_THAT(ActorsOf(engine, "Blue Falcon Brigade"), IsEmpty());
}

// Taken all the same: two bodies may well be called alike. But whoever puts it hears of it.
TEST(LocalActors, ANameThatOthersBearIsSaid) {
  TestEngine engine;
  const auto alone = engine.PutActors({kFalcons});
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_EQ(alone->shared_names_size(), 0);
  const auto response = engine.PutActors(
      {"id: 'grp:one' kind: 'party' name: 'One Party'",
       "id: 'grp:two' kind: 'party' name: 'Two Party' names: 'Second Party' names: "
       "'Blue Falcon Brigade'"});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->shared_names_size(), 1) << response->DebugString();
  const v1::SharedName& shared = response->shared_names(0);
  EXPECT_EQ(shared.field(), "actors[1].names[1]");
  EXPECT_EQ(shared.name(), "Blue Falcon Brigade");
  EXPECT_THAT(shared.ids(), testing::UnorderedElementsAre("grp:falcon", "grp:two"));
  EXPECT_THAT(ActorsOf(engine, "Blue Falcon Brigade"), IsEmpty());
}

TEST(LocalActors, AllOrNothing) {
  TestEngine engine;
  const auto response = engine.PutActors({kFalcons, "id: 'grp:other' kind: 'gang' name: 'Other'"});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("actors[1].kind: \"gang\""));
  EXPECT_EQ(engine.store().sequence(), 0);
  EXPECT_THAT(ActorsOf(engine, "Blue Falcon Brigade"), IsEmpty());
  EXPECT_THAT(Put(engine, {}), HasSubstr("actors: is empty"));
  EXPECT_THAT(Put(engine, std::vector<std::string>(1001, kFalcons)),
              HasSubstr("actors: has 1001; at most 1000"));
}

TEST(LocalActors, ABuiltInActorGetsNamesBesidesItsOwn) {
  TestEngine engine;
  EXPECT_EQ(Put(engine, {"id: 'Q7747' names: 'Vovochka Quux'"}), "ADDED at 1");
  EXPECT_EQ(ActorsOf(engine, "Vovochka Quux").front(), "Q7747");
  EXPECT_EQ(ActorsOf(engine, "Putin").front(), "Q7747");
  EXPECT_EQ(Put(engine, {"id: 'Q7747' removed: true"}), "REMOVED at 2");
  EXPECT_THAT(ActorsOf(engine, "Vovochka Quux"), IsEmpty());
  EXPECT_EQ(ActorsOf(engine, "Putin").front(), "Q7747");
}

TEST(LocalActors, AreThereAfterARestart) {
  TestEngine engine;
  Put(engine,
      {kFalcons, "id: 'per:x' kind: 'person' name: 'Xavier Quux' belongs_to: 'grp:falcon'"});
  Put(engine, {"id: 'grp:gone' kind: 'party' name: 'Gone Party'"});
  Put(engine, {"id: 'grp:gone' removed: true"});
  engine.Reopen();
  EXPECT_THAT(ActorsOf(engine, "Xavier Quux"), ElementsAre("per:x", "grp:falcon", "RU"));
  EXPECT_THAT(ActorsOf(engine, "Gone Party"), IsEmpty());
  EXPECT_THAT(Put(engine, {kFalcons}), HasSubstr("UNCHANGED"));
  EXPECT_TRUE(engine.store().VerifyIndex().ok());
}

// Its id is all that events have.
TEST(LocalActors, WhatWasReadAsARemovedOneIsFoundByItsId) {
  TestEngine engine;
  Put(engine, {kFalcons});
  engine.SubmitOne(By("a", "Blue Falcon Brigade"));
  EXPECT_THAT(engine.Ids(OfActor("Blue Falcon Brigade")), ElementsAre("a"));
  Put(engine, {"id: 'grp:falcon' removed: true"});
  EXPECT_THAT(engine.Ids(OfActor("grp:falcon")), ElementsAre("a"));
  EXPECT_EQ(Refusal(engine, OfActor("Blue Falcon Brigade")).code(), absl::StatusCode::kNotFound);
  engine.SubmitOne(By("b", "Blue Falcon Brigade"));
  EXPECT_THAT(engine.Ids(OfActor("grp:falcon")), ElementsAre("a"));
  EXPECT_THAT(engine.Ids(OfActor("Blue Falcon Brigade")), ElementsAre("b"));
}

TEST(LocalActors, APlanOfBeforeIsNotUsedAgain) {
  TestEngine engine;
  engine.SubmitOne(By("a", "Blue Falcon Brigade"));
  EXPECT_THAT(engine.Ids(OfActor("Blue Falcon Brigade")), ElementsAre("a"));
  Put(engine, {kFalcons});
  engine.SubmitOne(By("b", "Голубые соколы"));
  EXPECT_THAT(engine.Ids(OfActor("Blue Falcon Brigade")), ElementsAre("b", "a"));
}

TEST(LocalActors, PagesGoOnUnlessANameOfTheFilterMeansOthers) {
  TestEngine engine;
  for (int i = 0; i < 4; ++i) {
    v1::Event event = By(absl::StrCat("e", i), "Blue Falcon Brigade");
    event.add_participants()->set_name("Russia");
    engine.SubmitOne(event);
  }
  v1::ListEventsRequest request;
  request.set_page_size(2);
  *request.mutable_filter() = OfActor("Blue Falcon Brigade");
  v1::ListEventsRequest other = request;
  *other.mutable_filter() = OfActor("Russia");
  request.set_page_token(engine.List(request).next_page_token());
  other.set_page_token(engine.List(other).next_page_token());
  Put(engine, {kFalcons});
  EXPECT_EQ(engine.List(other).results_size(), 2);
  const absl::Status refused = engine.queries().List(request).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("page_token"));
}

TEST(LocalActors, AreBoundedInNumberAndBytes) {
  TestEngine engine;
  const auto group = [](int i) {
    v1::Actor actor;
    actor.set_id(absl::StrCat("grp:", i));
    actor.set_kind("armed_group");
    actor.set_name(absl::StrCat("Group ", i));
    return actor;
  };
  std::vector<v1::Actor> actors;
  for (int i = 0; i <= limits::kLocalActorsMax; ++i) actors.push_back(group(i));
  std::vector<std::string> places(actors.size(), "our.txt:1");
  const absl::Status too_many = engine.actors().PutFromFiles(actors, places, "test");
  EXPECT_EQ(too_many.code(), absl::StatusCode::kResourceExhausted) << too_many;

  actors.resize(700);
  places.resize(700);
  for (v1::Actor& actor : actors) {
    for (int i = 0; i < limits::kActorNamesMax; ++i) actor.add_names(std::string(512, 'x'));
  }
  const absl::Status too_long = engine.actors().PutFromFiles(actors, places, "test");
  EXPECT_EQ(too_long.code(), absl::StatusCode::kResourceExhausted) << too_long;
  EXPECT_EQ(engine.store().sequence(), 0);
}

TEST(LocalActors, FaultsOfFilesAreNamedByTheirPlaces) {
  TestEngine engine;
  std::vector<v1::Actor> actors(2);
  actors[0].set_id("grp:a");
  actors[0].set_kind("party");
  actors[0].set_name("A Party");
  actors[1].set_id("grp:b");
  actors[1].set_kind("gang");
  actors[1].set_name("B Gang");
  const absl::Status status =
      engine.actors().PutFromFiles(actors, {"our.txt:1", "our.txt:7"}, "test");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::StartsWith("our.txt:7: kind \"gang\""));
}

TEST(LocalActors, CallsThatWaitAreBoundedAndAllAreAnswered) {
  TestEngine engine;
  constexpr int kCalls = 3 * limits::kPutActorsCallsMax;
  std::vector<std::promise<absl::Status>> answers(kCalls);
  for (int i = 0; i < kCalls; ++i) {
    v1::PutActorsRequest request;
    v1::Actor& actor = *request.add_actors();
    actor.set_id("grp:a");
    actor.set_kind("party");
    actor.set_name(absl::StrCat("Party ", i));
    engine.actors().Put(std::move(request), "test", [&answers, i](const auto& answer) {
      answers[i].set_value(answer.status());
    });
  }
  int refused = 0;
  for (auto& answer : answers) {
    const absl::Status status = answer.get_future().get();
    if (status.ok()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
    ++refused;
  }
  EXPECT_GT(refused, 0);
  EXPECT_EQ(engine.store().sequence(), kCalls - refused);
}

TEST(LocalActors, AStoppedServerRefusesAndAnswers) {
  TestEngine engine;
  engine.actors().Stop();
  EXPECT_EQ(engine.PutActors({kFalcons}).status().code(), absl::StatusCode::kUnavailable);
}

// What is read while actors change is read by the ones before or the ones after, never by a mix.
TEST(LocalActors, ChangeWhileOthersSubmitAndAsk) {
  TestEngine engine;
  engine.SubmitOne(By("first", "Blue Falcon Brigade"));
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; !done; ++i) {
        const auto response =
            engine.Submit({By(absl::StrCat(thread, "/", i), "Blue Falcon Brigade")});
        EXPECT_EQ(response.results(0).outcome(), v1::OUTCOME_CREATED);
        // One page: the next one would be refused if its name meant others by then.
        v1::ListEventsRequest request;
        *request.mutable_filter() = OfActor("Blue Falcon Brigade");
        EXPECT_GT(engine.List(request).results_size(), 0);
      }
    });
  }
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(Put(engine, {kFalcons}), HasSubstr("ADDED"));
    // After the answer everything is read by it.
    const std::string id = absl::StrCat("after/", round);
    engine.SubmitOne(By(id, "Blue Falcon Brigade"));
    EXPECT_THAT(engine.Ids(OfActor("grp:falcon"), 1000), testing::Contains(id));
    EXPECT_THAT(Put(engine, {"id: 'grp:falcon' removed: true"}), HasSubstr("REMOVED"));
    engine.SubmitOne(By(id + "/gone", "Blue Falcon Brigade"));
    EXPECT_THAT(engine.Ids(OfActor("grp:falcon"), 1000),
                testing::Not(testing::Contains(id + "/gone")));
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  const absl::Status verified = engine.store().VerifyIndex();
  EXPECT_TRUE(verified.ok()) << verified;
}

}  // namespace
}  // namespace sitrep
