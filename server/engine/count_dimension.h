// The columns of a table of counts: under which keys an event is counted.
#ifndef SITREP_SERVER_ENGINE_COUNT_DIMENSION_H_
#define SITREP_SERVER_ENGINE_COUNT_DIMENSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/estimate.h"
#include "base/time_span.h"
#include "server/engine/stored_event.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/indexed_revision.h"

namespace sitrep {

// What counting asks of an event.
struct CountedEvent {
  SpanTimes times;
  int32_t kind = 0;
  int32_t status = 0;
  bool has_killed = false;
  EstimateBounds killed;
  // Null where the index alone told of the event.
  const storage::Entry* entry = nullptr;
};

// Whether the index tells all that time, kind, status and the dead need.
bool IndexTells(const IndexedRevision& revision);
CountedEvent ToCounted(const IndexedRevision& revision);
CountedEvent ToCounted(const StoredEvent& event);

// Not thread-safe.
class CountDimension {
 public:
  // The number of the key "unplaced": the event belongs certainly to no bucket.
  static constexpr uint32_t kUnplaced = 0;

  // The zone is where days begin. Places count if they have one of the roles; of what lasts, the
  // part in the window counts, which is what the filter asks for.
  CountDimension(v1::Dimension dimension, absl::TimeZone zone, std::vector<v1::PlaceRole> roles,
                 TimeInterval window);

  bool is_time() const;
  // Whether events must be read for it.
  bool needs_entry() const;

  // Makes `keys` the numbers of the event's keys: kUnplaced alone if it has none. At most
  // `keys_max`
  // + 1 of them.
  void KeysOf(const CountedEvent& event, size_t keys_max, std::vector<uint32_t>& keys);

  // Of a time dimension: the end of the bucket of a time, and its key's number.
  int64_t BucketEnd(int64_t time_us);
  uint32_t BucketKey(int64_t time_us);

  const std::string& KeyName(uint32_t number) const { return names_[number]; }

 private:
  struct Bucket {
    int64_t begin = 0;
    int64_t end = 0;
    uint32_t key = kUnplaced;
  };

  const Bucket& BucketOf(int64_t time_us);
  Bucket MakeBucket(int64_t time_us);
  uint32_t NumberOf(absl::string_view name);
  void AddTimeKeys(const SpanTimes& times, size_t keys_max, std::vector<uint32_t>& keys);
  void AddRegionKeys(const storage::Entry& entry, std::vector<uint32_t>& keys);
  void AddActorKeys(const storage::Entry& entry, std::vector<uint32_t>& keys);
  void AddPublisherKeys(const storage::Entry& entry, std::vector<uint32_t>& keys);

  const v1::Dimension dimension_;
  const absl::TimeZone zone_;
  const std::vector<v1::PlaceRole> roles_;
  const TimeInterval window_;
  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, uint32_t> numbers_;
  // By their beginnings. To make one takes a calendar; most are asked for once a segment.
  absl::btree_map<int64_t, Bucket> buckets_;
  // The one that was asked for last.
  Bucket last_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_COUNT_DIMENSION_H_
