#include "server/engine/standing_filters.h"

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/engine/change_filter.h"
#include "server/engine/test_engine.h"
#include "storage/entry.pb.h"

namespace sitrep {
namespace {

// Random events and filters over few values, so that they often meet.
class Random {
 public:
  explicit Random(uint32_t seed) : random_(seed) {}

  int Below(int end) { return static_cast<int>(random_() % static_cast<uint32_t>(end)); }
  bool Chance(int percent) { return Below(100) < percent; }

  v1::Event Event(int id) {
    v1::Event event;
    event.set_id(absl::StrCat("e", id));
    event.set_status(static_cast<v1::Status>(Below(6)));
    if (Chance(50)) event.add_tags(absl::StrCat("t", Below(4)));
    if (Chance(50)) event.mutable_strike();
    event.set_test(Chance(10));
    event.add_sources()->set_publisher(absl::StrCat("p", Below(5)));
    if (Chance(70)) event.add_participants()->set_name(kActors[Below(4)]);
    if (Chance(80)) AddPlace(event);
    return event;
  }

  v1::Filter Filter() {
    v1::Filter filter;
    if (Chance(25)) filter.add_statuses(static_cast<v1::Status>(1 + Below(5)));
    if (Chance(25)) filter.add_tags(absl::StrCat("t", Below(4)));
    if (Chance(25)) filter.add_kinds(v1::KIND_STRIKE);
    if (Chance(25)) filter.add_publishers(absl::StrCat("p", Below(5)));
    if (Chance(25)) filter.add_actors(kActors[Below(4)]);
    if (Chance(25)) filter.add_any_actors(kActors[Below(4)]);
    if (Chance(25)) filter.add_regions(kRegions[Below(4)]);
    if (Chance(25)) filter.add_ids(absl::StrCat("e", Below(20)));
    if (Chance(25)) {
      v1::Circle& circle = *filter.mutable_area()->mutable_circle();
      circle.mutable_center()->set_lat(50 + Below(3));
      circle.mutable_center()->set_lon(36 + Below(3));
      circle.set_radius_km(1 + Below(400));
    }
    if (Chance(40)) filter.set_match(v1::MATCH_POSSIBLE);
    if (Chance(10)) filter.mutable_exclude()->add_kinds(v1::KIND_STRIKE);
    filter.set_include_test(Chance(50));
    return filter;
  }

 private:
  void AddPlace(v1::Event& event) {
    v1::Place& place = *event.add_places();
    if (Chance(60)) {
      place.set_precision(v1::PLACE_PRECISION_POINT);
      place.mutable_point()->set_lat(49 + Below(40) / 10.0);
      place.mutable_point()->set_lon(35 + Below(40) / 10.0);
      if (Chance(30)) place.set_radius_km(1 + Below(200));
    } else {
      place.set_name(kRegions[Below(4)]);
      place.set_precision(v1::PLACE_PRECISION_ADMIN1);
    }
    if (Chance(10)) place.set_role(v1::PLACE_ROLE_LAUNCH);
  }

  static constexpr const char* kActors[] = {"Russia", "Ukraine", "North Korea", "Unit 7"};
  static constexpr const char* kRegions[] = {"RU-KRS", "UA-63", "UA", "KP"};

  std::mt19937 random_;
};

// Events of a ledger with many amendments, each with the revision before it.
std::vector<ChangeCall::Item> RandomItems(TestEngine& engine, Random& random, int count) {
  for (int i = 0; i < count; ++i) {
    engine.Submit({random.Event(random.Below(20))},
                  [](Submission& s) { s.on_conflict = v1::ON_CONFLICT_AMEND_OWN; });
  }
  std::vector<ChangeCall::Item> items;
  ChangeCallReader reader(engine.store(), 0);
  while (true) {
    auto call = reader.Next();
    EXPECT_TRUE(call.ok()) << call.status();
    if (!call.ok() || *call == nullptr) return items;
    items.insert(items.end(), (*call)->items.begin(), (*call)->items.end());
  }
}

TEST(StandingFilters, CandidatesAreNeverFewerThanWhatAskingEveryFilterFinds) {
  Random random(5);
  TestEngine engine;
  const std::vector<ChangeCall::Item> items = RandomItems(engine, random, 300);
  ASSERT_GT(items.size(), 200);
  StandingFilters standing;
  std::map<StandingFilters::Slot, EventFilter> twin;
  int64_t matches = 0, asked = 0, exits = 0;
  for (const ChangeCall::Item& item : items) {
    // Filters come and go meanwhile, so that slots are used again.
    for (int i = 0; i < 10; ++i) {
      const auto reading = engine.filters().Read(random.Filter());
      ASSERT_TRUE(reading.ok()) << reading.status();
      twin.emplace(standing.Add(*reading->filter), EventFilter(reading->filter));
    }
    while (twin.size() > 400) {
      const auto gone = std::next(twin.begin(), random.Below(static_cast<int>(twin.size())));
      standing.Remove(gone->first);
      twin.erase(gone);
    }
    ASSERT_EQ(standing.size(), twin.size());
    std::vector<StandingFilters::Slot> candidates;
    standing.BeginEntry();
    standing.Learn(TermHashesOf(item.event.entry()));
    standing.AddCandidates(TermHashesOf(item.event.entry()), candidates);
    if (item.previous) {
      standing.AddCandidates(TermHashesOf(item.previous->entry()), candidates);
    }
    const std::set<StandingFilters::Slot> once(candidates.begin(), candidates.end());
    EXPECT_EQ(once.size(), candidates.size());
    asked += static_cast<int64_t>(candidates.size());
    for (const auto& [slot, filter] : twin) {
      const auto change =
          JudgeChange(filter, item.event, item.previous ? &*item.previous : nullptr);
      if (!change) continue;
      ++matches;
      exits += change->type == v1::CHANGE_TYPE_EXITED;
      ASSERT_TRUE(once.contains(slot)) << filter.resolved().tags.size();
    }
  }
  EXPECT_GT(matches, 1000);
  EXPECT_GT(exits, 100);
  EXPECT_LT(asked, static_cast<int64_t>(items.size()) * 400 / 2);
}

storage::Entry EntryWith(const std::string& tag, v1::Kind kind) {
  storage::Entry entry;
  entry.mutable_event()->add_tags(tag);
  entry.mutable_event()->mutable_record()->set_kind(kind);
  return entry;
}

size_t CandidatesFor(StandingFilters& standing, const storage::Entry& entry) {
  std::vector<StandingFilters::Slot> candidates;
  standing.BeginEntry();
  standing.AddCandidates(TermHashesOf(entry), candidates);
  return candidates.size();
}

TEST(StandingFilters, StandUnderWhatEventsHaveLeastOften) {
  StandingFilters standing;
  for (int i = 0; i < 1000; ++i) {
    standing.Learn(TermHashesOf(EntryWith("common", i == 0 ? v1::KIND_STRIKE : v1::KIND_CLASH)));
  }
  ResolvedFilter filter;
  filter.place_roles = {v1::PLACE_ROLE_SITE};
  // Of both clauses there is too much to stand with the filter.
  filter.tags = {"common", "a", "b", "c", "d", "e", "f", "g"};
  filter.kinds = {v1::KIND_STRIKE,   v1::KIND_MEETING,   v1::KIND_UNREST,   v1::KIND_DEPLOYMENT,
                  v1::KIND_VIOLENCE, v1::KIND_AGREEMENT, v1::KIND_STATEMENT};
  standing.Add(filter);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("common", v1::KIND_CLASH)), 0);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("common", v1::KIND_STRIKE)), 1);
}

TEST(StandingFilters, OneThatLacksAnotherClauseIsPassedOver) {
  StandingFilters standing;
  ResolvedFilter filter;
  filter.place_roles = {v1::PLACE_ROLE_SITE};
  filter.tags = {"rare"};
  filter.kinds = {v1::KIND_STRIKE, v1::KIND_MEETING};
  standing.Add(filter);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("rare", v1::KIND_CLASH)), 0);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("rare", v1::KIND_MEETING)), 1);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("other", v1::KIND_STRIKE)), 0);
}

TEST(StandingFilters, OneWithoutTermsIsAskedAboutEveryEvent) {
  StandingFilters standing;
  ResolvedFilter filter;
  filter.place_roles = {v1::PLACE_ROLE_SITE};
  filter.min_killed = 3;
  const auto slot = standing.Add(filter);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("x", v1::KIND_CLASH)), 1);
  standing.Remove(slot);
  EXPECT_EQ(CandidatesFor(standing, EntryWith("x", v1::KIND_CLASH)), 0);
}

}  // namespace
}  // namespace sitrep
