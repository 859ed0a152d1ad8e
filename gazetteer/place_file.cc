#include "gazetteer/place_file.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "gazetteer/byte_stream.h"
#include "gazetteer/name_key.h"

namespace sitrep {
namespace {

// A header, then one zstd frame.
constexpr absl::string_view kMagic = "SITREPPL";
constexpr uint32_t kFormatVersion = 2;
constexpr size_t kHeaderBytes = 32;  // magic, format, name key version, raw size, hash of the rest
constexpr int kCompressionLevel = 19;
// Far above any real file: what a damaged header may make us allocate.
constexpr uint64_t kRawBytesMax = 256 << 20;

bool HasFingerprint(NameReading reading) {
  return reading == NameReading::kName || reading == NameReading::kSeat;
}

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("gazetteer file: ", what));
}

size_t TextBytes(const PlaceData::Entry& entry) {
  return entry.id.size() + entry.name.size() + entry.country.size() + entry.claimed_by.size();
}

void WriteRegions(const PlaceData& data, ByteWriter* out) {
  size_t text_bytes = 0;
  for (const PlaceData::Entry& entry : data.regions) text_bytes += TextBytes(entry);
  out->Varint(text_bytes);
  out->Varint(data.regions.size());
  for (const PlaceData::Entry& entry : data.regions) {
    out->String(entry.id);
    out->String(entry.name);
    out->Varint(static_cast<uint64_t>(entry.kind));
    out->Varint(entry.parent == kNoRegion ? 0 : uint64_t{entry.parent} + 1);
    out->String(entry.country);
    out->String(entry.claimed_by);
    out->Varint(entry.population);
    out->Signed(entry.point.x);
    out->Signed(entry.point.y);
    out->Varint(entry.flags);
    out->Varint(entry.reach_m);
    out->Varint(entry.rings.size());
    for (const ArcRing& ring : entry.rings) {
      out->Varint(ring.size());
      for (int32_t arc : ring) out->Signed(arc);
    }
  }
  out->Varint(data.members.size());
  for (const auto& [group, members] : data.members) {
    out->Varint(group);
    out->Varint(members.size());
    for (RegionIndex member : members) out->Varint(member);
  }
}

void WriteArcs(const Arcs& arcs, ByteWriter* out) {
  out->Varint(arcs.points.size());
  out->Varint(arcs.size());
  for (size_t number = 0; number < arcs.size(); ++number) {
    out->Varint(arcs[number].size());
    UnitPoint last{};
    for (const UnitPoint& point : arcs[number]) {
      out->Signed(point.x - last.x);
      out->Signed(point.y - last.y);
      last = point;
    }
  }
}

// Each key as what it shares with the one before it and the rest.
void WriteNames(const PlaceNames& names, ByteWriter* out) {
  out->Varint(names.key_bytes.size());
  out->Varint(names.size());
  absl::string_view last;
  for (size_t i = 0; i < names.size(); ++i) {
    const absl::string_view key = names.key(i);
    const size_t shared =
        std::mismatch(last.begin(), last.end(), key.begin(), key.end()).first - last.begin();
    out->Varint(shared);
    out->String(key.substr(shared));
    last = key;
  }
  uint32_t begin = 0;
  for (uint32_t end : names.posting_ends) {
    out->Varint(end - begin);
    begin = end;
  }
  for (const NamePosting& posting : names.postings) {
    out->Varint(uint64_t{posting.region} * kNameReadings + static_cast<uint64_t>(posting.reading));
  }
  for (const NamePosting& posting : names.postings) {
    if (HasFingerprint(posting.reading)) out->Byte(posting.fingerprint);
  }
}

// Copies strings to where there is room for exactly all of them.
class TextKeeper {
 public:
  explicit TextKeeper(Table<char>* text) : text_(*text) {}

  absl::string_view Keep(absl::string_view string) {
    if (string.size() > text_.size() - used_) {
      fits_ = false;
      return {};
    }
    char* const at = text_.data() + used_;
    if (!string.empty()) std::memcpy(at, string.data(), string.size());
    used_ += string.size();
    return {at, string.size()};
  }

  bool fits_exactly() const { return fits_ && used_ == text_.size(); }

 private:
  Table<char>& text_;
  size_t used_ = 0;
  bool fits_ = true;
};

absl::Status ReadEntry(ByteReader* in, size_t regions, TextKeeper* text, PlaceData::Entry* entry) {
  entry->id = text->Keep(in->String());
  entry->name = text->Keep(in->String());
  const uint64_t kind = in->Varint();
  const uint64_t parent = in->Varint();
  entry->country = text->Keep(in->String());
  entry->claimed_by = text->Keep(in->String());
  entry->population = static_cast<uint32_t>(in->Varint());
  entry->point.x = static_cast<int32_t>(in->Signed());
  entry->point.y = static_cast<int32_t>(in->Signed());
  entry->flags = static_cast<uint8_t>(in->Varint());
  entry->reach_m = static_cast<uint32_t>(in->Varint());
  if (kind > static_cast<uint64_t>(RegionKind::kSea)) return Damaged("unknown kind of region");
  if (parent > regions) return Damaged("parent out of range");
  entry->kind = static_cast<RegionKind>(kind);
  entry->parent = parent == 0 ? kNoRegion : static_cast<RegionIndex>(parent - 1);
  entry->rings.resize(in->Count());
  for (ArcRing& ring : entry->rings) {
    ring.resize(in->Count());
    for (int32_t& arc : ring) arc = static_cast<int32_t>(in->Signed());
  }
  return in->ok() ? absl::OkStatus() : Damaged("cut in the regions");
}

absl::Status ReadRegions(ByteReader* in, PlaceData* data) {
  data->text.resize(in->Count());
  data->regions.resize(in->Count());
  TextKeeper text(&data->text);
  for (PlaceData::Entry& entry : data->regions) {
    RETURN_IF_ERROR(ReadEntry(in, data->regions.size(), &text, &entry));
  }
  if (!text.fits_exactly()) return Damaged("its strings are longer or shorter than it says");
  data->members.resize(in->Count());
  for (auto& [group, members] : data->members) {
    group = static_cast<RegionIndex>(in->Varint());
    members.resize(in->Count());
    for (RegionIndex& member : members) {
      member = static_cast<RegionIndex>(in->Varint());
      if (member >= data->regions.size()) return Damaged("member out of range");
    }
    if (group >= data->regions.size()) return Damaged("group out of range");
  }
  return in->ok() ? absl::OkStatus() : Damaged("cut in the groups");
}

absl::Status ReadArcs(ByteReader* in, Arcs* arcs) {
  arcs->points.resize(in->Count());
  arcs->ends.resize(in->Count());
  uint64_t at = 0;
  for (uint32_t& end : arcs->ends) {
    const uint64_t size = in->Varint();
    if (size < 2) return Damaged("an arc without length");
    if (size > arcs->points.size() - at) return Damaged("an arc has more points than there are");
    int64_t x = 0, y = 0;
    for (const uint64_t last = at + size; at < last; ++at) {
      x += in->Signed();
      y += in->Signed();
      if (x < -180 * kUnitsPerDegree || x > 180 * kUnitsPerDegree || y < -90 * kUnitsPerDegree ||
          y > 90 * kUnitsPerDegree) {
        return Damaged("an outline leaves the earth");
      }
      arcs->points[at] = {static_cast<int32_t>(x), static_cast<int32_t>(y)};
    }
    end = static_cast<uint32_t>(at);
  }
  if (at != arcs->points.size()) return Damaged("points of no arc");
  return in->ok() ? absl::OkStatus() : Damaged("cut in the outlines");
}

absl::Status ReadKeys(ByteReader* in, PlaceNames* names) {
  const uint64_t bytes = in->Varint();
  if (bytes > kRawBytesMax) return Damaged("too long");
  names->key_bytes.resize(bytes);
  names->key_ends.resize(in->Count());
  char* const keys = names->key_bytes.data();
  size_t last = 0, at = 0;
  for (uint32_t& end : names->key_ends) {
    const uint64_t shared = in->Varint();
    const absl::string_view rest = in->String();
    if (shared > at - last) return Damaged("a key shares more than there is");
    if (shared + rest.size() > bytes - at) return Damaged("keys are longer than it says");
    std::memcpy(keys + at, keys + last, shared);
    if (!rest.empty()) std::memcpy(keys + at + shared, rest.data(), rest.size());
    last = at;
    at += shared + rest.size();
    end = static_cast<uint32_t>(at);
  }
  if (at != bytes) return Damaged("keys are shorter than it says");
  return in->ok() ? absl::OkStatus() : Damaged("cut in the names");
}

absl::Status ReadNames(ByteReader* in, size_t regions, PlaceNames* names) {
  RETURN_IF_ERROR(ReadKeys(in, names));
  names->posting_ends.resize(names->key_ends.size());
  uint64_t total = 0;
  for (uint32_t& end : names->posting_ends) {
    total += in->Varint();
    if (total > in->size()) return Damaged("more postings than bytes");
    end = static_cast<uint32_t>(total);
  }
  names->postings.resize(total);
  for (NamePosting& posting : names->postings) {
    const uint64_t packed = in->Varint();
    posting.region = static_cast<RegionIndex>(packed / kNameReadings);
    posting.reading = static_cast<NameReading>(packed % kNameReadings);
    posting.fingerprint = 0;
    if (packed / kNameReadings >= regions) return Damaged("a name of no region");
  }
  for (NamePosting& posting : names->postings) {
    if (HasFingerprint(posting.reading)) posting.fingerprint = in->Byte();
  }
  return in->ok() ? absl::OkStatus() : Damaged("cut in the names");
}

// That arcs exist, and that parents lead out of every region.
absl::Status CheckReferences(const PlaceData& data) {
  const int64_t arcs = static_cast<int64_t>(data.arcs.size());
  constexpr int kDepthMax = 4;
  for (const PlaceData::Entry& entry : data.regions) {
    for (const ArcRing& ring : entry.rings) {
      if (ring.empty()) return Damaged("a ring without arcs");
      for (int32_t arc : ring) {
        if (arc >= arcs || -1 - int64_t{arc} >= arcs) return Damaged("arc out of range");
      }
    }
    int depth = 0;
    for (RegionIndex at = entry.parent; at != kNoRegion; at = data.regions[at].parent) {
      if (++depth > kDepthMax) return Damaged("regions within each other");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Table<char>> Unpack(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic) {
    return Damaged("not a gazetteer");
  }
  ByteReader header(bytes.substr(kMagic.size(), kHeaderBytes - kMagic.size()));
  const uint32_t format = header.Fixed32();
  const uint32_t key_version = header.Fixed32();
  const uint64_t raw_size = header.Fixed64();
  const uint64_t hash = header.Fixed64();
  if (format != kFormatVersion || key_version != kNameKeyVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "gazetteer file: format ", format, " with name keys ", key_version, ", this program reads ",
        kFormatVersion, " with ", kNameKeyVersion, "; build the gazetteer anew"));
  }
  const absl::string_view packed = bytes.substr(kHeaderBytes);
  if (StableHash(packed) != hash || raw_size > kRawBytesMax) return Damaged("checksum mismatch");
  Table<char> raw(raw_size);
  const size_t size = ZSTD_decompress(raw.data(), raw.size(), packed.data(), packed.size());
  if (ZSTD_isError(size) || size != raw_size) return Damaged("does not decompress");
  return raw;
}

}  // namespace

uint8_t NameFingerprint(absl::string_view name) { return static_cast<uint8_t>(StableHash(name)); }

std::string EncodePlaces(const PlaceData& data) {
  ByteWriter raw;
  WriteRegions(data, &raw);
  WriteArcs(data.arcs, &raw);
  WriteNames(data.names, &raw);
  std::string packed(ZSTD_compressBound(raw.bytes().size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), raw.bytes().data(), raw.bytes().size(),
                              kCompressionLevel));
  ByteWriter header;
  header.Fixed32(kFormatVersion);
  header.Fixed32(kNameKeyVersion);
  header.Fixed64(raw.bytes().size());
  header.Fixed64(StableHash(packed));
  return absl::StrCat(kMagic, header.bytes(), packed);
}

absl::StatusOr<PlaceData> DecodePlaces(absl::string_view bytes) {
  ASSIGN_OR_RETURN(const Table<char> raw, Unpack(bytes));
  PlaceData data;
  ByteReader in(absl::string_view(raw.data(), raw.size()));
  RETURN_IF_ERROR(ReadRegions(&in, &data));
  RETURN_IF_ERROR(ReadArcs(&in, &data.arcs));
  RETURN_IF_ERROR(ReadNames(&in, data.regions.size(), &data.names));
  if (!in.at_end()) return Damaged("longer than its content");
  RETURN_IF_ERROR(CheckReferences(data));
  return data;
}

}  // namespace sitrep
