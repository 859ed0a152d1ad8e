// Reads the names of a filter, so that it can be asked about events.
#ifndef SITREP_SERVER_ENGINE_FILTER_READER_H_
#define SITREP_SERVER_ENGINE_FILTER_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/current_actors.h"
#include "server/engine/resolved_filter.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// A filter and how its names were read, each name once, in the filter's order.
struct FilterReading {
  std::shared_ptr<const ResolvedFilter> filter;
  std::vector<v1::NameReading> readings;
};

// Thread-safe.
class FilterReader {
 public:
  // All must outlive the reader. The store tells which unknown names events bear.
  FilterReader(const PlaceGazetteer& places, const CurrentActors& actors, const EventStore& store);

  // INVALID_ARGUMENT names every field that breaks a rule; NOT_FOUND every name that means nothing
  // and that no event bears, with suggestions. What was read stays as it is, whatever becomes of
  // the actors.
  absl::StatusOr<FilterReading> Read(const v1::Filter& filter) const;

  // Another number whenever names may mean something else. Ask before Read.
  int64_t generation() const { return actors_.generation(); }

 private:
  const PlaceGazetteer& places_;
  const CurrentActors& actors_;
  const EventStore& store_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_FILTER_READER_H_
