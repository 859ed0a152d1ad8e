#include "gazetteer/place_gazetteer.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gazetteer/area.h"
#include "gazetteer/places_data.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

using IdSet = std::set<std::string>;

class PlaceGazetteerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { FLAGS_s2debug = false; }

  static const PlaceGazetteer& places() { return PlaceGazetteer::Embedded(); }

  static std::string IdOf(RegionIndex index) {
    return index == kNoRegion ? "" : std::string(places().region(index).id);
  }

  static IdSet Ids(const std::vector<PlaceCandidate>& candidates) {
    IdSet ids;
    for (const PlaceCandidate& candidate : candidates) ids.insert(IdOf(candidate.region));
    return ids;
  }

  static std::string First(absl::string_view name) {
    const std::vector<PlaceCandidate> found = places().Resolve(name, "", 10);
    return found.empty() ? "" : IdOf(found.front().region);
  }

  static std::string Ingested(absl::string_view name, const PlaceContext& context = {}) {
    return IdOf(places().ReadForIngest(name, context).region);
  }

  static std::string At(double lat, double lon) { return IdOf(places().RegionAt(lat, lon)); }
};

TEST_F(PlaceGazetteerTest, OneRegionHasManySpellings) {
  for (const char* name :
       {"Kursk", "Курск", "Koursk", "쿠르스크", "RU-KRS", "ru-krs", "Kursk Oblast", "kursk oblast",
        "Курская область", "Kurskaya oblast'", "the Kursk region", "región de Kursk",
        "Kursk, Oblast", "Oblast Kursk", "クルスク州", "쿠르스크 주"}) {
    EXPECT_EQ(Ids(places().ReadForQuery(name)), IdSet{"RU-KRS"}) << name;
  }
  for (const char* name : {"Kyiv", "Kiev", "Київ", "Киев", "Kijów", "キーウ", "키이우"}) {
    EXPECT_EQ(Ids(places().ReadForQuery(name)), IdSet{"UA-30"}) << name;
  }
  for (const char* name : {"Wonsan", "원산", "Вонсан", "Wŏnsan"}) {
    EXPECT_EQ(Ids(places().ReadForQuery(name)), IdSet{"geonames:1866923"}) << name;
  }
  for (const char* name : {"Ucrania", "Ukraine", "Україна", "우크라이나", "UA"}) {
    EXPECT_EQ(Ids(places().ReadForQuery(name)), IdSet{"UA"}) << name;
  }
  for (const char* name : {"Corea del Norte", "North Korea", "DPRK", "КНДР", "북한", "KP"}) {
    EXPECT_EQ(Ids(places().ReadForQuery(name)), IdSet{"KP"}) << name;
  }
}

TEST_F(PlaceGazetteerTest, ANameIsASetWhereItMustBe) {
  EXPECT_EQ(Ids(places().ReadForQuery("강원도")), (IdSet{"KP-07", "KR-42"}));
  EXPECT_EQ(Ids(places().ReadForQuery("강원도", "KP")), IdSet{"KP-07"});
  EXPECT_EQ(Ids(places().ReadForQuery("Georgia")), (IdSet{"GE", "US-GA"}));
  EXPECT_EQ(Ids(places().ReadForQuery("Georgia", "us")), IdSet{"US-GA"});
  EXPECT_EQ(Ids(places().ReadForQuery("Congo")), (IdSet{"CD", "CG"}));
  EXPECT_EQ(Ids(places().ReadForQuery("Punjab")), (IdSet{"IN-PB", "PK-PB"}));
}

TEST_F(PlaceGazetteerTest, AProminentNameMeansWhatEverybodyMeans) {
  EXPECT_EQ(Ids(places().ReadForQuery("Moscow")), IdSet{"RU-MOW"});
  EXPECT_EQ(Ids(places().ReadForQuery("Paris")), IdSet{"FR-75"});
  EXPECT_EQ(Ids(places().ReadForQuery("Niger")), IdSet{"NE"});
  EXPECT_EQ(Ids(places().ReadForQuery("Nigeria")), IdSet{"NG"});
  EXPECT_EQ(Ids(places().ReadForQuery("Guinea")), IdSet{"GN"});
  EXPECT_EQ(Ids(places().ReadForQuery("Luxembourg")), IdSet{"LU"});
  EXPECT_EQ(Ids(places().ReadForQuery("Gaza")), IdSet{"PS-GZA"});
  EXPECT_EQ(Ids(places().ReadForQuery("Odessa")), IdSet{"UA-51"});
  EXPECT_EQ(Ids(places().ReadForQuery("Odessa", "US")).count("geonames:5527554"), 1u);
}

TEST_F(PlaceGazetteerTest, AccentsTellNamesApartThatAreSpeltJustSo) {
  EXPECT_EQ(Ids(places().ReadForQuery("Şam")).count("US"), 0u);
}

TEST_F(PlaceGazetteerTest, IdsMeanThemselves) {
  EXPECT_EQ(Ids(places().ReadForQuery("geonames:538560")), IdSet{"geonames:538560"});
  EXPECT_EQ(Ids(places().ReadForQuery("GE")), IdSet{"GE"});
  const RegionIndex city = places().FindById("GeoNames:538560");
  ASSERT_NE(city, kNoRegion);
  EXPECT_EQ(places().region(city).name, "Kursk");
  EXPECT_EQ(places().region(city).kind, RegionKind::kCity);
  EXPECT_EQ(places().FindById("geonames:0"), kNoRegion);
  EXPECT_EQ(places().FindById(""), kNoRegion);
}

TEST_F(PlaceGazetteerTest, WhatMeansNothingGivesNothing) {
  for (const char* name : {"", " ", "\xFF", "'", "xyzzyplugh", "no such place at all"}) {
    EXPECT_TRUE(places().ReadForQuery(name).empty()) << name;
    const PlaceReading reading = places().ReadForIngest(name, {});
    EXPECT_EQ(reading.region, kNoRegion) << name;
    EXPECT_TRUE(reading.candidates.empty()) << name;
  }
  EXPECT_TRUE(places().Resolve(std::string(10'000, 'x'), "", 10).empty());
}

TEST_F(PlaceGazetteerTest, AQueryIsNotReadByItsSound) {
  EXPECT_TRUE(places().ReadForQuery("Wonsann").empty());
  ASSERT_FALSE(places().Suggest("Wonsann", 5).empty());
  EXPECT_EQ(places().region(places().Suggest("Wonsann", 5).front().region).id, "geonames:1866923");
  EXPECT_TRUE(places().ReadForQuery("Rada").empty());
  EXPECT_FALSE(places().Resolve("Rada", "", 5).empty());
}

TEST_F(PlaceGazetteerTest, CandidatesSayHowTheyWereFound) {
  const auto matched_by = [](absl::string_view name) {
    const std::vector<PlaceCandidate> found = places().Resolve(name, "", 10);
    return found.empty() ? v1::MATCHED_BY_UNSPECIFIED : found.front().matched_by;
  };
  EXPECT_EQ(matched_by("Wonsan"), v1::MATCHED_BY_EXACT);
  EXPECT_EQ(matched_by("RU-KRS"), v1::MATCHED_BY_EXACT);
  EXPECT_EQ(matched_by("wonsan"), v1::MATCHED_BY_NORMALIZED);
  EXPECT_EQ(matched_by("the Kursk region"), v1::MATCHED_BY_NORMALIZED);
  EXPECT_EQ(matched_by("Zaporizzhiaa"), v1::MATCHED_BY_PHONETIC);
  EXPECT_EQ(matched_by("Chernivtzsi"), v1::MATCHED_BY_PHONETIC);
  EXPECT_GE(matched_by("Novosibrisk"), v1::MATCHED_BY_PHONETIC);
}

TEST_F(PlaceGazetteerTest, CandidatesAreAtMostTheLimitAndBestFirst) {
  const std::vector<PlaceCandidate> three = places().Resolve("Springfield", "", 3);
  ASSERT_EQ(three.size(), 3u);
  EXPECT_GE(three[0].score, three[1].score);
  EXPECT_GE(three[1].score, three[2].score);
  EXPECT_LE(three[0].score, 1);
  EXPECT_GT(three[2].score, 0);
  EXPECT_TRUE(places().Resolve("Springfield", "", 0).empty());
  for (const PlaceCandidate& candidate : places().Resolve("Springfield", "US", 10)) {
    EXPECT_EQ(places().region(candidate.region).country, "US");
  }
}

TEST_F(PlaceGazetteerTest, SuggestionsAreSpeltAlike) {
  const std::vector<PlaceCandidate> found = places().Suggest("Wonsann", 5);
  EXPECT_LE(found.size(), 5u);
  EXPECT_EQ(Ids(found).count("geonames:1866923"), 1u);
  EXPECT_EQ(Ids(places().Suggest("Zaporzhizhia", 5)).count("UA-23"), 1u);
}

TEST_F(PlaceGazetteerTest, IngestReadsARegionUnlessAPrecisionSaysOtherwise) {
  EXPECT_EQ(Ingested("Kursk"), "RU-KRS");
  EXPECT_EQ(Ingested("Kursk", {.precision = v1::PLACE_PRECISION_SETTLEMENT}), "geonames:538560");
  EXPECT_EQ(Ingested("Kursk", {.precision = v1::PLACE_PRECISION_ADMIN1}), "RU-KRS");
  EXPECT_EQ(Ingested("Georgia", {.precision = v1::PLACE_PRECISION_COUNTRY}), "GE");
  EXPECT_EQ(Ingested("Georgia", {.precision = v1::PLACE_PRECISION_ADMIN1}), "US-GA");
  EXPECT_EQ(Ingested("Kyiv", {.precision = v1::PLACE_PRECISION_SETTLEMENT}), "geonames:703448");
}

TEST_F(PlaceGazetteerTest, IngestNeverGuesses) {
  for (const char* name : {"강원도", "Georgia", "Congo", "Springfield"}) {
    const PlaceReading reading = places().ReadForIngest(name, {});
    EXPECT_EQ(reading.region, kNoRegion) << name;
    EXPECT_GE(reading.candidates.size(), 2u) << name;
  }
  // Similar names count in queries only.
  EXPECT_EQ(Ingested("Wonsann"), "");
  EXPECT_EQ(Ingested("Zaporizzhiaa"), "");
}

// In Latin letters the one is Lyman and the other one Liman; in Cyrillic ones both are Лиман.
TEST_F(PlaceGazetteerTest, ANameInOtherLettersIsNotReadByItsTransliteration) {
  EXPECT_EQ(Ingested("Лиман"), "");
  EXPECT_EQ(Ingested("Лиман", {.other_countries = {places().FindById("UA")}}), "geonames:704204");
  EXPECT_EQ(Ingested("Покровск"), "");
}

TEST_F(PlaceGazetteerTest, ACapitalThatIsAProvinceIsTheProvince) {
  EXPECT_EQ(Ingested("Minsk"), "BY-HM");
  EXPECT_EQ(Ingested("Damascus"), "SY-DI");
  EXPECT_EQ(Ingested("دمشق"), "SY-DI");
  EXPECT_EQ(Ingested("Minsk", {.country = "BY"}), "BY-HM");
}

TEST_F(PlaceGazetteerTest, WhatOneSourceMixedUpIsNotRead) {
  EXPECT_EQ(Ingested("Mexico"), "MX");
  EXPECT_EQ(Ingested("Republica Dominicana"), "DO");
  EXPECT_EQ(Ingested("Papua"), "ID-PA");
  EXPECT_EQ(Ingested("Hamas"), "");
  EXPECT_EQ(Ingested("Bo", {.country = "SL"}), "geonames:2410048");
}

TEST_F(PlaceGazetteerTest, ContextSettlesWhatIsMeant) {
  EXPECT_EQ(Ingested("강원도", {.country = "kp"}), "KP-07");
  EXPECT_EQ(Ingested("강원도", {.point = GeoPoint{39.15, 127.44}}), "KP-07");
  EXPECT_EQ(Ingested("강원도", {.point = GeoPoint{37.8, 128.2}}), "KR-42");
  const std::vector<RegionIndex> others = {places().FindById("KR")};
  EXPECT_EQ(Ingested("강원도", {.other_countries = others}), "KR-42");
  EXPECT_EQ(Ingested("Moscow", {.country = "US"}), "geonames:5601538");
  EXPECT_EQ(Ingested("Moscow", {.point = GeoPoint{46.73, -117.0}}), "geonames:5601538");
  // Prominence comes before what else happens in the event.
  const std::vector<RegionIndex> states = {places().FindById("US")};
  EXPECT_EQ(Ingested("Moscow", {.other_countries = states}), "RU-MOW");
}

TEST_F(PlaceGazetteerTest, ContextThatContradictsLeavesTheNameUnread) {
  const PlaceReading reading = places().ReadForIngest("Kursk", {.country = "FR"});
  EXPECT_EQ(reading.region, kNoRegion);
  EXPECT_FALSE(reading.candidates.empty());
  EXPECT_EQ(Ingested("Kursk", {.point = GeoPoint{48.85, 2.35}}), "");
  // Just outside the region is near enough.
  EXPECT_EQ(Ingested("Kursk Oblast", {.point = GeoPoint{50.9, 34.8}}), "RU-KRS");
}

TEST_F(PlaceGazetteerTest, DisputedRegionsLieWhereTheUnitedNationsSeeThem) {
  const RegionIndex crimea = places().FindById("UA-43");
  ASSERT_NE(crimea, kNoRegion);
  EXPECT_TRUE(places().Contains(places().FindById("UA"), crimea));
  EXPECT_FALSE(places().Contains(places().FindById("RU"), crimea));
  EXPECT_EQ(places().region(crimea).claimed_by, "RU");
  EXPECT_EQ(At(44.95, 34.10), "UA-43");
  EXPECT_EQ(At(44.6, 33.53), "UA-40");
  // A feed that speaks from the other side still means it.
  EXPECT_EQ(Ingested("Крым", {.country = "RU"}), "UA-43");
}

// Natural Earth draws it as a part of Israel's north; the outline is cut along a line of ours.
TEST_F(PlaceGazetteerTest, TheGolanIsARegionOfItsOwn) {
  const RegionIndex golan = places().FindById("area:golan");
  ASSERT_NE(golan, kNoRegion);
  EXPECT_TRUE(places().Contains(places().FindById("SY"), golan));
  EXPECT_FALSE(places().Contains(places().FindById("IL"), golan));
  EXPECT_EQ(places().region(golan).claimed_by, "IL");
  for (const char* name : {"Golan Heights", "هضبة الجولان", "רמת הגולן", "Голанских высотах"}) {
    EXPECT_EQ(Ingested(name), "area:golan") << name;
  }
  EXPECT_EQ(Ingested("Golan", {.country = "IL"}), "area:golan");
  EXPECT_EQ(At(33.27, 35.77), "area:golan");     // Majdal Shams
  EXPECT_EQ(At(32.99, 35.69), "area:golan");     // Katzrin
  EXPECT_EQ(At(33.12, 35.78), "area:golan");     // El Rom
  EXPECT_EQ(At(33.207, 35.57), "IL-Z");          // Kiryat Shmona
  EXPECT_EQ(At(32.78, 35.63), "IL-Z");           // Ein Gev, on the lake
  EXPECT_EQ(At(33.126, 35.824), "ne:SYR-5261");  // Quneitra, in the zone between the lines
  EXPECT_EQ(At(32.61, 36.10), "SY-DR");          // Daraa
}

// Natural Earth has codes that ISO has withdrawn; CLDR's names stand under the new ones.
TEST_F(PlaceGazetteerTest, ProvincesHaveTodaysCodes) {
  EXPECT_EQ(Ingested("محافظة كركوك"), "IQ-KI");
  EXPECT_EQ(Ingested("Województwo śląskie"), "PL-24");
  EXPECT_EQ(Ingested("Провинция Пактия"), "AF-PIA");
  EXPECT_EQ(Ingested("Gauteng"), "ZA-GP");
  EXPECT_EQ(At(35.47, 44.39), "IQ-KI");
  // Whoever has an old one by heart.
  EXPECT_EQ(places().FindById("IQ-TS"), kNoRegion);
  EXPECT_EQ(Ingested("IQ-TS"), "IQ-KI");
}

TEST_F(PlaceGazetteerTest, WhatNaturalEarthHasInPartsIsTheirUnion) {
  const RegionIndex transnistria = places().FindById("MD-SN");
  ASSERT_NE(transnistria, kNoRegion);
  EXPECT_EQ(Ingested("Приднестровье"), "MD-SN");
  EXPECT_EQ(Ingested("Republika Srpska"), "BA-SRP");
  EXPECT_TRUE(places().Contains(transnistria, places().FindById(At(46.84, 29.63))));   // Tiraspol
  EXPECT_TRUE(places().Contains(transnistria, places().FindById(At(47.77, 29.01))));   // Rîbnița
  EXPECT_FALSE(places().Contains(transnistria, places().FindById(At(47.75, 28.97))));  // Rezina
  EXPECT_TRUE(places().Contains(places().FindById("MD"), transnistria));
}

TEST_F(PlaceGazetteerTest, AncestorsGoFromNarrowToWide) {
  const RegionIndex wonsan = places().FindById("geonames:1866923");
  std::vector<std::string> ids;
  for (RegionIndex index : places().Ancestors(wonsan)) ids.push_back(IdOf(index));
  ASSERT_GE(ids.size(), 3u);
  EXPECT_EQ(ids[0], "KP-07");
  EXPECT_EQ(ids[1], "KP");
  EXPECT_EQ(ids[2], "group:korean-peninsula");
  EXPECT_TRUE(places().Contains(places().FindById("group:asia"), wonsan));
  EXPECT_TRUE(places().Contains(wonsan, wonsan));
  EXPECT_FALSE(places().Contains(wonsan, places().FindById("KP")));
  const RegionIndex donetsk = places().FindById("UA-14");
  EXPECT_TRUE(places().Contains(places().FindById("group:donbas"), donetsk));
  EXPECT_TRUE(
      places().Contains(places().FindById("group:europe"), places().FindById("group:donbas")));
  EXPECT_EQ(IdOf(places().CountryOf(places().FindById("group:donbas"))), "UA");
  EXPECT_EQ(places().CountryOf(places().FindById("group:europe")), kNoRegion);
}

TEST_F(PlaceGazetteerTest, PointsLieInTheirProvinces) {
  EXPECT_EQ(At(51.73, 36.19), "RU-KRS");
  EXPECT_EQ(At(39.153, 127.443), "KP-07");
  EXPECT_EQ(At(50.45, 30.52), "UA-30");
  EXPECT_EQ(At(55.75, 37.62), "RU-MOW");
  EXPECT_EQ(At(55.9, 38.8), "RU-MOS");
  EXPECT_EQ(At(31.5, 34.45), "PS-GZA");
  EXPECT_EQ(At(40.71, -74.0), "US-NY");
  EXPECT_EQ(At(-33.87, 151.2), "AU-NSW");
  EXPECT_EQ(At(64.73, 177.5), "RU-CHU");
  EXPECT_EQ(At(66.0, -173.0), "RU-CHU");
}

TEST_F(PlaceGazetteerTest, CoastsSnapAndSeasDoNot) {
  EXPECT_EQ(At(46.48, 30.78), "UA-51");     // the harbour of Odesa
  EXPECT_EQ(At(39.2, 127.55), "KP-07");     // the bay of Wonsan
  EXPECT_EQ(At(43.3, 34.0), "sea:black");   // 150 km off
  EXPECT_EQ(At(20.0, 38.5), "sea:red");     // the Red Sea
  EXPECT_EQ(At(40.0, 133.0), "sea:japan");  // the Sea of Japan
  EXPECT_EQ(At(0.0, -30.0), "");            // the Atlantic
}

TEST_F(PlaceGazetteerTest, CountriesAndGroupsAreTheirProvinces) {
  const absl::Span<const RegionIndex> provinces = places().Provinces(places().FindById("UA"));
  EXPECT_EQ(provinces.size(), 27u);
  EXPECT_EQ(places().Provinces(places().FindById("group:donbas")).size(), 2u);
  EXPECT_EQ(places().Provinces(places().FindById("UA-14")).size(), 1u);
  EXPECT_TRUE(places().Provinces(places().FindById("geonames:538560")).empty());
  for (RegionIndex province : provinces) EXPECT_NE(places().Outline(province), nullptr);
}

v1::Area Box(double south, double west, double north, double east) {
  v1::Area area;
  area.mutable_box()->set_south(south);
  area.mutable_box()->set_west(west);
  area.mutable_box()->set_north(north);
  area.mutable_box()->set_east(east);
  return area;
}

TEST_F(PlaceGazetteerTest, AreasHoldMeetOrMissRegions) {
  const absl::StatusOr<Area> area = Area::Compile(Box(50.5, 33.9, 52.8, 39));
  ASSERT_TRUE(area.ok());
  const auto relation = [&](absl::string_view id) {
    return places().Classify(places().FindById(id), *area);
  };
  EXPECT_EQ(relation("RU-KRS"), AreaRelation::kInside);
  EXPECT_EQ(relation("RU-BEL"), AreaRelation::kMeets);
  EXPECT_EQ(relation("RU"), AreaRelation::kMeets);
  EXPECT_EQ(relation("KP"), AreaRelation::kApart);
  EXPECT_EQ(relation("geonames:538560"), AreaRelation::kInside);
  EXPECT_EQ(relation("group:europe"), AreaRelation::kMeets);
}

TEST_F(PlaceGazetteerTest, AllRegionsOfAnAreaAreThoseFoundOneByOne) {
  const absl::StatusOr<Area> area = Area::Compile(Box(50.5, 33.9, 52.8, 39));
  ASSERT_TRUE(area.ok());
  std::vector<std::pair<RegionIndex, AreaRelation>> expected;
  for (const char* country : {"RU", "UA", "BY", "PL"}) {
    const RegionIndex index = places().FindById(country);
    for (RegionIndex province : places().Provinces(index)) {
      const AreaRelation relation = places().Classify(province, *area);
      if (relation != AreaRelation::kApart) expected.emplace_back(province, relation);
    }
  }
  std::vector<std::pair<RegionIndex, AreaRelation>> provinces;
  for (const auto& found : places().Classify(*area)) {
    if (places().region(found.first).kind == RegionKind::kAdmin1) provinces.push_back(found);
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(provinces, expected);
  EXPECT_GE(provinces.size(), 5u);
}

TEST_F(PlaceGazetteerTest, DamagedBytesAreRefused) {
  std::string bytes(PlacesData());
  EXPECT_FALSE(PlaceGazetteer::Parse("").ok());
  EXPECT_FALSE(PlaceGazetteer::Parse(absl::string_view(bytes).substr(0, bytes.size() - 1)).ok());
  for (size_t at = 9; at < bytes.size(); at += bytes.size() / 7) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    EXPECT_FALSE(PlaceGazetteer::Parse(bytes).ok()) << at;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  }
}

TEST_F(PlaceGazetteerTest, EverySeaHoldsItsMiddleAndNoLand) {
  const std::vector<std::pair<std::string, GeoPoint>> middles = {
      {"sea:azov", {46.0, 36.6}},
      {"sea:black", {43.0, 34.0}},
      {"sea:red", {21.0, 38.0}},
      {"sea:gulf-of-aden", {12.4, 47.5}},
      {"sea:strait-of-hormuz", {26.65, 56.8}},
      {"sea:persian-gulf", {27.0, 51.0}},
      {"sea:arabian", {15.0, 65.0}},
      {"sea:yellow", {36.0, 123.5}},
      {"sea:japan", {40.0, 135.0}},
      {"sea:taiwan-strait", {24.3, 119.4}},
      {"sea:south-china", {12.0, 113.5}},
      {"sea:baltic", {58.0, 20.0}},
      {"sea:caspian", {41.0, 51.0}},
      {"sea:mediterranean", {35.0, 18.0}},
  };
  for (const auto& [id, point] : middles) EXPECT_EQ(At(point.lat, point.lon), id);
  // 30 km off Odesa, and 15 km off: beyond the 12 miles, and within.
  EXPECT_EQ(At(46.2, 31.1), "sea:black");
  EXPECT_EQ(At(46.45, 30.85), "UA-51");
  EXPECT_EQ(At(0.0, -140.0), "");
}

TEST_F(PlaceGazetteerTest, SeasAreReadByName) {
  for (const char* name : {"Black Sea", "Чорне море", "в Чёрном море", "黑海", "البحر الأسود"}) {
    const PlaceReading reading = places().ReadForIngest(name, {});
    EXPECT_EQ(IdOf(reading.region), "sea:black") << name;
  }
  EXPECT_TRUE(places().Ancestors(places().FindById("sea:black")).empty());
}

TEST_F(PlaceGazetteerTest, InflectedNamesAreRead) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"на Харківщині", "UA-63"},
      {"в Курской области", "RU-KRS"},
      {"у Донецькій області", "UA-14"},
      {"Белгородщине", "RU-BEL"},
      {"під Харковом", "geonames:706483"},
      {"в Северной Корее", "KP"},
      {"w obwodzie kurskim", "RU-KRS"},
      {"na Ukrainie", "UA"},
      {"Ukrayna'nın", "UA"},
      {"Запорожская обл.", "UA-23"},
      {"Краснодарского края", "RU-KDA"},
  };
  for (const auto& [name, id] : cases) {
    const PlaceReading reading = places().ReadForIngest(name, {});
    EXPECT_EQ(IdOf(reading.region), id) << name;
    ASSERT_FALSE(reading.candidates.empty()) << name;
    EXPECT_EQ(reading.candidates.front().matched_by, v1::MATCHED_BY_NORMALIZED) << name;
  }
  // A hamlet's inhabitants are not worth a wrong reading.
  EXPECT_EQ(places().ReadForIngest("Неизвестновке", {}).region, kNoRegion);
}

}  // namespace
}  // namespace sitrep
