// Counts against a naive twin, which lists all that matches and counts by hand; and what the index
// alone answers against the events themselves.
#include "server/engine/event_counter.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/estimate.h"
#include "base/time_span.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

constexpr int64_t kStart = 1'735'689'600;  // 2025-01-01T00:00:00Z
constexpr int64_t kDay = 24 * 3600;

class RandomWorld {
 public:
  explicit RandomWorld(uint32_t seed) : random_(seed) {}

  v1::Event Event(int number) {
    v1::Event event;
    event.set_id(absl::StrCat("e", number));
    SetTime(event);
    event.set_status(static_cast<v1::Status>(Below(4)));
    event.set_verification(static_cast<v1::Verification>(Below(4)));
    event.set_test(Below(12) == 0);
    if (Below(2) == 0) event.mutable_strike();
    if (Below(3) == 0) event.mutable_clash();
    for (int i = Below(3); i > 0; --i) AddPlace(event);
    const std::vector<std::string> actors = {"Russia", "Ukraine", "Unit 7", "Hezbollah"};
    for (int i = Below(3); i > 0; --i) event.add_participants()->set_name(actors[Below(4)]);
    const std::vector<std::string> publishers = {"Reuters", "TASS"};
    for (int i = Below(3); i > 0; --i) event.add_sources()->set_publisher(publishers[Below(2)]);
    if (Below(3) == 0) {
      v1::Estimate& killed = *event.add_casualties()->mutable_killed();
      if (Below(2) == 0) killed.set_low(Below(5));
      if (Below(2) == 0) killed.set_best(Below(9));
    }
    return event;
  }

  v1::Filter Filter() {
    v1::Filter filter;
    if (Below(3) == 0) {
      filter.mutable_occurred()->mutable_start()->set_seconds(kStart + Below(40) * kDay / 2);
    }
    if (Below(3) == 0) {
      filter.mutable_occurred()->mutable_end()->set_seconds(
          std::max<int64_t>(filter.occurred().start().seconds(), kStart + Below(40) * kDay));
    }
    if (Below(4) == 0) filter.add_kinds(v1::KIND_STRIKE);
    if (Below(6) == 0) filter.add_statuses(v1::STATUS_OCCURRED);
    if (Below(6) == 0) filter.add_actors("Russia");
    if (Below(8) == 0) filter.set_min_killed(2);
    if (Below(6) == 0) filter.add_regions(Below(2) == 0 ? "Kursk" : "Ukraine");
    if (Below(6) == 0) filter.add_place_roles(v1::PLACE_ROLE_TARGET);
    if (Below(8) == 0) filter.mutable_max_age()->set_seconds(20 * kDay);
    if (Below(8) == 0) filter.set_include_test(true);
    if (Below(8) == 0) filter.mutable_exclude()->add_kinds(v1::KIND_CLASH);
    if (Below(4) == 0) filter.set_match(v1::MATCH_POSSIBLE);
    SetArea(filter);
    return filter;
  }

  int Below(int bound) { return static_cast<int>(random_() % bound); }

 private:
  void SetTime(v1::Event& event) {
    if (Below(12) == 0) return;
    v1::TimeSpan& span = *event.mutable_occurred();
    span.mutable_start()->set_seconds(kStart + Below(30) * kDay +
                                      (Below(2) == 0 ? 0 : Below(kDay)));
    const v1::TimePrecision precisions[] = {v1::TIME_PRECISION_INSTANT, v1::TIME_PRECISION_HOUR,
                                            v1::TIME_PRECISION_DAY, v1::TIME_PRECISION_MONTH,
                                            v1::TIME_PRECISION_UNKNOWN};
    span.set_precision(precisions[std::min(Below(8), 4)]);
    if (Below(3) > 0) span.set_precision(v1::TIME_PRECISION_INSTANT);
    if (Below(6) == 0) {
      span.mutable_end()->set_seconds(span.start().seconds() + 1 + Below(5 * kDay));
      span.set_lasting(Below(2) == 0);
    }
    span.set_open_end(Below(20) == 0);
    span.set_open_start(Below(20) == 0);
  }

  void AddPlace(v1::Event& event) {
    v1::Place& place = *event.add_places();
    place.set_role(static_cast<v1::PlaceRole>(Below(6)));
    switch (Below(6)) {
      case 0:
        place.set_name("Kursk");
        break;
      case 1:
        place.set_name("Ukraine");
        place.set_precision(v1::PLACE_PRECISION_COUNTRY);
        break;
      case 2:
        place.set_precision(v1::PLACE_PRECISION_UNKNOWN);
        break;
      default:
        place.set_precision(v1::PLACE_PRECISION_POINT);
        place.mutable_point()->set_lat(51.7 + (Below(2000) - 1000) / 500.0);
        place.mutable_point()->set_lon(36.2 + (Below(2000) - 1000) / 500.0);
        if (Below(6) == 0) place.set_radius_km(10);
        if (Below(8) == 0) place.add_alternatives("Kharkiv");
    }
  }

  void SetArea(v1::Filter& filter) {
    switch (Below(6)) {
      case 0: {
        v1::Ring& ring = *filter.mutable_area()->mutable_polygon()->add_rings();
        for (const auto& [lat, lon] : std::vector<std::pair<double, double>>{
                 {50.5, 35}, {50.9, 37.5}, {52.8, 37}, {52.5, 35.2}}) {
          v1::LatLng& point = *ring.add_points();
          point.set_lat(lat);
          point.set_lon(lon);
        }
        break;
      }
      case 1:
        filter.mutable_area()->mutable_circle()->mutable_center()->set_lat(51.7);
        filter.mutable_area()->mutable_circle()->mutable_center()->set_lon(36.2);
        filter.mutable_area()->mutable_circle()->set_radius_km(80);
        break;
      case 2:
        filter.mutable_area()->mutable_box()->set_south(51);
        filter.mutable_area()->mutable_box()->set_north(53);
        filter.mutable_area()->mutable_box()->set_west(35);
        filter.mutable_area()->mutable_box()->set_east(36.2);
        break;
      default:
        break;
    }
  }

  std::mt19937 random_;
};

// One key a day that the event certainly belongs to, in a zone; of what lasts, in the window.
std::set<std::string> DaysOf(const v1::Event& event, absl::TimeZone zone, TimeInterval window) {
  const SpanTimes times = TimesOf(event);
  const auto day_of = [&](int64_t us) {
    return absl::CivilDay(absl::ToCivilSecond(absl::FromUnixMicros(us), zone));
  };
  std::set<std::string> days;
  if (times.unknown) return {};
  if (times.lasting) {
    const int64_t start = std::max(times.start, window.start);
    const int64_t end = std::min(times.end, window.end);
    if (start >= end) return {};
    for (absl::CivilDay day = day_of(start); day <= day_of(end - 1); ++day) {
      days.insert(absl::FormatCivilTime(day));
    }
    return days;
  }
  if (times.open_start || times.open_end) return {};
  if (day_of(times.start) != day_of(times.end - 1)) return {};
  return {absl::FormatCivilTime(day_of(times.start))};
}

std::set<std::string> KeysOf(v1::Dimension dimension, const v1::Event& event, absl::TimeZone zone,
                             TimeInterval window) {
  std::set<std::string> keys;
  switch (dimension) {
    case v1::DIMENSION_DAY:
      keys = DaysOf(event, zone, window);
      break;
    case v1::DIMENSION_MONTH: {
      const SpanTimes times = TimesOf(event);
      const auto month_of = [&](int64_t us) {
        return absl::FormatTime("%Y-%m", absl::FromUnixMicros(us), zone);
      };
      if (times.unknown) break;
      if (times.lasting) {
        for (const std::string& day : DaysOf(event, zone, window)) {
          keys.insert(day.substr(0, 7));
        }
      } else if (times.extended_start() != kTimeMin && times.extended_end() != kTimeMax &&
                 month_of(times.extended_start()) == month_of(times.extended_end() - 1)) {
        keys.insert(month_of(times.extended_start()));
      }
      break;
    }
    case v1::DIMENSION_KIND:
      if (event.record().kind() != 0) keys.insert(v1::Kind_Name(event.record().kind()));
      break;
    case v1::DIMENSION_STATUS:
      if (event.status() != 0) keys.insert(v1::Status_Name(event.status()));
      break;
    case v1::DIMENSION_ACTOR:
      for (const auto& participant : event.participants()) {
        keys.insert(participant.actor_ids().begin(), participant.actor_ids().end());
      }
      break;
    case v1::DIMENSION_PUBLISHER:
      for (const auto& source : event.sources()) {
        keys.insert(source.publisher() == "TASS" ? "tass" : "reuters");
      }
      break;
    default:
      break;
  }
  if (keys.empty()) keys.insert("unplaced");
  return keys;
}

class EventCounterTest : public testing::Test {
 protected:
  void Fill(uint32_t seed, int events) {
    RandomWorld world(seed);
    engine_.SetTime(absl::FromUnixSeconds(kStart + 32 * kDay));
    for (int i = 0; i < events; ++i) {
      engine_.Submit({world.Event(world.Below(8) == 0 ? world.Below(i + 1) : i)},
                     [](Submission& call) { call.on_conflict = v1::ON_CONFLICT_AMEND_OWN; });
    }
  }

  std::vector<v1::Event> ListAll(const v1::Filter& filter) {
    std::vector<v1::Event> events;
    v1::ListEventsRequest request;
    *request.mutable_filter() = filter;
    do {
      v1::ListEventsResponse page = engine_.List(request);
      for (v1::Result& result : *page.mutable_results()) {
        events.push_back(std::move(*result.mutable_event()));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return events;
  }

  void ExpectAsListed(const v1::CountEventsRequest& request) {
    absl::TimeZone zone = absl::UTCTimeZone();
    if (!request.time_zone().empty()) {
      ASSERT_TRUE(absl::LoadTimeZone(request.time_zone(), &zone));
    }
    TimeInterval window;
    if (request.filter().has_occurred()) window = ToInterval(request.filter().occurred());
    const std::vector<v1::Event> events = ListAll(request.filter());
    std::map<std::string, int64_t> expected, found;
    std::map<std::string, int64_t> killed_low;
    for (const v1::Event& event : events) {
      std::set<std::string> keys = {""};
      for (const int dimension : request.group()) {
        std::set<std::string> longer;
        for (const std::string& key : keys) {
          for (const auto& part :
               KeysOf(static_cast<v1::Dimension>(dimension), event, zone, window)) {
            longer.insert(absl::StrCat(key, "/", part));
          }
        }
        keys = longer;
      }
      for (const std::string& key : keys) {
        ++expected[key];
        if (event.record().has_killed()) {
          killed_low[key] += BoundsOf(event.record().killed()).lower;
        }
      }
    }
    const auto response = engine_.queries().Count(request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->total(), static_cast<int64_t>(events.size()));
    for (const v1::CountRow& row : response->rows()) {
      std::string key;
      for (const std::string& part : row.keys()) absl::StrAppend(&key, "/", part);
      found[key] = row.events();
      if (request.sum_size() > 0) {
        EXPECT_EQ(row.killed().low(), killed_low[key]) << key;
      }
    }
    EXPECT_EQ(found, expected) << request.ShortDebugString();
  }

  TestEngine engine_;
};

TEST_F(EventCounterTest, CountsWhatIsListed) {
  Fill(3, 700);
  RandomWorld world(4);
  const std::vector<std::vector<v1::Dimension>> groups = {
      {},
      {v1::DIMENSION_DAY},
      {v1::DIMENSION_DAY},
      {v1::DIMENSION_MONTH},
      {v1::DIMENSION_DAY, v1::DIMENSION_KIND},
      {v1::DIMENSION_STATUS, v1::DIMENSION_KIND},
      {v1::DIMENSION_ACTOR},
      {v1::DIMENSION_PUBLISHER, v1::DIMENSION_ACTOR, v1::DIMENSION_DAY}};
  for (int i = 0; i < 240; ++i) {
    v1::CountEventsRequest request;
    *request.mutable_filter() = world.Filter();
    for (const v1::Dimension dimension : groups[i % groups.size()]) request.add_group(dimension);
    if (i % 3 == 0) request.set_time_zone("Asia/Kathmandu");
    if (i % 5 == 0) request.add_sum(v1::MEASURE_KILLED);
    ExpectAsListed(request);
    if (HasFailure()) return;
  }
}

// The index alone must never say what the event itself would not.
TEST_F(EventCounterTest, ListsWhatTheFilterSaysOfEachEvent) {
  Fill(5, 700);
  const FilterReader& filters = engine_.filters();
  RandomWorld world(6);
  const std::vector<v1::Event> all = [&] {
    v1::Filter everything;
    everything.set_include_test(true);
    return ListAll(everything);
  }();
  const int64_t now_us = (kStart + 32 * kDay) * 1'000'000;
  for (int i = 0; i < 200; ++i) {
    const v1::Filter filter = world.Filter();
    const auto reading = filters.Read(filter);
    ASSERT_TRUE(reading.ok()) << reading.status();
    const EventFilter exact(reading->filter);
    std::vector<std::string> expected;
    for (const v1::Event& event : all) {
      auto bytes = engine_.store().ReadEntry(event.record().sequence());
      ASSERT_TRUE(bytes.ok());
      const auto stored = StoredEvent::Parse(*std::move(bytes));
      ASSERT_TRUE(stored.ok());
      const EventFilter::Verdict verdict = exact.Evaluate(*stored, now_us);
      if (!exact.Wants(verdict.answer)) continue;
      expected.push_back(event.id() + (verdict.answer == Answer::kPossible ? "?" : ""));
    }
    ASSERT_EQ(engine_.Ids(filter), expected) << filter.ShortDebugString();
  }
}

// One that lasts for ever has more days than a table has rows.
TEST_F(EventCounterTest, OfWhatLastsTheDaysThatAreAskedForCount) {
  engine_.Submit(
      {EventFromText("id: 'ages' occurred { start { seconds: -62135596800 } end { "
                     "seconds: 253402300799 } lasting: true }")});
  v1::CountEventsRequest request;
  request.add_group(v1::DIMENSION_DAY);
  EXPECT_EQ(engine_.queries().Count(request).status().code(), absl::StatusCode::kResourceExhausted);
  request.mutable_filter()->mutable_occurred()->mutable_start()->set_seconds(kStart);
  request.mutable_filter()->mutable_occurred()->mutable_end()->set_seconds(kStart + 3 * kDay);
  request.mutable_filter()->set_match(v1::MATCH_POSSIBLE);
  const auto response = engine_.queries().Count(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->rows_size(), 3) << response->DebugString();
  EXPECT_EQ(response->total(), 1);
}

TEST_F(EventCounterTest, PutsWeeksIntoTheYearOfTheirThursday) {
  v1::Event event;
  event.set_id("a");
  event.mutable_occurred()->mutable_start()->set_seconds(1'735'603'200);  // Tue 2024-12-31
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_DAY);
  engine_.Submit({event});
  v1::CountEventsRequest request;
  request.add_group(v1::DIMENSION_WEEK);
  request.add_group(v1::DIMENSION_YEAR);
  const auto response = engine_.queries().Count(request);
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->rows_size(), 1);
  EXPECT_EQ(response->rows(0).keys(0), "2025-W01");
  EXPECT_EQ(response->rows(0).keys(1), "2024");
}

TEST_F(EventCounterTest, CountsByCountryAndProvince) {
  v1::Event event;
  event.set_id("a");
  v1::Place& place = *event.add_places();
  place.set_name("Kursk");
  place.set_country("RU");
  place.set_precision(v1::PLACE_PRECISION_SETTLEMENT);
  engine_.Submit({event});
  v1::CountEventsRequest request;
  request.add_group(v1::DIMENSION_COUNTRY);
  request.add_group(v1::DIMENSION_ADMIN1);
  const auto response = engine_.queries().Count(request);
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->rows_size(), 1);
  EXPECT_EQ(response->rows(0).keys(0), "RU");
  EXPECT_EQ(response->rows(0).keys(1), "RU-KRS");
}

TEST_F(EventCounterTest, RefusesWhatIsNoDimensionMeasureOrZone) {
  v1::CountEventsRequest request;
  request.add_group(v1::DIMENSION_DAY);
  request.add_group(v1::DIMENSION_DAY);
  EXPECT_EQ(engine_.queries().Count(request).status().code(), absl::StatusCode::kInvalidArgument);
  request.mutable_group()->RemoveLast();
  EXPECT_TRUE(engine_.queries().Count(request).ok());
  request.set_time_zone("Nowhere/Land");
  EXPECT_EQ(engine_.queries().Count(request).status().code(), absl::StatusCode::kInvalidArgument);
  request.clear_time_zone();
  request.add_sum(static_cast<v1::Measure>(9));
  EXPECT_EQ(engine_.queries().Count(request).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace sitrep
