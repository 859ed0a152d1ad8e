#include "server/engine/place_answer.h"

#include <string>
#include <vector>

#include "gazetteer/area.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

const std::vector<v1::PlaceRole> kRoles = {v1::PLACE_ROLE_SITE, v1::PLACE_ROLE_TARGET};

storage::Entry EntryOf(const std::string& text) {
  storage::Entry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &entry)) << text;
  return entry;
}

// Kursk oblast, or its city if `city`.
RegionSet Kursk(bool city = false) {
  if (city) return {.ids = {"geonames:538560"}, .containing = {"RU-KRS", "RU"}, .keys = {"kursk"}};
  return {.ids = {"RU-KRS"}, .containing = {"RU"}, .keys = {"kursk"}};
}

struct Row {
  const char* what;
  const char* entry;
  Answer answer;
};

TEST(AnswerToRegions, FollowsTheContract) {
  const std::vector<Row> rows = {
      {"read as it", "event { places { region_ids: ['RU-KRS', 'RU'] } } places {}",
       Answer::kCertain},
      {"inside it",
       "event { places { region_ids: ['geonames:538560', 'RU-KRS', 'RU'] } } places {}",
       Answer::kCertain},
      {"it lies inside", "event { places { region_ids: ['RU'] } } places {}", Answer::kPossible},
      {"elsewhere", "event { places { region_ids: ['RU-BEL', 'RU'] } } places {}", Answer::kNo},
      {"not known", "event { places {} } places { exactness: EXACTNESS_NOWHERE }",
       Answer::kPossible},
      {"unread", "event { places { name: 'X' } } places { unread_key: 'x' }", Answer::kNo},
      {"unread by its name", "event { places { name: 'Kursk' } } places { unread_key: 'kursk' }",
       Answer::kCertain},
      {"an alternative",
       "event { places { region_ids: ['RU-BEL', 'RU'] } } "
       "places { alternatives { region_ids: ['RU-KRS', 'RU'] } }",
       Answer::kPossible},
      {"an unread alternative",
       "event { places { region_ids: ['UA'] } } places { alternatives { unread_key: 'kursk' } }",
       Answer::kPossible},
      {"no places", "event {}", Answer::kNo},
      {"another role",
       "event { places { role: PLACE_ROLE_LAUNCH region_ids: ['RU-KRS', 'RU'] } } places {}",
       Answer::kNo},
      {"the best of several",
       "event { places { region_ids: ['UA'] } places { region_ids: ['RU-KRS', 'RU'] } } "
       "places {} places {}",
       Answer::kCertain},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(AnswerToRegions(Kursk(), kRoles, EntryOf(row.entry)), row.answer) << row.what;
  }
}

TEST(AnswerToRegions, AProvinceIsOnlyPossiblyInItsCity) {
  EXPECT_EQ(AnswerToRegions(Kursk(true), kRoles,
                            EntryOf("event { places { region_ids: ['RU-KRS', 'RU'] } } places {}")),
            Answer::kPossible);
}

AreaTest Around(double lat, double lon, double radius_km) {
  v1::Area area;
  area.mutable_circle()->mutable_center()->set_lat(lat);
  area.mutable_circle()->mutable_center()->set_lon(lon);
  area.mutable_circle()->set_radius_km(radius_km);
  return {.area = std::make_shared<const Area>(*Area::Compile(area)),
          .regions = {{"RU-KRS", AreaRelation::kInside}, {"RU", AreaRelation::kMeets}}};
}

TEST(AnswerToArea, FollowsTheContract) {
  const std::vector<Row> rows = {
      {"a point inside",
       "event { places {} } places { exactness: EXACTNESS_EXACT lat: 51.7 lon: 36.2 }",
       Answer::kCertain},
      {"a point outside",
       "event { places {} } places { exactness: EXACTNESS_EXACT lat: 50.4 lon: 30.5 }",
       Answer::kNo},
      {"a disc inside",
       "event { places {} } places { exactness: EXACTNESS_EXACT lat: 51.7 lon: 36.2 radius_km: 10 "
       "}",
       Answer::kCertain},
      {"a disc that touches",
       "event { places {} } places { exactness: EXACTNESS_EXACT lat: 51.7 lon: 38 radius_km: 50 }",
       Answer::kPossible},
      {"a region inside",
       "event { places { region_ids: ['RU-KRS', 'RU'] } } places { exactness: EXACTNESS_COARSE }",
       Answer::kCertain},
      {"a region that meets",
       "event { places { region_ids: ['RU'] } } places { exactness: EXACTNESS_COARSE }",
       Answer::kPossible},
      {"a region apart",
       "event { places { region_ids: ['UA'] } } places { exactness: EXACTNESS_COARSE }",
       Answer::kNo},
      {"a coarse place's point counts for nothing",
       "event { places { point { lat: 51.7 lon: 36.2 } region_ids: ['UA'] } } "
       "places { exactness: EXACTNESS_COARSE }",
       Answer::kNo},
      {"not known", "event { places {} } places { exactness: EXACTNESS_NOWHERE }",
       Answer::kPossible},
      {"unread", "event { places {} } places { exactness: EXACTNESS_UNREAD }", Answer::kNo},
      {"an alternative",
       "event { places { region_ids: ['UA'] } } places { exactness: EXACTNESS_COARSE "
       "alternatives { region_ids: ['geonames:1', 'RU-KRS', 'RU'] } }",
       Answer::kPossible},
      {"an alternative apart, though its country meets the area",
       "event { places { region_ids: ['UA'] } } places { exactness: EXACTNESS_COARSE "
       "alternatives { region_ids: ['geonames:2', 'RU-PRI', 'RU'] } "
       "alternatives { region_ids: ['RU-SAK', 'RU'] } }",
       Answer::kNo},
  };
  const AreaTest area = Around(51.7, 36.2, 100);
  for (const Row& row : rows) {
    EXPECT_EQ(AnswerToArea(area, kRoles, EntryOf(row.entry)), row.answer) << row.what;
  }
}

}  // namespace
}  // namespace sitrep
