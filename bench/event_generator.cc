#include "bench/event_generator.h"

#include <array>
#include <cmath>

namespace sitrep {
namespace {

struct HotSpot {
  const char* town;
  const char* province;
  const char* country;
  double lat;
  double lon;
};

// Towns that made the news in 2024 and 2025, with positions to a tenth of a degree.
constexpr std::array<HotSpot, 16> kHotSpots = {{
    {"Kursk", "RU-KRS", "RU", 51.7, 36.2},
    {"Kharkiv", "UA-63", "UA", 50.0, 36.2},
    {"Donetsk", "UA-14", "UA", 48.0, 37.8},
    {"Kherson", "UA-65", "UA", 46.6, 32.6},
    {"Odesa", "UA-51", "UA", 46.5, 30.7},
    {"Kyiv", "UA-30", "UA", 50.5, 30.5},
    {"Belgorod", "RU-BEL", "RU", 50.6, 36.6},
    {"Zaporizhzhia", "UA-23", "UA", 47.8, 35.2},
    {"Gaza", "PS-GZA", "PS", 31.5, 34.5},
    {"Damascus", "SY-DI", "SY", 33.5, 36.3},
    {"Khartoum", "SD-KH", "SD", 15.6, 32.5},
    {"Goma", "CD-NK", "CD", -1.7, 29.2},
    {"Sanaa", "YE-SA", "YE", 15.4, 44.2},
    {"Beirut", "LB-BA", "LB", 33.9, 35.5},
    {"Mandalay", "MM-04", "MM", 22.0, 96.1},
    {"Wonsan", "KP-07", "KP", 39.2, 127.4},
}};

constexpr std::array<const char*, 12> kActors = {
    "Russia", "Ukraine", "Israel", "Hamas", "Hezbollah",     "North Korea",
    "China",  "Iran",    "Sudan",  "Syria", "United States", "Turkey"};

constexpr std::array<const char*, 40> kWords = {
    "overnight", "officials",  "region",   "attack",    "residential", "drone",    "according",
    "ministry",  "said",       "reported", "missile",   "killed",      "wounded",  "building",
    "forces",    "statement",  "talks",    "border",    "energy",      "facility", "governor",
    "several",   "explosions", "air",      "defence",   "intercepted", "troops",   "convoy",
    "village",   "shelling",   "front",    "ceasefire", "delegation",  "visit",    "supply",
    "artillery", "convened",   "injured",  "damage",    "responded"};

// 2025-01-01T00:00:00Z.
constexpr int64_t kYearStart = 1'735'689'600;
constexpr int64_t kYearSeconds = 365 * 24 * 3600;
constexpr int64_t kLateSecondsMax = 5 * 24 * 3600;

}  // namespace

EventGenerator::EventGenerator(uint32_t seed, int64_t events_in_year)
    : random_(seed), events_in_year_(events_in_year) {}

double EventGenerator::Uniform(double low, double high) {
  return low + (high - low) * (static_cast<double>(random_()) / 4294967296.0);
}

int EventGenerator::Skewed(int count) {
  const double u = Uniform(0, 1);
  return static_cast<int>(count * u * u);
}

v1::Event EventGenerator::Next() {
  v1::Event event;
  event.set_id("bench/" + std::to_string(count_));
  int64_t at = kYearStart + count_ % events_in_year_ * kYearSeconds / events_in_year_;
  if (Uniform(0, 1) < 0.05) at -= static_cast<int64_t>(Uniform(0, kLateSecondsMax));
  ++count_;
  event.mutable_occurred()->mutable_start()->set_seconds(at);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_INSTANT);
  event.set_status(v1::STATUS_OCCURRED);
  event.set_summary(Sentence());
  event.set_language("en");
  AddPlace(event);
  AddParticipants(event);
  v1::Source& source = *event.add_sources();
  source.set_publisher("publisher " + std::to_string(Skewed(2000)));
  source.set_url("https://news.example/" + std::to_string(random_()));
  switch (Skewed(4)) {
    case 0:
      event.mutable_strike()->set_target_kind("energy");
      event.add_casualties()->mutable_killed()->set_low(Skewed(20));
      break;
    case 1:
      event.mutable_clash();
      break;
    case 2:
      event.mutable_statement()->set_venue("briefing");
      break;
    default:
      event.mutable_meeting()->set_format("talks");
  }
  return event;
}

void EventGenerator::AddPlace(v1::Event& event) {
  v1::Place& place = *event.add_places();
  place.set_role(v1::PLACE_ROLE_SITE);
  if (Uniform(0, 1) < 0.7) {
    const HotSpot& spot = kHotSpots[Skewed(kHotSpots.size())];
    place.set_name(spot.town);
    place.set_country(spot.country);
    place.set_precision(v1::PLACE_PRECISION_SETTLEMENT);
    place.mutable_point()->set_lat(spot.lat + Uniform(-0.4, 0.4));
    place.mutable_point()->set_lon(spot.lon + Uniform(-0.4, 0.4));
  } else {
    place.set_precision(v1::PLACE_PRECISION_POINT);
    place.mutable_point()->set_lat(Uniform(-35, 65));
    place.mutable_point()->set_lon(Uniform(-120, 140));
  }
}

void EventGenerator::AddParticipants(v1::Event& event) {
  const int count = 2 + Skewed(2);
  for (int i = 0; i < count; ++i) {
    v1::Participant& participant = *event.add_participants();
    participant.set_role(i == 0 ? v1::PARTICIPANT_ROLE_ACTOR : v1::PARTICIPANT_ROLE_RECIPIENT);
    participant.set_name(Uniform(0, 1) < 0.7 ? kActors[Skewed(kActors.size())]
                                             : "Unit " + std::to_string(Skewed(10'000)));
  }
}

std::string EventGenerator::Sentence() {
  std::string sentence;
  const int words = 12 + Skewed(16);
  for (int i = 0; i < words; ++i) {
    if (i > 0) sentence += ' ';
    sentence += kWords[Skewed(kWords.size())];
  }
  return sentence + " " + std::to_string(random_() % 100'000);
}

v1::Area EventGenerator::Polygon() {
  constexpr int kVertices = 20;
  const HotSpot& spot = kHotSpots[Skewed(kHotSpots.size())];
  v1::Area area;
  v1::Ring& ring = *area.mutable_polygon()->add_rings();
  for (int i = 0; i < kVertices; ++i) {
    const double angle = 2 * M_PI * i / kVertices;
    const double radius = Uniform(0.75, 1.0);
    v1::LatLng& point = *ring.add_points();
    point.set_lat(spot.lat + radius * std::sin(angle));
    point.set_lon(spot.lon + radius * std::cos(angle) / std::cos(spot.lat * M_PI / 180));
  }
  return area;
}

std::string EventGenerator::RegionName() { return kHotSpots[Skewed(kHotSpots.size())].province; }

}  // namespace sitrep
