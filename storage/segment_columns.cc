#include "storage/segment_columns.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "storage/byte_codec.h"
#include "storage/segment_chunk.h"

namespace sitrep {
namespace {

constexpr uint64_t kFromEverFlag = 1;
constexpr uint64_t kForEverFlag = 2;

constexpr uint64_t kRetractedFlag = 1;
constexpr uint64_t kTestFlag = 2;
constexpr uint64_t kLastingFlag = 4;
constexpr uint64_t kOpenFlag = 8;
constexpr uint64_t kUnknownTimeFlag = 16;
constexpr uint64_t kOtherPlacesFlag = 32;
constexpr uint64_t kAlternativesFlag = 64;
constexpr uint64_t kHasKilledFlag = 128;
constexpr uint64_t kAllFlags = 255;

// Written for what supersedes itself: a distance of 0 is taken, by what nothing supersedes.
constexpr uint64_t kSupersedesItself = UINT64_MAX;

constexpr size_t kPointBytes = 8;

absl::Status DamagedColumns() { return absl::DataLossError("damaged columns"); }

// Modulo 2^64: defined for any two numbers.
uint64_t Difference(int64_t later, int64_t earlier) {
  return static_cast<uint64_t>(later) - static_cast<uint64_t>(earlier);
}
int64_t Sum(int64_t base, uint64_t difference) {
  return static_cast<int64_t>(static_cast<uint64_t>(base) + difference);
}

// Small differences of either sign become small numbers.
uint64_t ZigZag(uint64_t difference) {
  return (difference << 1) ^ (static_cast<int64_t>(difference) < 0 ? UINT64_MAX : 0);
}
uint64_t UnZigZag(uint64_t number) { return (number >> 1) ^ ((number & 1) != 0 ? UINT64_MAX : 0); }

TimeShape ShapeOf(const ColumnRow& row) {
  TimeShape shape;
  shape.from_ever = row.possible_start == kTimeMin;
  shape.for_ever = row.possible_end == kTimeMax;
  if (!shape.from_ever) {
    shape.start_offset = Difference(row.possible_start, row.address.sort_start);
  }
  if (!shape.for_ever) shape.end_offset = Difference(row.possible_end, row.address.sort_start);
  return shape;
}

uint64_t FlagsOf(const Traits& traits) {
  return (traits.retracted ? kRetractedFlag : 0) | (traits.test ? kTestFlag : 0) |
         (traits.lasting ? kLastingFlag : 0) | (traits.open ? kOpenFlag : 0) |
         (traits.unknown_time ? kUnknownTimeFlag : 0) |
         (traits.other_places ? kOtherPlacesFlag : 0) |
         (traits.alternatives ? kAlternativesFlag : 0) | (traits.has_killed ? kHasKilledFlag : 0);
}

void SetFlags(uint64_t flags, Traits& traits) {
  traits.retracted = (flags & kRetractedFlag) != 0;
  traits.test = (flags & kTestFlag) != 0;
  traits.lasting = (flags & kLastingFlag) != 0;
  traits.open = (flags & kOpenFlag) != 0;
  traits.unknown_time = (flags & kUnknownTimeFlag) != 0;
  traits.other_places = (flags & kOtherPlacesFlag) != 0;
  traits.alternatives = (flags & kAlternativesFlag) != 0;
  traits.has_killed = (flags & kHasKilledFlag) != 0;
}

uint64_t SupersessionOf(const ColumnRow& row) {
  if (row.superseded_by == kNotSuperseded) return 0;
  if (row.superseded_by == row.address.sequence) return kSupersedesItself;
  return Difference(row.superseded_by, row.address.sequence);
}

int64_t SupersededBy(uint64_t supersession, int64_t sequence) {
  if (supersession == 0) return kNotSuperseded;
  return supersession == kSupersedesItself ? sequence : Sum(sequence, supersession);
}

// Modulo 2^32, so that any value comes back.
void PutInt32(int32_t value, std::string& out) { PutVarint(static_cast<uint32_t>(value), out); }
bool ReadInt32(CodecReader& reader, int32_t& value) {
  uint32_t bits = 0;
  if (!reader.ReadVarint32(bits)) return false;
  value = static_cast<int32_t>(bits);
  return true;
}

bool ReadTraits(CodecReader& reader, Traits& traits) {
  uint64_t flags = 0;
  if (!reader.ReadVarint(flags) || flags > kAllFlags) return false;
  SetFlags(flags, traits);
  uint32_t points = 0;
  if (!ReadInt32(reader, traits.kind) || !ReadInt32(reader, traits.status) ||
      !ReadInt32(reader, traits.verification) || !ReadInt32(reader, traits.killed_lower) ||
      !ReadInt32(reader, traits.killed_upper) || !reader.ReadVarint32(points) ||
      points > Traits::kPointsMax) {
    return false;
  }
  traits.point_count = static_cast<uint8_t>(points);
  for (uint32_t i = 0; i < points; ++i) {
    uint32_t role = 0;
    if (!reader.ReadVarint32(role) || role > UINT8_MAX) return false;
    traits.point_roles[i] = static_cast<uint8_t>(role);
  }
  return true;
}

void PutPoint(uint64_t point, std::string& out) {
  for (size_t i = 0; i < kPointBytes; ++i) out.push_back(static_cast<char>(point >> (56 - 8 * i)));
}

bool ReadPoint(CodecReader& reader, uint64_t& point) {
  absl::string_view bytes;
  if (!reader.ReadBytes(kPointBytes, bytes)) return false;
  point = 0;
  for (const char byte : bytes) point = point << 8 | static_cast<uint8_t>(byte);
  return true;
}

}  // namespace

void ColumnWriter::PutShape(const ColumnRow& row, std::string& out) {
  const TimeShape shape = ShapeOf(row);
  const auto [found, added] = shapes_.emplace(shape, static_cast<uint32_t>(shapes_.size()));
  PutVarint(found->second, out);
  if (!added) return;
  PutVarint((shape.from_ever ? kFromEverFlag : 0) | (shape.for_ever ? kForEverFlag : 0), out);
  PutVarint(shape.start_offset, out);
  PutVarint(shape.end_offset, out);
}

void ColumnWriter::PutTraits(const ColumnRow& row, std::string& out) {
  const Traits& traits = row.traits;
  const auto [found, added] = traits_.emplace(traits, static_cast<uint32_t>(traits_.size()));
  PutVarint(found->second, out);
  if (added) {
    PutVarint(FlagsOf(traits), out);
    for (int32_t value : {traits.kind, traits.status, traits.verification, traits.killed_lower,
                          traits.killed_upper}) {
      PutInt32(value, out);
    }
    PutVarint(traits.point_count, out);
    for (int i = 0; i < traits.point_count; ++i) PutVarint(traits.point_roles[i], out);
  }
  for (int i = 0; i < traits.point_count; ++i) PutPoint(row.points[i], out);
}

void ColumnWriter::Add(const ColumnRow& row) {
  PutVarint(Difference(row.address.sort_start, before_.sort_start), bytes_);
  PutVarint(ZigZag(Difference(row.address.sequence, before_.sequence)), bytes_);
  PutShape(row, bytes_);
  PutVarint(SupersessionOf(row), bytes_);
  PutTraits(row, bytes_);
  before_ = row.address;
  if (bytes_.size() >= kChunkBytesTarget) chunks_.push_back(std::exchange(bytes_, {}));
}

std::vector<std::string> ColumnWriter::Finish() {
  if (!bytes_.empty()) chunks_.push_back(std::exchange(bytes_, {}));
  return std::move(chunks_);
}

SegmentColumns::SegmentColumns(uint32_t size)
    : size_(size),
      superseded_by_(std::make_unique<std::atomic<int64_t>[]>(size)),
      plain_docs_(size) {
  starts_.reserve(size);
  sequences_.reserve(size);
  shape_numbers_.reserve(size);
  traits_numbers_.reserve(size);
  kinds_.reserve(size);
  points_.reserve(size);
}

absl::Status SegmentColumns::Append(absl::string_view chunk) {
  CodecReader reader(chunk);
  while (!reader.at_end()) RETURN_IF_ERROR(AppendRow(reader));
  return absl::OkStatus();
}

absl::Status SegmentColumns::AppendRow(CodecReader& reader) {
  uint64_t start = 0;
  uint64_t sequence = 0;
  uint32_t shape_number = 0;
  uint64_t superseded = 0;
  if (starts_.size() == size_ || !reader.ReadVarint(start) || !reader.ReadVarint(sequence) ||
      !reader.ReadVarint32(shape_number) || shape_number > shapes_.size()) {
    return DamagedColumns();
  }
  if (shape_number == shapes_.size()) {
    TimeShape shape;
    uint64_t flags = 0;
    if (!reader.ReadVarint(flags) || flags > (kFromEverFlag | kForEverFlag) ||
        !reader.ReadVarint(shape.start_offset) || !reader.ReadVarint(shape.end_offset)) {
      return DamagedColumns();
    }
    shape.from_ever = (flags & kFromEverFlag) != 0;
    shape.for_ever = (flags & kForEverFlag) != 0;
    shapes_.push_back(shape);
  }
  if (!reader.ReadVarint(superseded) || !AppendTraits(reader)) return DamagedColumns();
  const Address before =
      starts_.empty() ? Address{0, 0} : Address{starts_.back(), sequences_.back()};
  const Address address{Sum(before.sort_start, start), Sum(before.sequence, UnZigZag(sequence))};
  if (!starts_.empty() && address <= before) return DamagedColumns();
  superseded_by_[starts_.size()].store(SupersededBy(superseded, address.sequence),
                                       std::memory_order_relaxed);
  starts_.push_back(address.sort_start);
  sequences_.push_back(address.sequence);
  shape_numbers_.push_back(shape_number);
  return absl::OkStatus();
}

bool SegmentColumns::AppendTraits(CodecReader& reader) {
  uint32_t number = 0;
  if (!reader.ReadVarint32(number) || number > traits_.size()) return false;
  if (number == traits_.size()) {
    Traits traits;
    if (!ReadTraits(reader, traits)) return false;
    traits_.push_back(traits);
  }
  const int count = traits_[number].point_count;
  uint64_t point = 0;
  if (count > 1) {
    points_.push_back(more_points_.size());
    for (int i = 0; i < count; ++i) {
      if (!ReadPoint(reader, point)) return false;
      more_points_.push_back(point);
    }
  } else {
    if (count == 1 && !ReadPoint(reader, point)) return false;
    points_.push_back(point);
  }
  traits_numbers_.push_back(number);
  const int32_t kind = traits_[number].kind;
  kinds_.push_back(kind >= 0 && kind < kLargeKind ? static_cast<uint8_t>(kind) : kLargeKind);
  return true;
}

absl::Status SegmentColumns::Finish() {
  if (starts_.size() != size_) return DamagedColumns();
  undated_count_ = static_cast<uint32_t>(
      std::upper_bound(starts_.begin(), starts_.end(), kTimeMin) - starts_.begin());
  for (uint32_t doc = 0; doc < size_; ++doc) {
    if (IsLong(doc)) long_docs_.push_back(doc);
    if (IsPlain(doc)) plain_docs_.Add(doc);
    if (superseded_by(doc) != kNotSuperseded) superseded_docs_.push_back(doc);
  }
  return absl::OkStatus();
}

int64_t SegmentColumns::possible_start(uint32_t doc) const {
  const TimeShape& shape = shapes_[shape_numbers_[doc]];
  return shape.from_ever ? kTimeMin : Sum(starts_[doc], shape.start_offset);
}

int64_t SegmentColumns::possible_end(uint32_t doc) const {
  const TimeShape& shape = shapes_[shape_numbers_[doc]];
  return shape.for_ever ? kTimeMax : Sum(starts_[doc], shape.end_offset);
}

ColumnRow SegmentColumns::Row(uint32_t doc, int64_t superseded_by) const {
  ColumnRow row{address(doc), possible_start(doc), possible_end(doc), superseded_by, traits(doc)};
  std::copy_n(points(doc), row.traits.point_count, row.points.begin());
  return row;
}

bool SegmentColumns::IsLong(uint32_t doc) const {
  const TimeShape& shape = shapes_[shape_numbers_[doc]];
  if (doc < undated_count_ || shape.from_ever || shape.for_ever) return true;
  return shape.start_offset != 0 || shape.end_offset > static_cast<uint64_t>(kShortMicrosMax);
}

bool SegmentColumns::IsPlain(uint32_t doc) const {
  const TimeShape& shape = shapes_[shape_numbers_[doc]];
  const Traits& known = traits(doc);
  return doc >= undated_count_ && !shape.from_ever && !shape.for_ever && shape.start_offset == 0 &&
         shape.end_offset == 1 && !known.unknown_time && !known.open && !known.lasting &&
         !known.retracted && !known.test && !known.alternatives;
}

void SegmentColumns::Supersede(uint32_t doc, int64_t by) const {
  // Before the list: who reads the list later than `by` was published finds the document there.
  superseded_by_[doc].store(by, std::memory_order_release);
  const std::lock_guard<std::mutex> lock(superseded_mutex_);
  superseded_docs_.push_back(doc);
}

DocumentSet SegmentColumns::PlainDocs() const {
  DocumentSet docs = plain_docs_;
  const std::lock_guard<std::mutex> lock(superseded_mutex_);
  for (const uint32_t doc : superseded_docs_) docs.Remove(doc);
  return docs;
}

uint32_t SegmentColumns::FirstAtOrAfter(int64_t start, uint32_t from) const {
  // In steps that double, then between the last two.
  size_t begin = from;
  size_t end = std::min<size_t>(begin + 64, size_);
  while (end < size_ && starts_[end] < start) {
    const size_t step = 2 * (end - begin);
    begin = end;
    end = std::min<size_t>(begin + step, size_);
  }
  const auto first = starts_.begin();
  return static_cast<uint32_t>(std::lower_bound(first + static_cast<ptrdiff_t>(begin),
                                                first + static_cast<ptrdiff_t>(end), start) -
                               first);
}

std::optional<uint32_t> SegmentColumns::Find(const Address& address) const {
  const auto range = std::equal_range(starts_.begin(), starts_.end(), address.sort_start);
  const auto begin = sequences_.begin() + (range.first - starts_.begin());
  const auto end = sequences_.begin() + (range.second - starts_.begin());
  const auto found = std::lower_bound(begin, end, address.sequence);
  if (found == end || *found != address.sequence) return std::nullopt;
  return static_cast<uint32_t>(found - sequences_.begin());
}

}  // namespace sitrep
