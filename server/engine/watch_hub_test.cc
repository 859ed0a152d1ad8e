#include "server/engine/watch_hub.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

v1::Event Simple(const std::string& id, v1::Status status = v1::STATUS_OCCURRED) {
  v1::Event event;
  event.set_id(id);
  event.set_status(status);
  return event;
}

// A reader of a watch that takes a message only when told to.
class Reader {
 public:
  Reader(TestEngine& engine, const v1::WatchEventsRequest& request) : engine_(engine) {
    auto watch = engine.hub().Open(request, {.send =
                                                 [this](const WatchMessage& message) {
                                                   std::string bytes;
                                                   for (const auto& piece : message.pieces) {
                                                     bytes += *piece;
                                                   }
                                                   const std::lock_guard lock(mutex_);
                                                   messages_.push_back(std::move(bytes));
                                                   changed_.notify_all();
                                                 },
                                             .finish =
                                                 [this](absl::Status status) {
                                                   const std::lock_guard lock(mutex_);
                                                   finished_ = std::move(status);
                                                   changed_.notify_all();
                                                 }});
    EXPECT_TRUE(watch.ok()) << watch.status();
    if (watch.ok()) watch_ = *watch;
  }
  ~Reader() {
    if (watch_ != nullptr) engine_.hub().Close(watch_);
  }

  // The next message in words: "started 0", "CREATED a 1", "caught up 1", "progress 1"; "nothing"
  // if none comes in time.
  std::string Next(std::chrono::milliseconds patience = seconds(20)) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return !messages_.empty(); })) return "nothing";
    v1::WatchEventsResponse response;
    EXPECT_TRUE(response.ParseFromString(messages_.front()));
    messages_.pop_front();
    lock.unlock();
    engine_.hub().Sent(watch_);
    return InWords(response);
  }

  // Everything up to and with the mark that all has been sent.
  std::vector<std::string> UntilCaughtUp() {
    std::vector<std::string> seen;
    do {
      seen.push_back(Next());
    } while (seen.back().find("caught up") != 0 && seen.back() != "nothing");
    return seen;
  }

  absl::Status WaitUntilFinished() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, seconds(20), [&] { return !finished_.ok(); });
    return finished_;
  }

  // OK while it goes on.
  absl::Status finished() {
    const std::lock_guard lock(mutex_);
    return finished_;
  }

  size_t waiting() {
    const std::lock_guard lock(mutex_);
    return messages_.size();
  }

 private:
  static std::string InWords(const v1::WatchEventsResponse& response) {
    if (response.has_started()) return absl::StrCat("started ", response.started().sequence());
    if (response.has_caught_up())
      return absl::StrCat("caught up ", response.caught_up().sequence());
    if (response.has_progress()) return absl::StrCat("progress ", response.progress().sequence());
    if (response.has_fell_behind()) {
      return absl::StrCat("fell behind ", response.fell_behind().sequence());
    }
    std::string words = response.has_initial() ? "initial" : "";
    const v1::Changes& changes = response.has_initial() ? response.initial() : response.changes();
    for (const v1::Change& change : changes.changes()) {
      absl::StrAppend(&words, words.empty() ? "" : ", ",
                      v1::ChangeType_Name(change.type()).substr(sizeof("CHANGE_TYPE_") - 1), " ",
                      change.event().id(), " ", change.sequence());
    }
    return words;
  }

  TestEngine& engine_;
  std::shared_ptr<Watch> watch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;
  absl::Status finished_;
};

v1::WatchEventsRequest FromBeginning() {
  v1::WatchEventsRequest request;
  request.set_beginning(true);
  return request;
}

TEST(WatchHub, AnEmptyLedgerIsCaughtUpAtOnce) {
  TestEngine engine;
  Reader reader(engine, {});
  EXPECT_EQ(reader.Next(), "started 0");
  EXPECT_EQ(reader.Next(), "caught up 0");
}

TEST(WatchHub, SendsWhatIsThereThenWhatComes) {
  TestEngine engine;
  engine.Submit({Simple("a"), Simple("b")});
  Reader reader(engine, FromBeginning());
  EXPECT_THAT(reader.UntilCaughtUp(),
              ElementsAre("started 0", "CREATED a 1, CREATED b 2", "caught up 2"));
  engine.SubmitOne(Simple("c"));
  EXPECT_EQ(reader.Next(), "CREATED c 3");
}

TEST(WatchHub, FromNowLeavesOutWhatIsThere) {
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  Reader reader(engine, {});
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 1", "caught up 1"));
}

TEST(WatchHub, ResumesAfterASequenceAlsoAfterARestart) {
  TestEngine engine;
  for (const char* id : {"a", "b", "c"}) engine.SubmitOne(Simple(id));
  engine.Reopen();
  v1::WatchEventsRequest request;
  request.set_after_sequence(1);
  request.set_ledger_id(engine.store().ledger_id());
  Reader reader(engine, request);
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
    Reader reader(engine, FromBeginning());
    EXPECT_THAT(reader.UntilCaughtUp(),
                ElementsAre("started 0", "CREATED a 2, CREATED b 3", "caught up 5"));
  }
  v1::WatchEventsRequest request;
  request.set_after_sequence(4);
  request.mutable_progress_interval()->set_nanos(100'000'000);
  Reader reader(engine, request);
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
  Reader reader(engine, FromBeginning());
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 0", "caught up 2"));
  v1::WatchEventsRequest initial;
  initial.set_matching_first(true);
  Reader first(engine, initial);
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
    Reader reader(engine, all ? FromBeginning() : rare);
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
  Reader reader(engine, from_time);
  EXPECT_EQ(reader.Next(), absl::StrCat("started ", last - 1));
}

TEST(WatchHub, FollowsAnEventInAndOutOfTheFilter) {
  TestEngine engine;
  v1::WatchEventsRequest request;
  request.mutable_filter()->add_statuses(v1::STATUS_PLANNED);
  Reader reader(engine, request);
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
  Reader reader(engine, request);
  EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 0", "caught up 0"));
  engine.Submit({Simple("a"), Simple("b")});
  std::string seen;
  for (int i = 0; i < 100 && seen != "progress 2"; ++i) seen = reader.Next();
  EXPECT_EQ(seen, "progress 2");
}

TEST(WatchHub, AReaderThatStopsHasOneMessageAndHoldsUpNobody) {
  TestEngine engine;
  Reader stalled(engine, {});
  Reader quick(engine, {});
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

std::vector<std::string> ChangesOf(const std::vector<std::string>& messages) {
  std::vector<std::string> changes;
  for (const std::string& message : messages) {
    for (const absl::string_view change : absl::StrSplit(message, ", ")) {
      const bool is_change =
          absl::StartsWith(change, "CREATED") || absl::StartsWith(change, "EXITED");
      if (is_change) changes.emplace_back(change);
    }
  }
  return changes;
}

std::vector<std::string> CreatedFrom(int first, int last) {
  std::vector<std::string> changes;
  for (int i = first; i <= last; ++i) changes.push_back(absl::StrCat("CREATED e", i, " ", i));
  return changes;
}

TEST(WatchHub, OneLargeCallLeavesAReaderThatKeepsUpLive) {
  TestEngine engine;
  Reader reader(engine, {});
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
  Reader reader(engine, FromBeginning());
  // Besides the changes, `started` and `caught up`; each change has a record, too.
  EXPECT_LE(reader.UntilCaughtUp().size(), 2 * bytes / kWatchMessageBytesTarget + 3);
}

TEST(WatchHub, OneThatLeavesTheRecentCallsIsToldAndReadsTheLog) {
  TestEngine engine;
  Reader slow(engine, {});
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
  Reader reader(engine, request);
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
  Reader reader(engine, request);
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
  Reader reader(engine, request);
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
    Reader reader(engine, request);
    EXPECT_EQ(reader.Next(), absl::StrCat("started ", 2 * std::clamp(second, 0, 10)));
  }
}

TEST(WatchHub, ABusyStreamStillGetsMarksBetweenCalls) {
  TestEngine engine;
  v1::WatchEventsRequest request;
  request.mutable_progress_interval()->set_nanos(100'000'000);
  Reader reader(engine, request);
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

v1::WatchEventsRequest Named(const std::string& name, bool take_over = false) {
  v1::WatchEventsRequest request = FromBeginning();
  request.set_subscription(name);
  request.set_take_over(take_over);
  return request;
}

TEST(WatchHub, ASubscriptionGoesOnAfterWhatWasAcknowledgedAlsoAfterARestart) {
  TestEngine engine;
  engine.Submit({Simple("a"), Simple("b"), Simple("c")});
  {
    Reader reader(engine, Named("x"));
    EXPECT_EQ(ChangesOf(reader.UntilCaughtUp()).size(), 3);
    ASSERT_TRUE(engine.subscriptions().Acknowledge("x", 2).ok());
    // It never moves back.
    EXPECT_EQ(engine.subscriptions().Acknowledge("x", 1)->acknowledged_sequence(), 2);
    EXPECT_TRUE(engine.hub().ListSubscriptions().at(0).connected());
    EXPECT_EQ(engine.hub().DeleteSubscription("x").code(), absl::StatusCode::kFailedPrecondition);
  }
  engine.Reopen();
  EXPECT_EQ(engine.hub().ListSubscriptions().at(0).lag(), 1);
  EXPECT_FALSE(engine.hub().ListSubscriptions().at(0).connected());
  {
    Reader reader(engine, Named("x"));
    EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 2", "CREATED c 3", "caught up 3"));
  }
  EXPECT_TRUE(engine.hub().DeleteSubscription("x").ok());
  EXPECT_EQ(engine.hub().DeleteSubscription("x").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine.subscriptions().Acknowledge("x", 1).status().code(),
            absl::StatusCode::kNotFound);
  engine.Reopen();
  EXPECT_TRUE(engine.hub().ListSubscriptions().empty());
}

TEST(WatchHub, ASubscriptionHasOneReader) {
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  Reader first(engine, Named("x"));
  first.UntilCaughtUp();
  EXPECT_EQ(engine.hub().Open(Named("x"), {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  Reader second(engine, Named("x", /*take_over=*/true));
  EXPECT_EQ(first.WaitUntilFinished().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ChangesOf(second.UntilCaughtUp()).size(), 1);
  EXPECT_EQ(engine.subscriptions().Acknowledge("x", 2).status().code(),
            absl::StatusCode::kOutOfRange);
  // Its place counts, wherever a new one would begin.
  v1::WatchEventsRequest elsewhere = Named("x", /*take_over=*/true);
  elsewhere.set_after_sequence(99);
  Reader third(engine, elsewhere);
  EXPECT_EQ(ChangesOf(third.UntilCaughtUp()).size(), 1);
}

TEST(WatchHub, OfThoseThatTakeOverAtOnceOneStaysTheReader) {
  constexpr int kReaders = 6;
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  std::vector<std::unique_ptr<Reader>> readers(kReaders);
  std::vector<std::thread> threads;
  for (auto& reader : readers) {
    threads.emplace_back([&engine, &reader] {
      reader = std::make_unique<Reader>(engine, Named("x", /*take_over=*/true));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(engine.hub().ListSubscriptions().at(0).connected());
  EXPECT_EQ(engine.hub().watchers(), 1);
  const auto ended = [](const auto& reader) { return !reader->finished().ok(); };
  EXPECT_EQ(std::count_if(readers.begin(), readers.end(), ended), kReaders - 1);
}

TEST(WatchHub, StoppingEndsEveryWatch) {
  TestEngine engine;
  Reader reader(engine, {});
  reader.UntilCaughtUp();
  engine.hub().Stop();
  EXPECT_EQ(reader.WaitUntilFinished().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(engine.hub().Open({}, {}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace sitrep
