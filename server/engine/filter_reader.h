// Reads the names of a filter, so that it can be asked about events.
#ifndef SITREP_SERVER_ENGINE_FILTER_READER_H_
#define SITREP_SERVER_ENGINE_FILTER_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/resolved_filter.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// A filter and how its names were read, each name once, in the filter's order.
struct FilterReading {
  std::shared_ptr<const ResolvedFilter> filter;
  std::vector<v1::NameReading> readings;
};

// Immutable; any number of threads may use one.
class FilterReader {
 public:
  // All must outlive the reader. The store tells which unknown names events bear.
  FilterReader(const PlaceGazetteer& places, const ActorDictionary& actors,
               const EventStore& store);

  // INVALID_ARGUMENT names every field that breaks a rule; NOT_FOUND every name that means nothing
  // and that no event bears, with suggestions.
  absl::StatusOr<FilterReading> Read(const v1::Filter& filter) const;

 private:
  const PlaceGazetteer& places_;
  const ActorDictionary& actors_;
  const EventStore& store_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_FILTER_READER_H_
