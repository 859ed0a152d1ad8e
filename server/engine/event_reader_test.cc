#include "server/engine/event_reader.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"
#include "server/engine/local_actors.h"

namespace sitrep {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

struct EventReading {
  storage::Entry entry;
  std::vector<v1::Warning> warnings;
};

EventReading Read(const std::string& event_text) {
  FLAGS_s2debug = false;
  EventReading reading;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(event_text, reading.entry.mutable_event()))
      << event_text;
  const CurrentActors actors(LocalActors::DictionaryOf({}).value());
  reading.warnings = EventReader(PlaceGazetteer::Embedded(), actors).Read(reading.entry);
  return reading;
}

// The regions that a single place was read as, the narrowest first.
std::vector<std::string> Regions(const EventReading& reading) {
  const auto& ids = reading.entry.event().places(0).region_ids();
  return {ids.begin(), ids.end()};
}

std::string Narrowest(const EventReading& reading) {
  const std::vector<std::string> regions = Regions(reading);
  return regions.empty() ? "" : regions.front();
}

TEST(EventReader, ReadsAPlaceAsExactlyAsItsPrecisionAllows) {
  struct Row {
    const char* place;
    const char* narrowest;
    storage::Exactness exactness;
  };
  const std::vector<Row> rows = {
      {"name: 'Wonsan' precision: PLACE_PRECISION_SETTLEMENT", "geonames:1866923",
       storage::EXACTNESS_EXACT},
      {"name: 'Wonsan'", "geonames:1866923", storage::EXACTNESS_EXACT},
      {"name: 'Wonsan' precision: PLACE_PRECISION_NEAR", "KP-07", storage::EXACTNESS_COARSE},
      {"name: 'Wonsan' precision: PLACE_PRECISION_ADMIN1", "KP-07", storage::EXACTNESS_COARSE},
      {"name: 'Wonsan' precision: PLACE_PRECISION_COUNTRY", "KP", storage::EXACTNESS_COARSE},
      {"name: 'Kursk' precision: PLACE_PRECISION_SETTLEMENT", "geonames:538560",
       storage::EXACTNESS_EXACT},
      {"name: 'Kursk' precision: PLACE_PRECISION_ADMIN1", "RU-KRS", storage::EXACTNESS_COARSE},
      {"name: 'Kursk'", "RU-KRS", storage::EXACTNESS_COARSE},
      {"name: 'Kursk' point { lat: 51.73 lon: 36.19 }", "geonames:538560",
       storage::EXACTNESS_EXACT},
      {"name: 'North Korea' point { lat: 39 lon: 127 }", "KP", storage::EXACTNESS_COARSE},
      {"point { lat: 51.73 lon: 36.19 }", "RU-KRS", storage::EXACTNESS_EXACT},
      {"point { lat: 51.73 lon: 36.19 } precision: PLACE_PRECISION_COUNTRY", "RU",
       storage::EXACTNESS_COARSE},
      {"country: 'UA'", "UA", storage::EXACTNESS_COARSE},
      {"name: 'Qwrtpsd' country: 'UA'", "UA", storage::EXACTNESS_COARSE},
      {"name: 'Qwrtpsd'", "", storage::EXACTNESS_UNREAD},
      {"precision: PLACE_PRECISION_UNKNOWN", "", storage::EXACTNESS_NOWHERE},
      {"name: 'Qwrtpsd' precision: PLACE_PRECISION_SETTLEMENT", "", storage::EXACTNESS_UNREAD},
      {"name: 'Kursk' precision: PLACE_PRECISION_UNKNOWN", "RU-KRS", storage::EXACTNESS_NOWHERE},
  };
  for (const Row& row : rows) {
    const EventReading reading = Read(std::string("places { ") + row.place + " }");
    EXPECT_EQ(Narrowest(reading), row.narrowest) << row.place;
    EXPECT_EQ(reading.entry.places(0).exactness(), row.exactness) << row.place;
  }
}

TEST(EventReader, GivesAPlaceItsAncestors) {
  const auto regions = Regions(Read("places { name: '원산' }"));
  EXPECT_THAT(regions, Contains("KP-07"));
  EXPECT_THAT(regions, Contains("KP"));
  EXPECT_THAT(regions, Not(Contains("KR")));
}

TEST(EventReader, NeverGuessesAnAmbiguousName) {
  const EventReading reading = Read("places { name: '강원도' precision: PLACE_PRECISION_ADMIN1 }");
  EXPECT_EQ(Narrowest(reading), "");
  EXPECT_FALSE(reading.entry.places(0).unread_key().empty());
  ASSERT_EQ(reading.warnings.size(), 1);
  EXPECT_EQ(reading.warnings[0].field(), "places[0].name");
  const auto& candidates = reading.warnings[0].candidates();
  EXPECT_THAT(candidates, Contains("KP-07"));
  EXPECT_THAT(candidates, Contains("KR-42"));
}

TEST(EventReader, TellsNamesakesApartByTheirCountryOrTheOtherPlaces) {
  EXPECT_EQ(Narrowest(Read("places { name: '강원도' country: 'KR' }")), "KR-42");
  EXPECT_EQ(Narrowest(Read("places { name: '강원도' } places { name: 'Pyongyang' }")), "KP-07");
}

TEST(EventReader, GivesAParticipantWhatItBelongsToAndRepresents) {
  const EventReading reading = Read(
      "participants { name: 'Serguéi Lavrov' represents: 'Russia' } "
      "participants { name: '45th Unheard Brigade' represents: 'Ukraine' }");
  EXPECT_THAT(reading.entry.event().participants(0).actor_ids(),
              ElementsAre("Q58217", "mfa:RU", "RU"));
  EXPECT_EQ(reading.entry.participants(0).unread_key(), "");
  EXPECT_THAT(reading.entry.event().participants(1).actor_ids(), ElementsAre("UA"));
  EXPECT_EQ(reading.entry.participants(1).unread_key(), "45th unheard brigade");
  EXPECT_THAT(reading.warnings, IsEmpty());
}

TEST(EventReader, ReadsEachAlternativeByItself) {
  const EventReading reading =
      Read("places { name: 'Kharkiv' country: 'UA' alternatives: 'Sumy' alternatives: 'Qwrtpsd' }");
  const auto& alternatives = reading.entry.places(0).alternatives();
  ASSERT_EQ(alternatives.size(), 2);
  EXPECT_THAT(alternatives[0].region_ids(), Contains("UA"));
  EXPECT_EQ(alternatives[1].unread_key(), "qwrtpsd");
}

TEST(EventReader, KeysSourcesWithoutCaseAndAccents) {
  const EventReading reading = Read("sources { publisher: 'Le Monde' attribution: 'Élysée' }");
  EXPECT_EQ(reading.entry.sources(0).publisher(), "le monde");
  EXPECT_EQ(reading.entry.sources(0).attribution(), "elysee");
}

}  // namespace
}  // namespace sitrep
