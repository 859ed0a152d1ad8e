#include "server/engine/committer.h"

#include <signal.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gazetteer/place_gazetteer.h"
#include "gmock/gmock.h"
#include "google/protobuf/arena.h"
#include "gtest/gtest.h"
#include "server/engine/current_actors.h"
#include "server/engine/event_reader.h"
#include "server/engine/local_actors.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

using testing::HasSubstr;

class CommitterTest : public testing::Test {
 protected:
  CommitterTest()
      : actors_(*LocalActors::DictionaryOf({})),
        reader_(PlaceGazetteer::Embedded(), actors_),
        store_(Open()),
        committer_(*store_, [] { return kNow; }) {}

  static constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

  // A call that submits an event of this id for each summary.
  CommitCall Call(const std::string& id, const std::vector<std::string>& summaries,
                  bool validate_only = false) {
    CommitCall call;
    call.submission.principal = "test";
    call.submission.on_conflict = v1::ON_CONFLICT_AMEND_OWN;
    call.submission.validate_only = validate_only;
    google::protobuf::Arena arena;
    for (const std::string& summary : summaries) {
      v1::Event event;
      event.set_id(id);
      event.set_summary(summary);
      call.events.push_back(PrepareEvent(event.SerializeAsString(), reader_, "test", kNow, arena));
    }
    return call;
  }

  // "CREATED 1 r1, AMENDED 2 r2", or the failure.
  static std::string Outcome(const CommitCall& call) {
    if (!call.failure.ok()) return std::string(call.failure.message());
    std::string words;
    for (const v1::SubmitResult& result : call.response.results()) {
      absl::StrAppend(&words, words.empty() ? "" : ", ",
                      v1::Outcome_Name(result.outcome()).substr(sizeof("OUTCOME_") - 1), " ",
                      result.sequence(), " r", result.revision());
    }
    return words;
  }

  const TemporaryDirectory directory_;
  const CurrentActors actors_;
  const EventReader reader_;
  const std::unique_ptr<EventStore> store_;
  Committer committer_;

 private:
  std::unique_ptr<EventStore> Open() {
    StoreOptions options;
    options.directory = directory_.path() + "/data";
    options.ledger_id_if_new = "test";
    return *EventStore::Open(options);
  }
};

// No file takes a byte while it lives.
class FullDisk {
 public:
  FullDisk() {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none = {.rlim_cur = 1, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_ = {};
};

TEST_F(CommitterTest, ACallSeesWhatTheGroupsEarlierCallsDid) {
  CommitCall first = Call("x", {"one", "two"});
  CommitCall same = Call("x", {"two"});
  CommitCall next = Call("x", {"three"});
  committer_.Commit({&first, &same, &next});
  EXPECT_EQ(Outcome(first), "CREATED 1 r1, AMENDED 2 r2");
  EXPECT_EQ(Outcome(same), "UNCHANGED 2 r2");
  EXPECT_EQ(Outcome(next), "AMENDED 3 r3");
  ASSERT_TRUE(store_->FindId("x")->has_value());
  EXPECT_EQ((**store_->FindId("x")).revisions_size(), 3);
  EXPECT_EQ(store_->event_count(), 1);
}

TEST_F(CommitterTest, ADryRunLeavesNoTraceInItsGroup) {
  CommitCall first = Call("x", {"one"});
  CommitCall dry = Call("x", {"two", "three"}, /*validate_only=*/true);
  CommitCall unknown = Call("y", {"one", "two"}, /*validate_only=*/true);
  CommitCall next = Call("x", {"four"});
  CommitCall created = Call("y", {"three"});
  committer_.Commit({&first, &dry, &unknown, &next, &created});
  EXPECT_EQ(Outcome(dry), "AMENDED 0 r2, AMENDED 0 r3");
  EXPECT_EQ(Outcome(unknown), "CREATED 0 r1, AMENDED 0 r2");
  EXPECT_EQ(Outcome(next), "AMENDED 2 r2");
  EXPECT_EQ(Outcome(created), "CREATED 3 r1");
}

// One that changes nothing itself may have been decided by what was not written.
TEST_F(CommitterTest, AFailedAppendFailsEveryCallOfItsGroup) {
  CommitCall stored = Call("x", {"one"});
  committer_.Commit({&stored});
  CommitCall first = Call("y", {std::string(500, 'y')});
  CommitCall same = Call("y", {std::string(500, 'y')});
  CommitCall dry = Call("y", {"other"}, /*validate_only=*/true);
  CommitCall after = Call("y", {"after"});
  {
    const FullDisk full;
    committer_.Commit({&first, &same, &dry});
    committer_.Commit({&after});
  }
  for (const CommitCall* call : {&first, &same, &dry, &after}) {
    EXPECT_THAT(Outcome(*call), HasSubstr("takes nothing more"));
  }
  EXPECT_FALSE((*store_->FindId("y")).has_value());
}

TEST_F(CommitterTest, AnEventHasAtMostSoManyRevisions) {
  int made = 0;
  while (made < limits::kRevisionsMax) {
    std::vector<std::string> summaries;
    for (int i = 0; i < 1000; ++i) summaries.push_back(absl::StrCat(++made));
    CommitCall call = Call("x", summaries);
    committer_.Commit({&call});
    ASSERT_TRUE(call.failure.ok()) << call.failure;
  }
  CommitCall more = Call("x", {"more"});
  CommitCall same = Call("x", {absl::StrCat(made)});
  committer_.Commit({&more, &same});
  EXPECT_EQ(Outcome(more), absl::StrCat("INVALID ", made, " r", made));
  EXPECT_THAT(more.response.results(0).status().message(), HasSubstr("has 10000 revisions"));
  EXPECT_EQ(Outcome(same), absl::StrCat("UNCHANGED ", made, " r", made));
}

}  // namespace
}  // namespace sitrep
