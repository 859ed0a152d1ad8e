// Reads the places of an event as regions and points.
#ifndef SITREP_SERVER_ENGINE_PLACE_READER_H_
#define SITREP_SERVER_ENGINE_PLACE_READER_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/name_cache.h"
#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/entry.pb.h"

namespace sitrep {

// How a place is known follows from its precision; without one, from what its name was read as, and
// without that, from its point. A place is never read more narrowly than its precision: one that is
// NEAR a town, or given by its district, counts as its province; an AREA named like a town, too.
//
// Thread-safe. Remembers what names may mean; what they do mean depends on the rest of the event.
class PlaceReader {
 public:
  // The gazetteer must outlive the reader.
  explicit PlaceReader(const PlaceGazetteer& gazetteer);

  // Fills region_ids of the event's places and the readings of the entry that holds it; warns of
  // names that stay unread.
  void Read(storage::Entry& entry, std::vector<v1::Warning>& warnings) const;

 private:
  // The countries of the places that can be read without the others' help.
  std::vector<RegionIndex> CountriesOf(const v1::Event& event) const;
  void ReadPlace(int index, const std::vector<RegionIndex>& countries, storage::Entry& entry,
                 std::vector<v1::Warning>& warnings) const;
  PlaceReading ReadInContext(absl::string_view name, const PlaceContext& context) const;
  // What the name means, unless it stays unread.
  RegionIndex ReadName(const v1::Place& place, const std::vector<RegionIndex>& countries, int index,
                       std::vector<v1::Warning>& warnings) const;
  // What is known of a place without a readable name: by its point, else its country hint.
  RegionIndex ReadPosition(const v1::Place& place) const;
  // The narrowest region around it that is as coarse as the precision.
  RegionIndex Coarsen(RegionIndex region, v1::PlacePrecision precision) const;
  RegionIndex Enclosing(RegionIndex region, RegionKind kind) const;
  void FillRegions(RegionIndex region, google::protobuf::RepeatedPtrField<std::string>& ids) const;
  void ReadAlternatives(const v1::Place& place, storage::PlaceReading& reading) const;

  const PlaceGazetteer& gazetteer_;
  mutable NameCache<PlaceMeanings> known_names_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_PLACE_READER_H_
