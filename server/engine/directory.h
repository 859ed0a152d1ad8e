// Answers what names of places and actors may mean.
#ifndef SITREP_SERVER_ENGINE_DIRECTORY_H_
#define SITREP_SERVER_ENGINE_DIRECTORY_H_

#include "absl/status/statusor.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/current_actors.h"
#include "sitrep/v1/directory_service.pb.h"

namespace sitrep {

// Thread-safe. INVALID_ARGUMENT names every bad field. A name that means nothing has no candidates.
class Directory {
 public:
  // Both must outlive the directory.
  Directory(const PlaceGazetteer& places, const CurrentActors& actors)
      : places_(places), actors_(actors) {}

  absl::StatusOr<v1::ResolvePlacesResponse> ResolvePlaces(
      const v1::ResolvePlacesRequest& request) const;
  absl::StatusOr<v1::ResolveActorsResponse> ResolveActors(
      const v1::ResolveActorsRequest& request) const;

  // NOT_FOUND for an unknown id, with what it may mean as a name.
  absl::StatusOr<v1::GetPlaceResponse> GetPlace(const v1::GetPlaceRequest& request) const;

 private:
  void AddPlace(const PlaceCandidate& candidate, v1::Resolution& resolution) const;
  void FillRegion(RegionIndex index, v1::Region& filled) const;

  const PlaceGazetteer& places_;
  const CurrentActors& actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_DIRECTORY_H_
