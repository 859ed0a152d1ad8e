// Answers what names of places and actors may mean.
#ifndef SITREP_SERVER_ENGINE_DIRECTORY_H_
#define SITREP_SERVER_ENGINE_DIRECTORY_H_

#include "absl/status/statusor.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "sitrep/v1/directory_service.pb.h"

namespace sitrep {

// Immutable; any number of threads may use one. INVALID_ARGUMENT names every bad field. A name that
// means nothing has no candidates.
class Directory {
 public:
  // Both must outlive the directory.
  Directory(const PlaceGazetteer& places, const ActorDictionary& actors)
      : places_(places), actors_(actors) {}

  absl::StatusOr<v1::ResolvePlacesResponse> ResolvePlaces(
      const v1::ResolvePlacesRequest& request) const;
  absl::StatusOr<v1::ResolveActorsResponse> ResolveActors(
      const v1::ResolveActorsRequest& request) const;

 private:
  void AddPlace(const PlaceCandidate& candidate, v1::Resolution& resolution) const;
  void AddActor(const ActorCandidate& candidate, v1::Resolution& resolution) const;
  // Best first; those of the country, if one is given, before the others.
  std::vector<ActorCandidate> ActorsOf(const std::string& name, const std::string& country,
                                       int limit) const;

  const PlaceGazetteer& places_;
  const ActorDictionary& actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_DIRECTORY_H_
