#include "server/engine/decide.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/engine/content.h"

namespace sitrep {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::nullopt_t kNone = std::nullopt;

v1::Event ContentOf(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &event)) << text;
  event.set_id("a");
  MakeContent(event);
  return event;
}

// An event's history, as texts; read back in the served form.
class History {
 public:
  explicit History(std::vector<std::string> revisions, bool retracted = false) {
    if (revisions.empty()) return;
    state_.emplace();
    state_->created_by = "owner";
    state_->retracted = retracted;
    for (const std::string& text : revisions) {
      revisions_.push_back(ContentOf(text));
      const v1::Event& content = revisions_.back();
      state_->content_hashes.push_back(ContentHash(ContentBytes(content)));
      state_->content_version = std::max(state_->content_version, content.content_version());
      revisions_.back().mutable_record()->set_revision(static_cast<int>(revisions_.size()));
    }
  }

  std::optional<EventState>& state() { return state_; }

  Decision Submit(const std::string& text, std::optional<int32_t> expected = kNone,
                  v1::OnConflict on_conflict = v1::ON_CONFLICT_UNSPECIFIED,
                  const std::string& principal = "owner") {
    const v1::Event content = ContentOf(text);
    const Command command = {.event_id = content.id(),
                             .content = &content,
                             .content_hash = ContentHash(ContentBytes(content)),
                             .expected_revision = expected,
                             .on_conflict = on_conflict,
                             .principal = principal};
    auto decision = Decide(state_, command, [this](int32_t revision) {
      return absl::StatusOr<v1::Event>(revisions_.at(revision - 1));
    });
    EXPECT_TRUE(decision.ok()) << decision.status();
    return *std::move(decision);
  }

 private:
  std::vector<v1::Event> revisions_;
  std::optional<EventState> state_;
};

v1::ConflictDetail DetailOf(const Decision& decision) {
  v1::ConflictDetail detail;
  const auto payload = decision.refusal.GetPayload("type.googleapis.com/sitrep.v1.ConflictDetail");
  EXPECT_TRUE(payload && detail.ParseFromString(std::string(*payload)));
  return detail;
}

constexpr auto kReject = v1::ON_CONFLICT_REJECT;
constexpr auto kOwn = v1::ON_CONFLICT_AMEND_OWN;
constexpr auto kSkip = v1::ON_CONFLICT_SKIP;

TEST(Decide, FollowsTheTable) {
  const std::string a = "summary: 'a'", b = "summary: 'b'", c = "summary: 'c'";
  const std::string v1 = "content_version: 1", v2 = "content_version: 2",
                    v2b = "content_version: 2 test: true";
  constexpr absl::StatusCode kOk = absl::StatusCode::kOk;
  constexpr absl::StatusCode kExists = absl::StatusCode::kAlreadyExists;
  constexpr absl::StatusCode kAborted = absl::StatusCode::kAborted;
  constexpr absl::StatusCode kStale = absl::StatusCode::kFailedPrecondition;
  const struct {
    std::vector<std::string> stored;
    std::string submitted;
    std::optional<int32_t> expected;
    v1::OnConflict on_conflict;
    std::string principal;
    v1::Outcome outcome;
    absl::StatusCode code;
  } rows[] = {
      {{}, a, kNone, kReject, "owner", v1::OUTCOME_CREATED, kOk},
      {{}, a, 0, kReject, "owner", v1::OUTCOME_CREATED, kOk},
      {{}, a, 1, kReject, "owner", v1::OUTCOME_CONFLICT, kAborted},
      {{}, a, 1, kOwn, "owner", v1::OUTCOME_CONFLICT, kAborted},
      // The current content again.
      {{a}, a, kNone, kReject, "other", v1::OUTCOME_UNCHANGED, kOk},
      {{a}, a, 0, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a}, a, 1, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a}, a, 7, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      // A repeated amendment: its expectation is of the past.
      {{a, b}, b, 1, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      // Older content.
      {{a, b}, a, kNone, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a, b}, a, kNone, kOwn, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a, b}, a, 1, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a, b}, a, 2, kReject, "owner", v1::OUTCOME_AMENDED, kOk},
      {{a, b, c, b}, a, kNone, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      // Other content.
      {{a}, b, kNone, v1::ON_CONFLICT_UNSPECIFIED, "owner", v1::OUTCOME_CONFLICT, kExists},
      {{a}, b, kNone, kReject, "owner", v1::OUTCOME_CONFLICT, kExists},
      {{a}, b, kNone, kOwn, "owner", v1::OUTCOME_AMENDED, kOk},
      {{a}, b, kNone, kOwn, "other", v1::OUTCOME_CONFLICT, kExists},
      {{a}, b, kNone, kSkip, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{a}, b, 1, kReject, "other", v1::OUTCOME_AMENDED, kOk},
      {{a, b}, c, 1, kReject, "owner", v1::OUTCOME_CONFLICT, kAborted},
      {{a, b}, c, 3, kReject, "owner", v1::OUTCOME_CONFLICT, kAborted},
      {{a}, b, 0, kReject, "owner", v1::OUTCOME_CONFLICT, kAborted},
      {{a, b}, c, 1, kOwn, "owner", v1::OUTCOME_CONFLICT, kAborted},
      {{a, b}, c, 1, kSkip, "owner", v1::OUTCOME_CONFLICT, kAborted},
      // Versions of the feeder.
      {{v2}, v1, kNone, kReject, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, v1, kNone, kOwn, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, v1, kNone, kSkip, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, v1, 1, kReject, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, v1, 9, kReject, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, a, kNone, kReject, "owner", v1::OUTCOME_STALE, kStale},
      {{v2}, v2b, kNone, kReject, "owner", v1::OUTCOME_CONFLICT, kExists},
      {{v1}, v2, kNone, kReject, "owner", v1::OUTCOME_CONFLICT, kExists},
      {{v1}, v2, kNone, kOwn, "owner", v1::OUTCOME_AMENDED, kOk},
      {{v1, v2}, v1, kNone, kReject, "owner", v1::OUTCOME_UNCHANGED, kOk},
      {{v1, v2}, v1, 2, kReject, "owner", v1::OUTCOME_STALE, kStale},
  };
  for (const auto& row : rows) {
    const Decision decision =
        History(row.stored).Submit(row.submitted, row.expected, row.on_conflict, row.principal);
    const std::string what = testing::PrintToString(row.stored) + " <- " + row.submitted +
                             " expected " + testing::PrintToString(row.expected);
    EXPECT_EQ(decision.outcome, row.outcome) << what;
    EXPECT_EQ(decision.refusal.code(), row.code) << what;
    EXPECT_EQ(decision.changes_ledger(),
              row.outcome == v1::OUTCOME_CREATED || row.outcome == v1::OUTCOME_AMENDED)
        << what;
  }
}

TEST(Decide, ConflictSaysWhatDiffersFromTheCurrentRevision) {
  const v1::ConflictDetail detail = DetailOf(
      History({"test: true", "summary: 'b' tags: 'x'"}).Submit("summary: 'c' tags: ['x', 'y']"));
  EXPECT_EQ(detail.event_id(), "a");
  EXPECT_EQ(detail.current_revision(), 2);
  EXPECT_THAT(detail.differing_fields(), ElementsAre("summary", "tags[1]"));
}

TEST(Decide, ConflictWithNothingNamesRevisionZero) {
  const v1::ConflictDetail detail = DetailOf(History({}).Submit("summary: 'c'", 4));
  EXPECT_EQ(detail.current_revision(), 0);
  EXPECT_THAT(detail.differing_fields(), IsEmpty());
}

TEST(Decide, AWithdrawnEventStaysSoUntilSomebodyWhoKnowsRestoresIt) {
  History history({"summary: 'a'", "summary: 'a'"}, /*retracted=*/true);
  const Decision repeated = history.Submit("summary: 'a'");
  EXPECT_EQ(repeated.outcome, v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(repeated.warnings.size(), 1u);
  EXPECT_EQ(history.Submit("summary: 'a'", 1).outcome, v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(history.Submit("summary: 'a'", 2).outcome, v1::OUTCOME_AMENDED);
  EXPECT_EQ(history.Submit("summary: 'b'", 2).outcome, v1::OUTCOME_AMENDED);
  EXPECT_EQ(history.Submit("summary: 'b'").outcome, v1::OUTCOME_CONFLICT);
}

TEST(Decide, SkippingIsSaidInAWarning) {
  const Decision decision = History({"summary: 'a'"}).Submit("summary: 'b'", kNone, kSkip);
  EXPECT_EQ(decision.warnings.size(), 1u);
  EXPECT_THAT(History({"summary: 'a'"}).Submit("summary: 'a'").warnings, IsEmpty());
}

TEST(Decide, EqualHashesOfOtherContentDecideNothing) {
  History history({"summary: 'a'", "summary: 'b'"});
  const v1::Event submitted = ContentOf("summary: 'c'");
  for (uint64_t& hash : history.state()->content_hashes) {
    hash = ContentHash(ContentBytes(submitted));
  }
  EXPECT_EQ(history.Submit("summary: 'c'").outcome, v1::OUTCOME_CONFLICT);
}

TEST(Decide, TheCurrentRevisionIsComparedWhateverItsHash) {
  History history({"summary: 'a'"});
  history.state()->content_hashes[0] = 1;
  EXPECT_EQ(history.Submit("summary: 'a'").outcome, v1::OUTCOME_UNCHANGED);
}

TEST(Decide, HandsOnAnErrorOfReading) {
  EventState state;
  state.content_hashes = {1};
  const v1::Event content = ContentOf("");
  const auto decision =
      Decide(state,
             {.event_id = content.id(),
              .content = &content,
              .content_hash = 1,
              .expected_revision = {},
              .on_conflict = kReject,
              .principal = ""},
             [](int32_t) -> absl::StatusOr<v1::Event> { return absl::DataLossError("damaged"); });
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep
