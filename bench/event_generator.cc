#include "bench/event_generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "sitrep/v1/event_service.pb.h"

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
constexpr std::array<HotSpot, 48> kHotSpots = {{
    {"Kursk", "RU-KRS", "RU", 51.7, 36.2},       {"Kharkiv", "UA-63", "UA", 50.0, 36.2},
    {"Donetsk", "UA-14", "UA", 48.0, 37.8},      {"Kherson", "UA-65", "UA", 46.6, 32.6},
    {"Odesa", "UA-51", "UA", 46.5, 30.7},        {"Kyiv", "UA-30", "UA", 50.5, 30.5},
    {"Belgorod", "RU-BEL", "RU", 50.6, 36.6},    {"Zaporizhzhia", "UA-23", "UA", 47.8, 35.2},
    {"Gaza", "PS-GZA", "PS", 31.5, 34.5},        {"Damascus", "SY-DI", "SY", 33.5, 36.3},
    {"Khartoum", "SD-KH", "SD", 15.6, 32.5},     {"Goma", "CD-NK", "CD", -1.7, 29.2},
    {"Sanaa", "YE-SA", "YE", 15.4, 44.2},        {"Beirut", "LB-BA", "LB", 33.9, 35.5},
    {"Mandalay", "MM-04", "MM", 22.0, 96.1},     {"Wonsan", "KP-07", "KP", 39.2, 127.4},
    {"Aleppo", "SY-HL", "SY", 36.2, 37.2},       {"Idlib", "SY-ID", "SY", 35.9, 36.6},
    {"Mosul", "IQ-NI", "IQ", 36.3, 43.1},        {"Baghdad", "IQ-BG", "IQ", 33.3, 44.4},
    {"Tehran", "IR-23", "IR", 35.7, 51.4},       {"Isfahan", "IR-10", "IR", 32.7, 51.7},
    {"Kabul", "AF-KAB", "AF", 34.5, 69.2},       {"Kandahar", "AF-KAN", "AF", 31.6, 65.7},
    {"Peshawar", "PK-KP", "PK", 34.0, 71.5},     {"Quetta", "PK-BA", "PK", 30.2, 67.0},
    {"Mogadishu", "SO-BN", "SO", 2.0, 45.3},     {"Kismayo", "SO-JH", "SO", -0.4, 42.5},
    {"Maiduguri", "NG-BO", "NG", 11.8, 13.2},    {"Kaduna", "NG-KD", "NG", 10.5, 7.4},
    {"Gao", "ML-7", "ML", 16.3, -0.04},          {"Mopti", "ML-5", "ML", 14.5, -4.2},
    {"Ouagadougou", "BF-KAD", "BF", 12.4, -1.5}, {"Niamey", "NE-8", "NE", 13.5, 2.1},
    {"Bunia", "CD-OR", "CD", 1.6, 30.2},         {"Bangui", "CF-BGF", "CF", 4.4, 18.6},
    {"Juba", "SS-EC", "SS", 4.9, 31.6},          {"Tripoli", "LY-TN", "LY", 32.9, 13.2},
    {"Benghazi", "LY-BA", "LY", 32.1, 20.1},     {"Aden", "YE-AD", "YE", 12.8, 45.0},
    {"Hebron", "PS-WBK", "PS", 31.5, 35.1},      {"Haifa", "IL-HA", "IL", 32.8, 35.0},
    {"Sumy", "UA-59", "UA", 50.9, 34.8},         {"Dnipro", "UA-12", "UA", 48.5, 35.0},
    {"Mykolaiv", "UA-48", "UA", 47.0, 32.0},     {"Luhansk", "UA-09", "UA", 48.6, 39.3},
    {"Bryansk", "RU-BRY", "RU", 53.2, 34.4},     {"Port-au-Prince", "HT-OU", "HT", 18.5, -72.3},
}};

constexpr std::array<const char*, 12> kActors = {
    "Russia", "Ukraine", "Israel", "Hamas", "Hezbollah",     "North Korea",
    "China",  "Iran",    "Sudan",  "Syria", "United States", "Turkey"};

// The common ones first.
constexpr std::array<v1::Kind, 10> kKinds = {
    v1::KIND_STRIKE,    v1::KIND_CLASH,  v1::KIND_STATEMENT,  v1::KIND_VIOLENCE,
    v1::KIND_MEETING,   v1::KIND_UNREST, v1::KIND_DEPLOYMENT, v1::KIND_ARMS_TRANSFER,
    v1::KIND_AGREEMENT, v1::KIND_OTHER};

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

// Rarer words: beyond the forty, made of syllables.
constexpr int kWordsMax = 3'000;
constexpr std::array<const char*, 12> kSyllables = {"ka", "ro",  "mi", "ten", "sa",  "vel",
                                                    "du", "nor", "pi", "las", "gre", "to"};
std::string WordAt(int rank) {
  if (rank < static_cast<int>(kWords.size())) return kWords[rank];
  std::string word;
  for (int left = rank; left > 0; left /= 12) word += kSyllables[left % 12];
  return word;
}

// To a metre: what feeds give.
double Rounded(double degrees) { return std::round(degrees * 1e5) / 1e5; }

}  // namespace

EventGenerator::EventGenerator(uint32_t seed, int64_t events_in_year)
    : random_(seed), events_in_year_(events_in_year) {}

double EventGenerator::Uniform(double low, double high) {
  return low + (high - low) * (static_cast<double>(random_()) / 4294967296.0);
}

int EventGenerator::Zipf(int count) {
  return std::min(count - 1, static_cast<int>(std::pow(count + 1, Uniform(0, 1))) - 1);
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
  SetDetail(event);
  return event;
}

void EventGenerator::SetDetail(v1::Event& event) {
  switch (SomeKind()) {
    case v1::KIND_STRIKE:
      event.mutable_strike()->set_target_kind("energy");
      event.add_casualties()->mutable_killed()->set_low(Skewed(20));
      break;
    case v1::KIND_CLASH:
      event.mutable_clash();
      break;
    case v1::KIND_STATEMENT:
      event.mutable_statement()->set_venue("briefing");
      break;
    case v1::KIND_VIOLENCE:
      event.mutable_violence()->set_form("abduction");
      break;
    case v1::KIND_UNREST:
      event.mutable_unrest()->set_form("protest");
      break;
    case v1::KIND_DEPLOYMENT:
      event.mutable_deployment()->set_force("infantry");
      break;
    case v1::KIND_ARMS_TRANSFER:
      event.mutable_arms_transfer()->add_items()->set_kind("artillery shells");
      break;
    case v1::KIND_AGREEMENT:
      event.mutable_agreement()->set_title("ceasefire");
      break;
    case v1::KIND_OTHER:
      event.mutable_other()->set_type("aid");
      break;
    default:
      event.mutable_meeting()->set_format("talks");
  }
}

v1::Kind EventGenerator::SomeKind() { return kKinds[Zipf(kKinds.size())]; }

v1::Kind EventGenerator::KindOf(const v1::Event& event) {
  switch (event.detail_case()) {
    case v1::Event::kStrike:
      return v1::KIND_STRIKE;
    case v1::Event::kClash:
      return v1::KIND_CLASH;
    case v1::Event::kStatement:
      return v1::KIND_STATEMENT;
    case v1::Event::kViolence:
      return v1::KIND_VIOLENCE;
    case v1::Event::kUnrest:
      return v1::KIND_UNREST;
    case v1::Event::kDeployment:
      return v1::KIND_DEPLOYMENT;
    case v1::Event::kArmsTransfer:
      return v1::KIND_ARMS_TRANSFER;
    case v1::Event::kAgreement:
      return v1::KIND_AGREEMENT;
    case v1::Event::kOther:
      return v1::KIND_OTHER;
    default:
      return v1::KIND_MEETING;
  }
}

std::string EventGenerator::ActorName() {
  constexpr int kActorsMax = 10'000;
  const int rank = Zipf(kActorsMax);
  // Every fourth of the common ones is a state or a party that the dictionary knows.
  if (rank % 4 == 0 && rank / 4 < static_cast<int>(kActors.size())) return kActors[rank / 4];
  return "Unit " + std::to_string(rank);
}

int64_t EventGenerator::SomeTime() {
  return kYearStart + static_cast<int64_t>(Uniform(0, kYearSeconds));
}

void EventGenerator::AddPlace(v1::Event& event) {
  v1::Place& place = *event.add_places();
  place.set_role(v1::PLACE_ROLE_SITE);
  if (Uniform(0, 1) < 0.7) {
    const HotSpot& spot = kHotSpots[random_() % kHotSpots.size()];
    place.set_name(spot.town);
    place.set_country(spot.country);
    place.set_precision(v1::PLACE_PRECISION_SETTLEMENT);
    place.mutable_point()->set_lat(Rounded(spot.lat + Uniform(-0.4, 0.4)));
    place.mutable_point()->set_lon(Rounded(spot.lon + Uniform(-0.4, 0.4)));
  } else {
    place.set_precision(v1::PLACE_PRECISION_POINT);
    place.mutable_point()->set_lat(Rounded(Uniform(-35, 65)));
    place.mutable_point()->set_lon(Rounded(Uniform(-120, 140)));
  }
}

void EventGenerator::AddParticipants(v1::Event& event) {
  const int count = 2 + Skewed(2);
  for (int i = 0; i < count; ++i) {
    v1::Participant& participant = *event.add_participants();
    participant.set_role(i == 0 ? v1::PARTICIPANT_ROLE_ACTOR : v1::PARTICIPANT_ROLE_RECIPIENT);
    participant.set_name(ActorName());
  }
}

std::string EventGenerator::Sentence() {
  std::string sentence;
  const int words = 12 + Skewed(16);
  for (int i = 0; i < words; ++i) {
    if (i > 0) sentence += ' ';
    sentence += WordAt(Zipf(kWordsMax));
  }
  return sentence + " " + std::to_string(random_() % 100'000);
}

std::vector<std::string> EventGenerator::NextRequests(int64_t events, int batch) {
  std::vector<std::string> requests;
  for (int64_t done = 0; done < events; done += batch) {
    v1::SubmitEventsRequest request;
    for (int i = 0; i < batch; ++i) *request.add_events() = Next();
    requests.push_back(request.SerializeAsString());
  }
  return requests;
}

v1::Area EventGenerator::Polygon() {
  constexpr int kVertices = 20;
  const HotSpot& spot = kHotSpots[random_() % kHotSpots.size()];
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

std::string EventGenerator::RegionName() {
  return kHotSpots[random_() % kHotSpots.size()].province;
}

}  // namespace sitrep
