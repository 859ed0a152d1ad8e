// Names that are easily taken for one another: a match that is wrong is worse than none.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

struct Case {
  const char* name;
  // What the name means in a filter, all of it, ids with spaces between; "-": nothing.
  const char* means;
  // What it must never be taken for, neither in a filter nor in an event.
  const char* not_this;
};

// Places.
constexpr Case kPlaces[] = {
    {"Niger", "NE", "NG"},
    {"Nigeria", "NG", "NE"},
    {"Нигер", "NE", "NG"},
    {"Нигерия", "NG", "NE"},
    {"尼日尔", "NE", "NG"},
    {"尼日利亚", "NG", "NE"},
    {"Guinea", "GN", "GW GQ PG"},
    {"Guinea-Bissau", "GW", "GN GQ PG"},
    {"Equatorial Guinea", "GQ", "GN GW PG"},
    {"Papua New Guinea", "PG", "GN GW GQ"},
    {"Папуа — Новая Гвинея", "PG", "GN GW GQ"},
    {"Гвинея-Бисау", "GW", "GN"},
    {"Congo", "CD CG", ""},
    {"Republic of Congo", "CG", "CD"},
    {"Democratic Republic of Congo", "CD", "CG"},
    {"Congo-Brazzaville", "CG", "CD"},
    {"DRC", "CD", "CG"},
    {"Moscow", "RU-MOW", "geonames:5601538"},
    {"Galicia", "ES-GA group:galicia", ""},
    {"Галичина", "group:galicia", "ES-GA"},
    {"Галисия", "ES-GA", "group:galicia"},
    {"Moscow, Idaho", "geonames:5601538", "RU-MOW"},
    {"Sudzha, Kursk, Russia", "geonames:486816", ""},
    // Neighbours in a list are no place in the other.
    {"Kharkiv, Sumy", "-", "UA-63 UA-59"},
    {"Donetsk, Luhansk", "-", "UA-14 UA-09"},
    {"Moscow, Moscow, Moscow, Moscow, Idaho", "-", "RU-MOW"},
    {"Tripoli, Lebanon", "geonames:266826", "geonames:2210247"},
    {"Tripoli, Libya", "LY-TN", "geonames:266826"},
    // ISO numbered Iran's provinces anew in 2020.
    {"Fars", "IR-07", "IR-14 IR-23"},
    {"Tehran Province", "IR-23", "IR-07 IR-22"},
    {"Khuzestan", "IR-06", "IR-10 IR-18"},
    // Seats that an outline's author put among the names of their provinces.
    {"Mosul", "geonames:99072", "IQ-NI"},
    {"Sukhumi", "geonames:611847", "GE-AB"},
    {"Lachin", "AZ-LAC", "AZ-LAN"},
    {"Marawi", "geonames:1701053 geonames:370481", "MW"},
    {"Kivu", "CD-NK CD-SK", ""},
    {"쿠르스크주", "RU-KRS", ""},
    // Chittagong was called so once, and Portland's bridges gave it the nickname.
    {"Islamabad", "PK-IS", "geonames:1205733 BD-B"},
    {"إسلام آباد", "PK-IS", "geonames:1205733"},
    {"Bridgetown", "geonames:3374036", "geonames:5746545"},
    {"ブリッジタウン", "geonames:3374036", "geonames:5746545"},
    {"North Korea", "KP", "KR"},
    {"South Korea", "KR", "KP"},
    {"Северная Корея", "KP", "KR"},
    {"Южная Корея", "KR", "KP"},
    {"북한", "KP", "KR"},
    {"한국", "KR", "KP"},
    {"朝鲜", "KP", "KR"},
    {"韩国", "KR", "KP"},
    {"Korean Peninsula", "group:korean-peninsula", "KP KR"},
    {"강원도", "KP-07 KR-42", ""},
    {"Georgia", "GE US-GA", ""},
    {"Грузия", "GE", "US-GA"},
    {"Sudan", "SD", "SS"},
    {"South Sudan", "SS", "SD"},
    {"Южный Судан", "SS", "SD"},
    {"Dominica", "DM", "DO"},
    {"Dominican Republic", "DO", "DM"},
    {"Mali", "ML", "MV"},
    {"Malawi", "MW", "ML"},
    {"Maldives", "MV", "ML"},
    {"Mauritania", "MR", "MU"},
    {"Mauritius", "MU", "MR"},
    {"Austria", "AT", "AU"},
    {"Australia", "AU", "AT"},
    {"Австрия", "AT", "AU"},
    {"Slovakia", "SK", "SI"},
    {"Slovenia", "SI", "SK"},
    {"Словакия", "SK", "SI"},
    {"Словения", "SI", "SK"},
    {"Iran", "IR", "IQ"},
    {"Iraq", "IQ", "IR"},
    {"Иран", "IR", "IQ"},
    {"Ирак", "IQ", "IR"},
    {"Zambia", "ZM", "GM"},
    {"Gambia", "GM", "ZM"},
    {"Latvia", "LV", "LT"},
    {"Lithuania", "LT", "LV"},
    {"Paraguay", "PY", "UY"},
    {"Uruguay", "UY", "PY"},
    {"Colombia", "CO", "LK-1"},
    {"Jordan", "JO", ""},
    {"Chad", "TD", ""},
    {"Kyiv Oblast", "UA-32", "UA-30"},
    {"Київська область", "UA-32", "UA-30"},
    {"Moscow Oblast", "RU-MOS", "RU-MOW"},
    {"Московская область", "RU-MOS", "RU-MOW"},
    {"Kursk submarine", "-", "RU-KRS"},
    {"подводная лодка Курск", "-", "RU-KRS"},
    {"Ирландия", "IE", "IS"},
    {"Исландия", "IS", "IE"},
    {"Republic of Ireland", "IE", "GB-NIR"},
    {"Northern Ireland", "GB-NIR", "IE"},
    {"Macedonia", "", "GR"},
    {"Черногория", "ME", "RU"},
    {"Saint Petersburg", "", "geonames:4171563"},
    {"Santiago", "", "geonames:3482342"},
    {"Scotland", "GB-SCT", "GB"},
    {"Lombardy", "IT-25", "IT"},
    {"Red Square", "-", "sea:red"},
    {"Black Sea Fleet", "-", "sea:black"},
};

// Actors.
constexpr Case kActors[] = {
    {"Ким Чен Ир", "Q10665", "Q56226"},
    {"Лаврова", "Q58217", ""},
    {"Zakharova", "Q20812953", ""},
    {"Hafez al-Assad", "Q118725", "Q44329"},
    {"Хафез Асад", "Q118725", "Q44329"},
    {"حافظ الأسد", "Q118725", "Q44329"},
    {"Assad", "Q44329", "Q118725"},
    {"Ким Чен Ын", "Q56226", "Q10665 Q41117"},
    {"Kim Jong Il", "Q10665", "Q56226"},
    {"Kim Jong Un", "Q56226", "Q10665"},
    {"Kim Il Sung", "Q41117", "Q56226"},
    {"김정일", "Q10665", "Q56226"},
    {"김정은", "Q56226", "Q10665"},
    {"金正日", "Q10665", "Q56226"},
    {"金正恩", "Q56226", "Q10665"},
    {"North Korean troops", "forces:KP", "forces:KR"},
    {"South Korean troops", "forces:KR", "forces:KP"},
    {"северокорейские солдаты", "forces:KP", "forces:KR"},
    {"Nigerian army", "forces:NG", "forces:NE"},
    {"Niger army", "forces:NE", "forces:NG"},
    {"Congo", "CD CG", ""},
    {"Georgia", "GE", "US"},
    {"Sudan", "SD", "SS"},
    {"South Sudanese army", "forces:SS", "forces:SD"},
    {"Sudanese army", "forces:SD", "forces:SS"},
    {"car", "CF", ""},
    {"Kim", "-", ""},
    {"Rapid Support Forces (RSF)", "grp:rsf", ""},
    {"Georgia (RSF)", "-", "GE grp:rsf"},
    {"Jordan", "JO", ""},
    {"Chad", "TD", ""},
    {"George Washington", "-", "US"},
};

std::vector<std::string> Ids(absl::string_view ids) {
  return absl::StrSplit(ids, ' ', absl::SkipEmpty());
}

void Check(const Case& test, std::vector<std::string> in_filter, const std::string& in_event) {
  std::sort(in_filter.begin(), in_filter.end());
  for (const std::string& wrong : Ids(test.not_this)) {
    EXPECT_EQ(std::count(in_filter.begin(), in_filter.end(), wrong), 0)
        << test.name << " taken for " << wrong;
    EXPECT_NE(in_event, wrong) << test.name;
  }
  const std::string means = test.means;
  if (means.empty()) return;
  EXPECT_EQ(absl::StrJoin(in_filter, " "), means == "-" ? "" : means) << test.name;
  const std::vector<std::string> meant = Ids(means);
  if (!in_event.empty()) {
    EXPECT_EQ(std::count(meant.begin(), meant.end(), in_event), 1) << test.name << " " << in_event;
  }
}

TEST(FalseFriends, PlacesAreNotTakenForOneAnother) {
  FLAGS_s2debug = false;
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  const auto id = [&](RegionIndex region) {
    return region == kNoRegion ? "" : std::string(places.region(region).id);
  };
  for (const Case& test : kPlaces) {
    std::vector<std::string> in_filter;
    for (const PlaceCandidate& candidate : places.ReadForQuery(test.name)) {
      in_filter.push_back(id(candidate.region));
    }
    Check(test, in_filter, id(places.ReadForIngest(test.name, {}).region));
  }
}

TEST(FalseFriends, ActorsAreNotTakenForOneAnother) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  for (const Case& test : kActors) {
    const ActorReading reading = actors.ReadForIngest(test.name);
    Check(test, actors.ReadForQuery(test.name), reading.actor == nullptr ? "" : reading.actor->id);
  }
}

TEST(FalseFriends, ASurnameOfAWomanInLatinLettersIsNoGenitive) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  EXPECT_EQ(actors.ReadForIngest("Lavrova").actor, nullptr);
  EXPECT_EQ(actors.ReadForIngest("Peskova").actor, nullptr);
  EXPECT_NE(actors.ReadForIngest("Лаврова").actor, nullptr);
}

TEST(FalseFriends, OneNameOfTwoPlacesIsNeverGuessed) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  for (const char* name : {"Georgia", "Congo", "강원도", "Конго", "Tripoli", "Galicia"}) {
    const PlaceReading reading = places.ReadForIngest(name, {});
    EXPECT_TRUE(reading.region == kNoRegion || reading.candidates.size() == 1) << name;
  }
  EXPECT_EQ(places.ReadForIngest("Georgia", {}).region, kNoRegion);
  EXPECT_EQ(places.ReadForIngest("Congo", {}).region, kNoRegion);
  EXPECT_EQ(places.ReadForIngest("강원도", {}).region, kNoRegion);
}

TEST(FalseFriends, ContextTellsNamesakesApart) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  const auto read = [&](const char* name, PlaceContext context) {
    const RegionIndex region = places.ReadForIngest(name, context).region;
    return region == kNoRegion ? "" : std::string(places.region(region).id);
  };
  EXPECT_EQ(read("Georgia", {.country = "GE"}), "GE");
  EXPECT_EQ(read("Georgia", {.country = "US"}), "US-GA");
  EXPECT_EQ(read("강원도", {.country = "KR"}), "KR-42");
  EXPECT_EQ(read("강원도", {.country = "KP"}), "KP-07");
  EXPECT_EQ(read("Tripoli", {.country = "LB"}), "geonames:266826");
  EXPECT_EQ(read("Tripoli", {.country = "LY", .precision = v1::PLACE_PRECISION_SETTLEMENT}),
            "geonames:2210247");
  EXPECT_EQ(read("Galicia", {.country = "ES"}), "ES-GA");
  EXPECT_EQ(read("Moscow", {.country = "US"}), "geonames:5601538");
}

}  // namespace
}  // namespace sitrep
