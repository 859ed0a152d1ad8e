// Keys on disk (docs/disk_format.md). Numbers are big-endian, so that keys sort like numbers.
#ifndef SITREP_STORAGE_KEYS_H_
#define SITREP_STORAGE_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

// Of a log value: the sequence of its first entry, which is positive.
std::string LogKey(int64_t first_sequence);
// Nullopt for bytes that LogKey does not make.
std::optional<int64_t> ParseLogKey(absl::string_view key);

// Of a chunk of a segment. All chunks of a segment lie together, in order.
std::string ChunkKey(uint64_t segment_id, uint32_t chunk);
struct ChunkAddress {
  uint64_t segment_id = 0;
  uint32_t chunk = 0;
};
std::optional<ChunkAddress> ParseChunkKey(absl::string_view key);
// Where the chunks of a segment begin; those of the segment before end there.
std::string SegmentPrefix(uint64_t segment_id);

// Keys of Family::kMeta. What begins with kIndexPrefix is the index's.
inline constexpr absl::string_view kLedgerIdKey = "ledger_id";
// How many events there are.
inline constexpr absl::string_view kEventCountKey = "event_count";
inline constexpr absl::string_view kTermsVersionKey = "terms_version";
// Before the name of a subscription.
inline constexpr absl::string_view kSubscriptionPrefix = "subscription/";
// Before the id of one of the ledger's own actors.
inline constexpr absl::string_view kActorPrefix = "actor/";
inline constexpr absl::string_view kIndexPrefix = "index/";
// The first key after all that begin with kIndexPrefix.
inline constexpr absl::string_view kIndexPrefixEnd = "index0";

// Values of kEventCountKey and kTermsVersionKey: not negative.
std::string CountValue(int64_t count);
std::optional<int64_t> ParseCountValue(absl::string_view value);

// A key for people: printable as it is, else in hexadecimal.
std::string DescribeKey(absl::string_view key);

}  // namespace sitrep

#endif  // SITREP_STORAGE_KEYS_H_
