// What a server says about itself.
#ifndef SITREP_SERVER_ENGINE_SERVER_STATUS_H_
#define SITREP_SERVER_ENGINE_SERVER_STATUS_H_

#include "absl/time/time.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/watch_hub.h"
#include "sitrep/v1/admin_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// The version of sitrep, as in CHANGELOG.md.
inline constexpr char kSitrepVersion[] = "0.1.0";

// Thread-safe.
class ServerStatus {
 public:
  // All must outlive it.
  ServerStatus(const EventStore& store, const WatchHub& hub, const PlaceGazetteer& places,
               absl::Time started_at)
      : store_(store), hub_(hub), places_(places), started_at_(started_at) {}

  v1::GetStatusResponse Get() const;

 private:
  const EventStore& store_;
  const WatchHub& hub_;
  const PlaceGazetteer& places_;
  const absl::Time started_at_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_SERVER_STATUS_H_
