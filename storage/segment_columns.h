// The columns of a segment, in memory: what is asked of each revision besides its terms.
#ifndef SITREP_STORAGE_SEGMENT_COLUMNS_H_
#define SITREP_STORAGE_SEGMENT_COLUMNS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/document_set.h"
#include "storage/index_unit.h"
#include "storage/posting.h"

namespace sitrep {

// A revision that possibly took longer is among the long ones: 32 days. Part of no format.
inline constexpr int64_t kShortMicrosMax = int64_t{32} * 24 * 3600 * 1'000'000;

struct ColumnRow {
  Address address;
  int64_t possible_start = 0;
  int64_t possible_end = 0;
  int64_t superseded_by = kNotSuperseded;
  Traits traits = {};
  Points points = {};
};

// Where the possible interval lies against the start. Few are different: columns hold their number.
struct TimeShape {
  bool from_ever = false;  // possible_start is kTimeMin.
  bool for_ever = false;   // possible_end is kTimeMax.
  // Added to the start; modulo 2^64, so that any interval has a shape. 0 where it is not needed.
  uint64_t start_offset = 0;
  uint64_t end_offset = 0;

  auto operator<=>(const TimeShape&) const = default;
};

// Writes columns as chunks (bytes without checksum). Part of the format on disk.
class ColumnWriter {
 public:
  // Rows ascend by address.
  void Add(const ColumnRow& row);
  std::vector<std::string> Finish();

 private:
  void PutShape(const ColumnRow& row, std::string& out);
  void PutTraits(const ColumnRow& row, std::string& out);

  std::vector<std::string> chunks_;
  std::string bytes_;
  Address before_{0, 0};
  std::map<TimeShape, uint32_t> shapes_;
  absl::flat_hash_map<Traits, uint32_t> traits_;
};

// A document's number is its rank by address: undated ones come first. Everything but superseded_by
// is fixed once it is read. Thread-safe from then on.
class SegmentColumns {
 public:
  explicit SegmentColumns(uint32_t size);

  // Chunk after chunk as they were written, then Finish. DATA_LOSS if they are damaged or hold
  // another number of rows than `size`.
  absl::Status Append(absl::string_view chunk);
  absl::Status Finish();

  uint32_t size() const { return size_; }
  // How many documents have no start.
  uint32_t undated_count() const { return undated_count_; }
  Address address(uint32_t doc) const { return {starts_[doc], sequences_[doc]}; }
  int64_t possible_start(uint32_t doc) const;
  int64_t possible_end(uint32_t doc) const;
  const Traits& traits(uint32_t doc) const { return traits_[traits_numbers_[doc]]; }
  // traits().kind, from an array so small that caches hold much of it.
  int32_t kind(uint32_t doc) const {
    return kinds_[doc] == kLargeKind ? traits(doc).kind : kinds_[doc];
  }
  // traits().point_count S2 leaf cells.
  const uint64_t* points(uint32_t doc) const {
    return traits(doc).point_count > 1 ? &more_points_[points_[doc]] : &points_[doc];
  }
  // For writing it again.
  ColumnRow Row(uint32_t doc, int64_t superseded_by) const;
  IndexedRevision revision(uint32_t doc) const {
    return {address(doc), possible_start(doc), possible_end(doc), &traits(doc), points(doc)};
  }
  int64_t superseded_by(uint32_t doc) const {
    return superseded_by_[doc].load(std::memory_order_acquire);
  }
  void Supersede(uint32_t doc, int64_t by) const;

  // Those that are plain in the sense of CountQuery and that nothing supersedes.
  DocumentSet PlainDocs() const;

  // Documents whose possible interval does not begin at their start, or that possibly took longer
  // than kShortMicrosMax; all undated ones. Ascending.
  const std::vector<uint32_t>& long_docs() const { return long_docs_; }
  // The first document that starts at or after the time; size() if there is none. Quick if it is
  // not far from `from`, which must not lie behind it.
  uint32_t FirstAtOrAfter(int64_t start, uint32_t from = 0) const;
  std::optional<uint32_t> Find(const Address& address) const;

 private:
  absl::Status AppendRow(class CodecReader& reader);
  bool AppendTraits(class CodecReader& reader);
  bool IsLong(uint32_t doc) const;
  bool IsPlain(uint32_t doc) const;

  const uint32_t size_;
  uint32_t undated_count_ = 0;
  std::vector<int64_t> starts_;
  std::vector<int64_t> sequences_;
  std::vector<uint32_t> shape_numbers_;
  std::vector<TimeShape> shapes_;
  std::vector<uint32_t> traits_numbers_;
  // Kinds up to 254.
  static constexpr uint8_t kLargeKind = 255;
  std::vector<uint8_t> kinds_;
  std::vector<Traits> traits_;
  // A document's only point; of a document that has several, where they begin in `more_points_`.
  std::vector<uint64_t> points_;
  std::vector<uint64_t> more_points_;
  // Changes while others read; of fixed size.
  std::unique_ptr<std::atomic<int64_t>[]> superseded_by_;
  std::vector<uint32_t> long_docs_;
  DocumentSet plain_docs_;
  // Documents that are superseded, in any order.
  mutable std::mutex superseded_mutex_;
  mutable std::vector<uint32_t> superseded_docs_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_COLUMNS_H_
