#include "storage/traits.h"

#include <algorithm>

#include "base/estimate.h"
#include "base/time_span.h"
#include "s2/s2cell_id.h"
#include "s2/s2latlng.h"

namespace sitrep {
namespace {

void AddPlace(const v1::Place& place, const storage::PlaceReading& reading, TraitsAndPoints& out) {
  Traits& traits = out.traits;
  if (reading.alternatives_size() > 0) traits.alternatives = true;
  if (reading.exactness() == storage::EXACTNESS_COARSE) traits.other_places = true;
  if (reading.exactness() != storage::EXACTNESS_EXACT) return;
  const S2LatLng point = S2LatLng::FromDegrees(reading.lat(), reading.lon());
  if (reading.radius_km() > 0 || !point.is_valid() || traits.point_count == Traits::kPointsMax) {
    traits.other_places = true;
    return;
  }
  const v1::PlaceRole role =
      place.role() == v1::PLACE_ROLE_UNSPECIFIED ? v1::PLACE_ROLE_SITE : place.role();
  traits.point_roles[traits.point_count] = static_cast<uint8_t>(role);
  out.points[traits.point_count++] = S2CellId(point).id();
}

}  // namespace

TraitsAndPoints TraitsOf(const storage::Entry& entry) {
  const v1::Event& event = entry.event();
  const SpanTimes times = TimesOf(event);
  TraitsAndPoints out;
  Traits& traits = out.traits;
  traits.retracted = event.record().retracted();
  traits.test = event.test();
  traits.lasting = times.lasting;
  traits.open = times.open_start || times.open_end;
  traits.unknown_time = times.unknown;
  traits.kind = event.record().kind();
  traits.status = event.status();
  traits.verification = event.verification();
  if (event.record().has_killed()) {
    const EstimateBounds bounds = BoundsOf(event.record().killed());
    traits.has_killed = true;
    traits.killed_lower = bounds.lower;
    traits.killed_upper = bounds.upper;
  }
  const int places = std::min(event.places_size(), entry.places_size());
  for (int i = 0; i < places; ++i) AddPlace(event.places(i), entry.places(i), out);
  return out;
}

}  // namespace sitrep
