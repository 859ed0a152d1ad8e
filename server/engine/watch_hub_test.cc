#include "server/engine/watch_hub.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"
#include "server/engine/test_reader.h"

namespace sitrep {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

TEST(WatchHub, AnEmptyLedgerIsCaughtUpAtOnce) {
  TestEngine engine;
  TestReader reader(engine, {});
  EXPECT_EQ(reader.Next(), "started 0");
  EXPECT_EQ(reader.Next(), "caught up 0");
}

TEST(WatchHub, SendsWhatIsThereThenWhatComes) {
  TestEngine engine;
  engine.Submit({Simple("a"), Simple("b")});
  TestReader reader(engine, FromBeginning());
  EXPECT_THAT(reader.UntilCaughtUp(),
              ElementsAre("started 0", "CREATED a 1, CREATED b 2", "caught up 2"));
  engine.SubmitOne(Simple("c"));
  EXPECT_EQ(reader.Next(), "CREATED c 3");
}

TEST(WatchHub, FromNowLeavesOutWhatIsThere) {
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  TestReader reader(engine, {});
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 1", "caught up 1"));
}

TEST(WatchHub, ResumesAfterASequenceAlsoAfterARestart) {
  TestEngine engine;
  for (const char* id : {"a", "b", "c"}) engine.SubmitOne(Simple(id));
  engine.Reopen();
  v1::WatchEventsRequest request;
  request.set_after_sequence(1);
  request.set_ledger_id(engine.store().ledger_id());
  TestReader reader(engine, request);
  const auto seen = reader.UntilCaughtUp();
  EXPECT_EQ(seen.front(), "started 1");
  EXPECT_EQ(seen.back(), "caught up 3");
  std::string changes;
  for (size_t i = 1; i + 1 < seen.size(); ++i) changes += seen[i] + ";";
  EXPECT_TRUE(changes == "CREATED b 2, CREATED c 3;" || changes == "CREATED b 2;CREATED c 3;")
      << changes;
}

// A change of an actor's names, each another one.
void ChangeActors(TestEngine& engine) {
  static int names = 0;
  const auto changed = engine.PutActors({absl::StrCat(
      "id: 'grp:falcon' kind: 'armed_group' name: 'Blue Falcon Brigade ", ++names, "'")});
  EXPECT_TRUE(changed.ok()) << changed.status();
}

TEST(WatchHub, ChangesOfActorsArePassedOverAndMarksMoveOverThem) {
  TestEngine engine;
  ChangeActors(engine);
  engine.Submit({Simple("a"), Simple("b")});
  ChangeActors(engine);
  ChangeActors(engine);
  {
    // From the log, since nobody watched before.
    TestReader reader(engine, FromBeginning());
    EXPECT_THAT(reader.UntilCaughtUp(),
                ElementsAre("started 0", "CREATED a 2, CREATED b 3", "caught up 5"));
  }
  v1::WatchEventsRequest request;
  request.set_after_sequence(4);
  request.mutable_progress_interval()->set_nanos(100'000'000);
  TestReader reader(engine, request);
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 4", "caught up 5"));
  // Live.
  ChangeActors(engine);
  std::string seen;
  for (int i = 0; i < 100 && seen != "progress 6"; ++i) seen = reader.Next();
  EXPECT_EQ(seen, "progress 6");
  engine.SubmitOne(Simple("c"));
  do {
    seen = reader.Next();
  } while (absl::StartsWith(seen, "progress"));
  EXPECT_EQ(seen, "CREATED c 7");
}

TEST(WatchHub, ALedgerOfNothingButActorsIsCaughtUp) {
  TestEngine engine;
  ChangeActors(engine);
  ChangeActors(engine);
  TestReader reader(engine, FromBeginning());
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 0", "caught up 2"));
  v1::WatchEventsRequest initial;
  initial.set_matching_first(true);
  TestReader first(engine, initial);
  EXPECT_THAT(first.UntilCaughtUp(), ElementsAre("started 2", "caught up 2"));
}

// Over thousands of entries, by the index and from the log alike, and from a time.
TEST(WatchHub, FarBehindChangesOfActorsArePassedOver) {
  TestEngine engine;
  std::vector<v1::Event> events;
  for (int i = 0; i < 900; ++i) events.push_back(Simple(absl::StrCat("e", i)));
  int64_t last = 0;
  for (int call = 0; call < 5; ++call) {
    for (v1::Event& event : events) event.set_id(absl::StrCat(event.id(), "+"));
    events.front().set_status(v1::STATUS_PLANNED);
    engine.Submit(events);
    engine.SetTime(absl::FromUnixSeconds(1'800'000'000 + call));
    ChangeActors(engine);
    last = engine.store().sequence();
  }
  ASSERT_EQ(last, 5 * 901);
  v1::WatchEventsRequest rare = FromBeginning();
  rare.mutable_filter()->add_statuses(v1::STATUS_PLANNED);
  for (const bool all : {false, true}) {
    TestReader reader(engine, all ? FromBeginning() : rare);
    size_t created = 0;
    std::string seen;
    do {
      seen = reader.Next();
      for (size_t at = 0; (at = seen.find("CREATED", at)) != std::string::npos; ++at) ++created;
    } while (!absl::StartsWith(seen, "caught up") && seen != "nothing");
    EXPECT_EQ(seen, absl::StrCat("caught up ", last));
    EXPECT_EQ(created, all ? 5 * 900 : 5);
  }
  v1::WatchEventsRequest from_time;
  from_time.mutable_after_time()->set_seconds(1'800'000'004);
  TestReader reader(engine, from_time);
  EXPECT_EQ(reader.Next(), absl::StrCat("started ", last - 1));
}

TEST(WatchHub, FollowsAnEventInAndOutOfTheFilter) {
  TestEngine engine;
  v1::WatchEventsRequest request;
  request.mutable_filter()->add_statuses(v1::STATUS_PLANNED);
  TestReader reader(engine, request);
  reader.UntilCaughtUp();
  const auto own = [](Submission& s) { s.on_conflict = v1::ON_CONFLICT_AMEND_OWN; };
  engine.SubmitOne(Simple("other"));
  engine.SubmitOne(Simple("a", v1::STATUS_PLANNED));
  EXPECT_EQ(reader.Next(), "CREATED a 2");
  engine.SubmitOne(Simple("a", v1::STATUS_CANCELLED), own);
  EXPECT_EQ(reader.Next(), "EXITED a 3");
}

TEST(WatchHub, ProgressMovesThoughNothingMatches) {
  TestEngine engine;
  v1::WatchEventsRequest request;
  request.mutable_filter()->add_kinds(v1::KIND_STRIKE);
  request.mutable_progress_interval()->set_nanos(100'000'000);
  TestReader reader(engine, request);
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 0", "caught up 0"));
  engine.Submit({Simple("a"), Simple("b")});
  std::string seen;
  for (int i = 0; i < 100 && seen != "progress 2"; ++i) seen = reader.Next();
  EXPECT_EQ(seen, "progress 2");
}

TEST(WatchHub, AReaderThatStopsHasOneMessageAndHoldsUpNobody) {
  TestEngine engine;
  TestReader stalled(engine, {});
  TestReader quick(engine, {});
  quick.UntilCaughtUp();
  for (int i = 0; i < 500; ++i) engine.SubmitOne(Simple(absl::StrCat("e", i)));
  int changes = 0;
  while (changes < 500) {
    const std::string seen = quick.Next();
    ASSERT_NE(seen, "nothing");
    for (size_t at = 0; (at = seen.find("CREATED", at)) != std::string::npos; ++at) ++changes;
  }
  EXPECT_EQ(changes, 500);
  EXPECT_EQ(stalled.waiting(), 1);
  // It has missed nothing.
  std::string all;
  for (const std::string& seen : stalled.UntilCaughtUp()) all += seen + "\n";
  while (all.find("e499") == std::string::npos) all += stalled.Next() + "\n";
  size_t at = 0;
  for (int i = 0; i < 500; ++i) {
    at = all.find(absl::StrCat("CREATED e", i, " ", i + 1), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

// Large enough that a few hundred fill the recent calls of a TestEngine.
v1::Event Large(int number, const std::string& tag) {
  v1::Event event = Simple(absl::StrCat("e", number));
  event.set_summary(std::string(4000, 's'));
  event.add_tags(tag);
  return event;
}

std::vector<std::string> CreatedFrom(int first, int last) {
  std::vector<std::string> changes;
  for (int i = first; i <= last; ++i) changes.push_back(absl::StrCat("CREATED e", i, " ", i));
  return changes;
}

TEST(WatchHub, OneLargeCallLeavesAReaderThatKeepsUpLive) {
  TestEngine engine;
  TestReader reader(engine, {});
  reader.UntilCaughtUp();
  // More than may be pending, at once.
  std::vector<v1::Event> call;
  size_t bytes = 0;
  for (int i = 1; bytes <= 2 * Watch::kPendingBytesMax; ++i) {
    call.push_back(Large(i, "x"));
    bytes += call.back().ByteSizeLong();
  }
  engine.Submit(call);
  std::string seen;
  while (seen.find(absl::StrCat(" ", call.size())) == std::string::npos) {
    seen = reader.Next();
    ASSERT_TRUE(absl::StartsWith(seen, "CREATED")) << seen;
  }
}

// Each is told of another selection of its events, of 128 KiB and more.
TEST(WatchHub, WatchesOfManyFiltersShareTheBytesOfALargeCall) {
  constexpr int kWatches = 30, kEvents = 150;
  TestEngine engine;
  // Kept, so that no two pieces have one address.
  std::vector<std::vector<SharedBytes>> taken(kWatches);
  std::vector<std::shared_ptr<Watch>> watches;
  for (int i = 0; i < kWatches; ++i) {
    v1::WatchEventsRequest request;
    request.set_now(true);
    request.mutable_filter()->set_min_killed(i + 1);
    const auto watch =
        engine.hub().Open(request, {.send =
                                        [&taken, i](const WatchMessage& message) {
                                          taken[i].insert(taken[i].end(), message.pieces.begin(),
                                                          message.pieces.end());
                                        },
                                    .finish = [](const absl::Status&) {}});
    ASSERT_TRUE(watch.ok()) << watch.status();
    watches.push_back(*watch);
    for (int marks = 0; marks < 2; ++marks) engine.hub().Sent(watches.back());
  }
  std::vector<v1::Event> events;
  for (int i = 0; i < kEvents; ++i) {
    events.push_back(Simple(absl::StrCat(i)));
    events.back().add_casualties()->mutable_killed()->set_low(i);
    events.back().add_sources()->set_quote(std::string(4000, 'q'));
  }
  engine.Submit(std::move(events));
  while (engine.hub().matched_through() < kEvents) std::this_thread::yield();
  size_t all = 0, once = 0;
  std::set<const std::string*> seen;
  for (int i = 0; i < kWatches; ++i) {
    for (int message = 0; message < kEvents; ++message) engine.hub().Sent(watches[i]);
    engine.hub().Close(watches[i]);
    for (const SharedBytes& piece : taken[i]) {
      all += piece->size();
      if (seen.insert(piece.get()).second) once += piece->size();
    }
  }
  EXPECT_GT(all, size_t{kWatches} * (kEvents - kWatches) * 4000);
  EXPECT_LT(once, size_t{2} * kEvents * 4000);
}

TEST(WatchHub, CatchingUpFillsItsMessages) {
  TestEngine engine;
  std::vector<v1::Event> call(1'000);
  size_t bytes = 0;
  for (size_t i = 0; i < call.size(); ++i) {
    call[i] = Simple(absl::StrCat("e", i));
    call[i].set_summary(std::string(500, 's'));
    bytes += call[i].ByteSizeLong();
  }
  engine.Submit(call);
  TestReader reader(engine, FromBeginning());
  // Besides the changes, `started` and `caught up`; each change has a record, too.
  EXPECT_LE(reader.UntilCaughtUp().size(), 2 * bytes / kWatchMessageBytesTarget + 3);
}

TEST(WatchHub, OneThatLeavesTheRecentCallsIsToldAndReadsTheLog) {
  TestEngine engine;
  TestReader slow(engine, {});
  EXPECT_THAT(slow.UntilCaughtUp(), ElementsAre("started 0", "caught up 0"));
  constexpr int kEvents = 1200;
  for (int i = 1; i <= kEvents; ++i) engine.Submit({Large(i, "x")});
  EXPECT_EQ(slow.waiting(), 1);
  const std::vector<std::string> seen = slow.UntilCaughtUp();
  const auto told = std::find_if(seen.begin(), seen.end(), [](const std::string& message) {
    return absl::StartsWith(message, "fell behind");
  });
  ASSERT_NE(told, seen.end());
  EXPECT_EQ(ChangesOf(seen), CreatedFrom(1, kEvents));
  EXPECT_EQ(seen.back(), absl::StrCat("caught up ", kEvents));
  // It is live again.
  engine.SubmitOne(Simple("last"));
  EXPECT_EQ(slow.Next(), absl::StrCat("CREATED last ", kEvents + 1));
}

TEST(WatchHub, FarBehindARareFilterIsFoundByTheIndexWithWhatExited) {
  TestEngine engine;
  const auto own = [](Submission& s) { s.on_conflict = v1::ON_CONFLICT_AMEND_OWN; };
  std::vector<std::string> expected;
  int sequence = 0;
  for (int call = 0; call < 60; ++call) {
    std::vector<v1::Event> events;
    for (int i = 0; i < 100; ++i) {
      ++sequence;
      v1::Event event = Simple(absl::StrCat("e", sequence));
      if (sequence % 997 == 0) {
        event.add_tags("rare");
        expected.push_back(absl::StrCat("CREATED e", sequence, " ", sequence));
      }
      events.push_back(std::move(event));
    }
    engine.Submit(std::move(events));
  }
  // Once the tag is gone only the revision before has the term.
  engine.SubmitOne(Simple("e997"), own);
  expected.push_back(absl::StrCat("EXITED e997 ", sequence + 1));
  v1::WatchEventsRequest request = FromBeginning();
  request.mutable_filter()->add_tags("rare");
  TestReader reader(engine, request);
  const std::vector<std::string> seen = reader.UntilCaughtUp();
  EXPECT_EQ(ChangesOf(seen), expected);
  EXPECT_EQ(seen.back(), absl::StrCat("caught up ", sequence + 1));
}

TEST(WatchHub, MatchingFirstSendsWhatMatchesAndThenWhatHappens) {
  TestEngine engine;
  const auto own = [](Submission& s) { s.on_conflict = v1::ON_CONFLICT_AMEND_OWN; };
  engine.Submit({Simple("a", v1::STATUS_PLANNED), Simple("b", v1::STATUS_PLANNED)});
  engine.SubmitOne(Simple("a", v1::STATUS_CANCELLED), own);
  engine.SubmitOne(Simple("c", v1::STATUS_PLANNED));
  v1::WatchEventsRequest request;
  request.mutable_filter()->add_statuses(v1::STATUS_PLANNED);
  request.set_matching_first(true);
  TestReader reader(engine, request);
  EXPECT_THAT(reader.UntilCaughtUp(),
              ElementsAre("started 4", "initial, CREATED b 2, CREATED c 4", "caught up 4"));
  engine.SubmitOne(Simple("b", v1::STATUS_CANCELLED), own);
  EXPECT_EQ(reader.Next(), "EXITED b 5");
}

// More than a watch keeps of what the index found, in calls whose ends are not its bounds.
TEST(WatchHub, MatchingFirstSendsAllOfManyMatchesOnce) {
  TestEngine engine;
  std::vector<std::string> expected;
  while (expected.size() < 9'000) {
    std::vector<v1::Event> events;
    for (int i = 0; i < 70; ++i) {
      const size_t number = expected.size() + 1;
      events.push_back(Simple(absl::StrCat("e", number)));
      expected.push_back(absl::StrCat("CREATED e", number, " ", number));
    }
    engine.Submit(std::move(events));
  }
  v1::WatchEventsRequest request;
  request.set_matching_first(true);
  TestReader reader(engine, request);
  std::vector<std::string> seen;
  for (const std::string& message : reader.UntilCaughtUp()) {
    std::vector<std::string> words = absl::StrSplit(message, ", ");
    if (words.front() != "initial") continue;
    seen.insert(seen.end(), words.begin() + 1, words.end());
  }
  EXPECT_EQ(seen, expected);
}

TEST(WatchHub, StartsAtATime) {
  TestEngine engine;
  const absl::Time start = absl::FromUnixSeconds(1'752'300'000);
  for (int i = 0; i < 10; ++i) {
    engine.SetTime(start + absl::Seconds(i));
    engine.Submit({Simple(absl::StrCat("a", i)), Simple(absl::StrCat("b", i))});
  }
  for (const int second : {-1, 0, 4, 9, 10}) {
    v1::WatchEventsRequest request;
    request.mutable_after_time()->set_seconds(absl::ToUnixSeconds(start) + second);
    TestReader reader(engine, request);
    EXPECT_EQ(reader.Next(), absl::StrCat("started ", 2 * std::clamp(second, 0, 10)));
  }
}

TEST(WatchHub, ABusyStreamStillGetsMarksBetweenCalls) {
  TestEngine engine;
  v1::WatchEventsRequest request;
  request.mutable_progress_interval()->set_nanos(100'000'000);
  TestReader reader(engine, request);
  reader.UntilCaughtUp();
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      engine.Submit({Simple(absl::StrCat("a", i)), Simple(absl::StrCat("b", i))});
    }
  });
  int64_t seen = 0, marks = 0;
  while (marks < 3) {
    const std::string message = reader.Next();
    int64_t mark;
    if (absl::StartsWith(message, "progress ")) {
      ASSERT_TRUE(absl::SimpleAtoi(message.substr(9), &mark));
      EXPECT_EQ(mark % 2, 0);
      EXPECT_GE(mark, seen);
      ++marks;
    } else {
      ASSERT_TRUE(absl::SimpleAtoi(message.substr(message.rfind(' ') + 1), &seen)) << message;
    }
  }
  stop = true;
  writer.join();
}

TEST(WatchHub, RefusesStartsThatAreNotInThisLedger) {
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  const auto open = [&](const std::function<void(v1::WatchEventsRequest&)>& fill) {
    v1::WatchEventsRequest request;
    fill(request);
    return engine.hub().Open(request, {}).status();
  };
  using Code = absl::StatusCode;
  EXPECT_EQ(open([](auto& r) { r.set_after_sequence(2); }).code(), Code::kOutOfRange);
  EXPECT_EQ(open([](auto& r) { r.set_after_sequence(-1); }).code(), Code::kOutOfRange);
  EXPECT_EQ(open([](auto& r) { r.set_ledger_id("another"); }).code(), Code::kOutOfRange);
  EXPECT_EQ(open([](auto& r) { r.set_take_over(true); }).code(), Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.mutable_after_time()->set_nanos(-1); }).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.set_subscription("a\nb"); }).code(), Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) {
              r.set_subscription("x");
              r.set_matching_first(true);
            }).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.mutable_progress_interval()->set_seconds(7200); }).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.mutable_filter()->set_as_of_sequence(1); }).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.mutable_filter()->set_text("x"); }).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(open([](auto& r) { r.mutable_filter()->add_regions("Xyzzyplugh"); }).code(),
            Code::kNotFound);
  EXPECT_EQ(engine.hub().watchers(), 0);
}

TEST(WatchHub, StoppingEndsEveryWatch) {
  TestEngine engine;
  TestReader reader(engine, {});
  reader.UntilCaughtUp();
  engine.hub().Stop();
  EXPECT_EQ(reader.WaitUntilFinished().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(engine.hub().Open({}, {}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace sitrep
