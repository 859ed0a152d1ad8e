// The built gazetteer as bytes: what gazetteer/build/compile_places writes and the server loads.
#ifndef SITREP_GAZETTEER_PLACE_FILE_H_
#define SITREP_GAZETTEER_PLACE_FILE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gazetteer/region.h"
#include "gazetteer/table.h"

namespace sitrep {

// Coordinates in the file are whole numbers of this many to a degree.
inline constexpr int kUnitsPerDegree = 100'000;

// How a key in the file belongs to a region.
enum class NameReading : uint8_t {
  kName,             // NameKey of one of its names
  kWithoutTypeWord,  // the same without the type word: "kursk" of "Kursk Oblast"
  kSeat,             // a province by a name of the seat it is named after, or the other way round
  kTransliterated,   // TransliteratedKey of a name, also without its type word
  kSound,            // what that sounds like
};
inline constexpr int kNameReadings = 5;

// That one key may mean one region.
struct NamePosting {
  RegionIndex region;
  NameReading reading;
  uint8_t fingerprint;  // of the name as written, for kName and kSeat: exact or normalised
};

// Keys and their postings, sorted by key.
struct PlaceNames {
  Table<char> key_bytes;
  Table<uint32_t> key_ends;      // where in key_bytes each key ends
  Table<uint32_t> posting_ends;  // where in postings each key's end
  Table<NamePosting> postings;

  size_t size() const { return key_ends.size(); }
  absl::string_view key(size_t number) const {
    const uint32_t begin = number == 0 ? 0 : key_ends[number - 1];
    return absl::string_view(key_bytes.data() + begin, key_ends[number] - begin);
  }
};

struct UnitPoint {
  int32_t x;  // longitude
  int32_t y;  // latitude
};

// A line that outlines share.
using Arc = absl::Span<const UnitPoint>;

// Their points one after another.
struct Arcs {
  Table<UnitPoint> points;
  std::vector<uint32_t> ends;  // where in points each arc ends

  size_t size() const { return ends.size(); }
  uint32_t begin(size_t number) const { return number == 0 ? 0 : ends[number - 1]; }
  Arc operator[](size_t number) const {
    return absl::MakeConstSpan(points).subspan(begin(number), ends[number] - begin(number));
  }
};

// Arcs end to end; n is arc n from its first point to its last, -1 - n the same backward.
using ArcRing = std::vector<int32_t>;

// What PlaceGazetteer is made from. Every index is in range, every region's parent is another
// region, and no region lies in itself.
struct PlaceData {
  struct Entry {
    absl::string_view id = {};
    absl::string_view name = {};
    RegionKind kind = RegionKind::kCity;
    RegionIndex parent = kNoRegion;
    absl::string_view country = {};
    absl::string_view claimed_by = {};
    uint32_t population = 0;
    UnitPoint point{};
    uint8_t flags = 0;
    // How far around a city its province counts, whatever the outlines say.
    uint32_t reach_m = 0;
    std::vector<ArcRing> rings = {};  // the outline, by the even-odd rule; provinces only
  };

  // Flags.
  static constexpr uint8_t kCapital = 1;       // a city that is the capital of its country
  static constexpr uint8_t kSeat = 2;          // a city that is the seat of its province
  static constexpr uint8_t kCityProvince = 4;  // a province that is one city
  static constexpr uint8_t kLikeCountry = 8;  // a province that people name as if it were a country

  // Countries, then provinces, then groups, then cities.
  Table<Entry> regions;
  Table<char> text;  // holds the strings of a decoded file's regions
  std::vector<std::pair<RegionIndex, std::vector<RegionIndex>>> members;  // of groups
  Arcs arcs;
  PlaceNames names;
};

// A byte that tells apart most names of one key.
uint8_t NameFingerprint(absl::string_view name);

// The same data gives the same bytes.
std::string EncodePlaces(const PlaceData& data);

// DATA_LOSS if the bytes are not exactly what EncodePlaces wrote; FAILED_PRECONDITION if they are
// of another format version or made with other name keys.
absl::StatusOr<PlaceData> DecodePlaces(absl::string_view bytes);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_FILE_H_
