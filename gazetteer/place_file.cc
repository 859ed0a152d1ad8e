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
constexpr uint32_t kFormatVersion = 1;
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

void WriteRegions(const PlaceData& data, ByteWriter* out) {
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

void WriteArcs(const std::vector<Arc>& arcs, ByteWriter* out) {
  out->Varint(arcs.size());
  for (const Arc& arc : arcs) {
    out->Varint(arc.size());
    UnitPoint last{};
    for (const UnitPoint& point : arc) {
      out->Signed(point.x - last.x);
      out->Signed(point.y - last.y);
      last = point;
    }
  }
}

// Each key as what it shares with the one before it and the rest.
void WriteNames(const PlaceNames& names, ByteWriter* out) {
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

absl::Status ReadEntry(ByteReader* in, size_t regions, PlaceData::Entry* entry) {
  entry->id = std::string(in->String());
  entry->name = std::string(in->String());
  const uint64_t kind = in->Varint();
  const uint64_t parent = in->Varint();
  entry->country = std::string(in->String());
  entry->claimed_by = std::string(in->String());
  entry->population = static_cast<uint32_t>(in->Varint());
  entry->point.x = static_cast<int32_t>(in->Signed());
  entry->point.y = static_cast<int32_t>(in->Signed());
  entry->flags = static_cast<uint8_t>(in->Varint());
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
  data->regions.resize(in->Count());
  for (PlaceData::Entry& entry : data->regions) {
    RETURN_IF_ERROR(ReadEntry(in, data->regions.size(), &entry));
  }
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

absl::Status ReadArcs(ByteReader* in, std::vector<Arc>* arcs) {
  arcs->resize(in->Count());
  for (Arc& arc : *arcs) {
    arc.resize(in->Count());
    int64_t x = 0, y = 0;
    for (UnitPoint& point : arc) {
      x += in->Signed();
      y += in->Signed();
      if (x < -180 * kUnitsPerDegree || x > 180 * kUnitsPerDegree || y < -90 * kUnitsPerDegree ||
          y > 90 * kUnitsPerDegree) {
        return Damaged("an outline leaves the earth");
      }
      point = {static_cast<int32_t>(x), static_cast<int32_t>(y)};
    }
    if (arc.size() < 2) return Damaged("an arc without length");
  }
  return in->ok() ? absl::OkStatus() : Damaged("cut in the outlines");
}

absl::Status ReadKeys(ByteReader* in, PlaceNames* names) {
  names->key_ends.resize(in->Count());
  names->key_bytes.reserve(in->size());
  size_t last = 0;
  for (uint32_t& end : names->key_ends) {
    const uint64_t shared = in->Varint();
    const absl::string_view rest = in->String();
    const size_t size = names->key_bytes.size();
    if (shared > size - last) return Damaged("a key shares more than there is");
    if (size + shared + rest.size() > kRawBytesMax) return Damaged("too long");
    names->key_bytes.resize(size + shared + rest.size());
    std::memcpy(names->key_bytes.data() + size, names->key_bytes.data() + last, shared);
    std::memcpy(names->key_bytes.data() + size + shared, rest.data(), rest.size());
    last = size;
    end = static_cast<uint32_t>(names->key_bytes.size());
  }
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

absl::StatusOr<std::string> Unpack(absl::string_view bytes) {
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
  std::string raw(raw_size, '\0');
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
  ASSIGN_OR_RETURN(const std::string raw, Unpack(bytes));
  PlaceData data;
  ByteReader in(raw);
  RETURN_IF_ERROR(ReadRegions(&in, &data));
  RETURN_IF_ERROR(ReadArcs(&in, &data.arcs));
  RETURN_IF_ERROR(ReadNames(&in, data.regions.size(), &data.names));
  if (!in.at_end()) return Damaged("longer than its content");
  RETURN_IF_ERROR(CheckReferences(data));
  return data;
}

}  // namespace sitrep
