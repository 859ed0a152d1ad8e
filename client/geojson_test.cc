#include "client/geojson.h"

#include "client/json_reader.h"
#include "client/json_value.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::string Features(const std::string& places) {
  v1::Result result;
  const absl::Status status =
      ParseJsonMessage("{\"id\":\"a/1\",\"places\":" + places + "}", *result.mutable_event());
  EXPECT_TRUE(status.ok()) << status;
  const std::string features = GeoJsonFeatures(result);
  EXPECT_TRUE(ParseJson("[" + features + "]").ok()) << features;
  return features;
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(GeoJson, PinsOnlyWhatTheSourceSupports) {
  const std::string pin = R"("geometry":{"type":"Point","coordinates":[25.94,48.29]})";
  const std::string point = R"("point":{"lat":48.29,"lon":25.94})";
  for (const char* exact : {"point", "settlement"}) {
    EXPECT_EQ(Count(Features("[{" + point + ",\"precision\":\"" + exact + "\"}]"), pin), 1);
  }
  for (const char* coarse : {"near", "admin2", "admin1", "country", "area", "unknown"}) {
    const std::string features = Features("[{" + point + ",\"precision\":\"" + coarse + "\"}]");
    EXPECT_EQ(Count(features, "\"geometry\":null"), 1) << features;
    EXPECT_EQ(Count(features, "25.94"), 0) << features;
  }
  EXPECT_EQ(Count(Features("[{" + point + "}]"), "\"geometry\":null"), 1);
  EXPECT_EQ(Count(Features(R"([{"name":"X","precision":"settlement"}])"), "\"geometry\":null"), 1);
}

TEST(GeoJson, HasAFeatureForEveryPlaceAndOneForNone) {
  EXPECT_EQ(Count(Features(R"([{"name":"A"},{"name":"B"}])"), "\"type\":\"Feature\""), 2);
  EXPECT_EQ(Count(Features("[]"), "\"type\":\"Feature\""), 1);
}

TEST(GeoJson, MarksPossibleMatches) {
  v1::Result result;
  result.set_match(v1::MATCH_POSSIBLE);
  result.add_uncertain_on("regions");
  EXPECT_EQ(Count(GeoJsonFeatures(result), R"("match":"possible","uncertainOn":["regions"])"), 1);
}

// "rings/points", or "error".
std::string Shape(const std::string& json) {
  const absl::StatusOr<v1::Polygon> polygon = ParseGeoJsonPolygon(json);
  if (!polygon.ok()) return "error";
  int points = 0;
  for (const v1::Ring& ring : polygon->rings()) points += ring.points_size();
  return std::to_string(polygon->rings_size()) + "/" + std::to_string(points);
}

TEST(GeoJsonPolygon, ReadsEveryKindOfArea) {
  const std::string ring = "[[30,50],[31,50],[31,51.5,120],[30,50]]";
  const std::string polygon = R"({"type":"Polygon","coordinates":[)" + ring + "]}";
  EXPECT_EQ(Shape(polygon), "1/4");
  EXPECT_EQ(Shape(R"({"type":"Polygon","coordinates":[)" + ring + "," + ring + "]}"), "2/8");
  EXPECT_EQ(Shape(R"({"type":"MultiPolygon","coordinates":[[)" + ring + "],[" + ring + "]]}"),
            "2/8");
  EXPECT_EQ(Shape(R"({"type":"Feature","properties":{},"geometry":)" + polygon + "}"), "1/4");
  EXPECT_EQ(Shape(R"({"type":"GeometryCollection","geometries":[)" + polygon + "]}"), "1/4");
  EXPECT_EQ(Shape(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)" +
                  polygon + "},{\"type\":\"Feature\",\"geometry\":" + polygon + "}]}"),
            "2/8");
  EXPECT_EQ(ParseGeoJsonPolygon(polygon)->rings(0).points(1).lon(), 31);
  EXPECT_EQ(ParseGeoJsonPolygon(polygon)->rings(0).points(1).lat(), 50);
}

TEST(GeoJsonPolygon, RefusesWhatIsNoArea) {
  for (const char* json :
       {"", "{}", "[]", "null", R"({"type":"Point","coordinates":[1,2]})", R"({"type":"Polygon"})",
        R"({"type":"Polygon","coordinates":[[[1]]]})",
        R"({"type":"Polygon","coordinates":[[["a","b"]]]})",
        R"({"type":"Polygon","coordinates":[7]})", R"({"type":"Feature","geometry":null})",
        R"({"type":"FeatureCollection","features":[]})", R"({"type":7})"}) {
    EXPECT_EQ(Shape(json), "error") << json;
  }
}

}  // namespace
}  // namespace sitrep
