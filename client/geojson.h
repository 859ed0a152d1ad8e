// GeoJSON (RFC 7946): events out, areas in.
#ifndef SITREP_CLIENT_GEOJSON_H_
#define SITREP_CLIENT_GEOJSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitrep/v1/event_service.pb.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// The features of an event, separated by ",\n": one for each place, or one if it has none. Only a
// place that is known as a point or a settlement, and has a point, gets a geometry; any other has
// null, since a pin would claim more than the source.
std::string GeoJsonFeatures(const v1::Result& result);

// What stands before and after the features.
inline constexpr absl::string_view kGeoJsonStart =
    "{\"type\":\"FeatureCollection\",\"features\":[\n";
inline constexpr absl::string_view kGeoJsonEnd = "\n]}\n";

// The polygon of a Polygon, MultiPolygon, Feature, GeometryCollection or FeatureCollection; all
// that it holds together. INVALID_ARGUMENT for anything else.
absl::StatusOr<v1::Polygon> ParseGeoJsonPolygon(absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_CLIENT_GEOJSON_H_
