#include "client/geojson.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "client/event_phrases.h"
#include "client/json_value.h"
#include "client/json_writer.h"

namespace sitrep {
namespace {

using Kind = JsonValue::Kind;

// Writes the members of an object.
class Members {
 public:
  // Leaves out what is empty.
  Members& Text(absl::string_view key, absl::string_view text) {
    return text.empty() ? *this : Raw(key, JsonString(text));
  }
  Members& Raw(absl::string_view key, absl::string_view json) {
    absl::StrAppend(&json_, json_.empty() ? "" : ",", JsonString(key), ":", json);
    return *this;
  }
  std::string Object() const { return absl::StrCat("{", json_, "}"); }

 private:
  std::string json_;
};

bool HasPin(const v1::Place& place) {
  return place.has_point() && (place.precision() == v1::PLACE_PRECISION_POINT ||
                               place.precision() == v1::PLACE_PRECISION_SETTLEMENT);
}

std::string TimestampMember(bool has, const google::protobuf::Timestamp& timestamp) {
  return has ? ToJson(timestamp) : "null";
}

Members EventProperties(const v1::Result& result) {
  const v1::Event& event = result.event();
  const v1::TimeSpan& span = event.occurred();
  Members members;
  members.Text("id", event.id())
      .Text("kind", EnumWord(KindOf(event)))
      .Text("status", EnumWord(event.status()))
      .Raw("start", TimestampMember(span.has_start(), span.start()))
      .Raw("end", TimestampMember(span.has_end(), span.end()))
      .Text("timePrecision", EnumWord(span.precision()))
      .Text("summary", event.summary())
      .Text("who", WhoPhrase(event))
      .Text("what", DetailPhrase(event))
      .Text("killed", KilledPhrase(event))
      .Text("saidBy", SaidByPhrase(event))
      .Raw("sequence", absl::StrCat("\"", event.record().sequence(), "\""));
  if (result.match() == v1::MATCH_POSSIBLE) {
    std::vector<std::string> fields;
    for (const std::string& field : result.uncertain_on()) fields.push_back(JsonString(field));
    members.Text("match", "possible")
        .Raw("uncertainOn", absl::StrCat("[", absl::StrJoin(fields, ","), "]"));
  }
  return members;
}

std::string Feature(const std::string& geometry, const Members& properties) {
  return Members()
      .Text("type", "Feature")
      .Raw("geometry", geometry)
      .Raw("properties", properties.Object())
      .Object();
}

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not a GeoJSON polygon: ", what));
}

const JsonValue* Member(const JsonValue& object, absl::string_view key) {
  for (const JsonMember& member : object.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

absl::Status ReadRing(const JsonValue& json, v1::Polygon& polygon) {
  if (json.kind != Kind::kArray) return Wrong("a ring is not a list of positions");
  v1::Ring* ring = polygon.add_rings();
  for (const JsonValue& position : json.elements) {
    double lon, lat;
    if (position.elements.size() < 2 || position.elements[0].kind != Kind::kNumber ||
        position.elements[1].kind != Kind::kNumber ||
        !absl::SimpleAtod(position.elements[0].text, &lon) ||
        !absl::SimpleAtod(position.elements[1].text, &lat)) {
      return Wrong("a position is not [longitude, latitude]");
    }
    v1::LatLng* point = ring->add_points();
    point->set_lat(lat);
    point->set_lon(lon);
  }
  return absl::OkStatus();
}

absl::Status ReadRings(const JsonValue* rings, v1::Polygon& polygon) {
  if (rings == nullptr || rings->kind != Kind::kArray) return Wrong("no coordinates");
  for (const JsonValue& ring : rings->elements) RETURN_IF_ERROR(ReadRing(ring, polygon));
  return absl::OkStatus();
}

// JSON is at most kJsonDepthMax levels deep, and so is this.
absl::Status ReadGeometry(const JsonValue& json, v1::Polygon& polygon) {
  const JsonValue* type = Member(json, "type");
  if (type == nullptr || type->kind != Kind::kString) return Wrong("an object has no type");
  if (type->text == "Polygon") return ReadRings(Member(json, "coordinates"), polygon);
  if (type->text == "MultiPolygon") {
    const JsonValue* polygons = Member(json, "coordinates");
    if (polygons == nullptr || polygons->kind != Kind::kArray) return Wrong("no coordinates");
    for (const JsonValue& rings : polygons->elements) RETURN_IF_ERROR(ReadRings(&rings, polygon));
    return absl::OkStatus();
  }
  if (type->text == "Feature") {
    const JsonValue* geometry = Member(json, "geometry");
    if (geometry == nullptr) return Wrong("a feature has no geometry");
    return ReadGeometry(*geometry, polygon);
  }
  const bool collection = type->text == "FeatureCollection" || type->text == "GeometryCollection";
  const JsonValue* members =
      Member(json, type->text == "FeatureCollection" ? "features" : "geometries");
  if (!collection || members == nullptr) return Wrong(absl::StrCat("it is a ", type->text));
  for (const JsonValue& member : members->elements) {
    RETURN_IF_ERROR(ReadGeometry(member, polygon));
  }
  return absl::OkStatus();
}

}  // namespace

std::string GeoJsonFeatures(const v1::Result& result) {
  const Members event = EventProperties(result);
  if (result.event().places().empty()) return Feature("null", event);
  std::vector<std::string> features;
  for (const v1::Place& place : result.event().places()) {
    Members properties = event;
    properties.Text("place", place.name())
        .Text("placePrecision", EnumWord(place.precision()))
        .Text("placeRole", EnumWord(place.role()))
        .Text("region", place.region_ids().empty() ? "" : place.region_ids(0));
    if (place.radius_km() > 0) properties.Raw("radiusKm", JsonNumber(place.radius_km()));
    const std::string geometry =
        HasPin(place)
            ? absl::StrCat("{\"type\":\"Point\",\"coordinates\":[", JsonNumber(place.point().lon()),
                           ",", JsonNumber(place.point().lat()), "]}")
            : "null";
    features.push_back(Feature(geometry, properties));
  }
  return absl::StrJoin(features, ",\n");
}

absl::StatusOr<v1::Polygon> ParseGeoJsonPolygon(absl::string_view text) {
  ASSIGN_OR_RETURN(const JsonValue json, ParseJson(text));
  v1::Polygon polygon;
  RETURN_IF_ERROR(ReadGeometry(json, polygon));
  if (polygon.rings().empty()) return Wrong("it holds no polygon");
  return polygon;
}

}  // namespace sitrep
