#include "gazetteer/place_file.h"

#include <limits>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "gazetteer/byte_stream.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

// A country with one square province and one city.
PlaceData SmallWorld() {
  PlaceData data;
  data.regions.push_back({.id = "XA",
                          .name = "Land",
                          .kind = RegionKind::kCountry,
                          .country = "XA",
                          .population = 1000});
  data.regions.push_back({.id = "XA-1",
                          .name = "Square",
                          .kind = RegionKind::kAdmin1,
                          .parent = 0,
                          .country = "XA",
                          .claimed_by = "XB XC",
                          .point = {50, -50},
                          .rings = {{0, -2}}});
  data.regions.push_back({.id = "geonames:1",
                          .name = "Town",
                          .parent = 1,
                          .country = "XA",
                          .population = 4'000'000'000,
                          .point = {-18'000'000, 9'000'000},
                          .flags = PlaceData::kCapital,
                          .reach_m = 900});
  data.regions.push_back({.id = "group:x", .name = "All", .kind = RegionKind::kGroup});
  data.members.emplace_back(3, std::vector<RegionIndex>{0});
  data.arcs.points = {{0, 0}, {100, 0}, {100, 100}, {0, 0}, {0, 100}, {100, 100}};
  data.arcs.ends = {3, 6};
  constexpr absl::string_view kKeys = "landlandsquaretown";
  data.names.key_bytes.assign(kKeys.begin(), kKeys.end());
  data.names.key_ends = {4, 9, 14, 18};
  data.names.posting_ends = {1, 2, 4, 5};
  data.names.postings = {{0, NameReading::kName, 7},
                         {0, NameReading::kSound, 0},
                         {1, NameReading::kName, 255},
                         {2, NameReading::kSeat, 1},
                         {2, NameReading::kName, 0}};
  return data;
}

TEST(PlaceFile, GivesBackWhatWasWritten) {
  const std::string bytes = EncodePlaces(SmallWorld());
  const absl::StatusOr<PlaceData> read = DecodePlaces(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(EncodePlaces(*read), bytes);
  EXPECT_EQ(read->regions[1].claimed_by, "XB XC");
  EXPECT_EQ(read->regions[2].population, 4'000'000'000);
  EXPECT_EQ(read->regions[2].point.x, -18'000'000);
  EXPECT_EQ(read->regions[2].reach_m, 900);
  EXPECT_EQ(read->regions[1].rings, (std::vector<ArcRing>{{0, -2}}));
  EXPECT_EQ(read->names.key(2), "quare");
  EXPECT_EQ(read->names.postings[2].fingerprint, 255);
}

TEST(PlaceFile, EveryFlippedBitIsFound) {
  const std::string bytes = EncodePlaces(SmallWorld());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(DecodePlaces(damaged).ok()) << "bit " << bit;
  }
}

TEST(PlaceFile, EveryCutIsFound) {
  const std::string bytes = EncodePlaces(SmallWorld());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodePlaces(absl::string_view(bytes).substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  }
  EXPECT_FALSE(DecodePlaces(bytes + "x").ok());
}

TEST(PlaceFile, AnotherVersionSaysSo) {
  std::string bytes = EncodePlaces(SmallWorld());
  bytes[8] = 99;
  EXPECT_EQ(DecodePlaces(bytes).status().code(), absl::StatusCode::kFailedPrecondition);
}

// What a checksum cannot catch: well-formed files that contradict themselves.
TEST(PlaceFile, ReferencesToNothingAreFound) {
  const auto damage = [](void (*change)(PlaceData*)) {
    PlaceData data = SmallWorld();
    change(&data);
    return DecodePlaces(EncodePlaces(data)).status().code();
  };
  EXPECT_EQ(damage([](PlaceData*) {}), absl::StatusCode::kOk);
  EXPECT_EQ(damage([](PlaceData* d) { d->regions[1].parent = 4; }), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->regions[0].parent = 1; }), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->regions[1].rings = {{2}}; }), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->regions[1].rings = {{-3}}; }),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->regions[1].rings = {{}}; }), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->arcs.points[1].y = 9'000'001; }),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->members[0].second = {4}; }), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damage([](PlaceData* d) { d->names.postings[0].region = 4; }),
            absl::StatusCode::kDataLoss);
}

TEST(ByteReader, StopsAtTheEnd) {
  ByteWriter out;
  out.Varint(300);
  out.Signed(-5);
  out.String("ab");
  ByteReader in(out.bytes());
  EXPECT_EQ(in.Varint(), 300u);
  EXPECT_EQ(in.Signed(), -5);
  EXPECT_EQ(in.String(), "ab");
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(in.Byte(), 0);
  EXPECT_FALSE(in.ok());
  EXPECT_FALSE(in.at_end());
}

TEST(ByteReader, ReadsTheExtremes) {
  ByteWriter out;
  out.Varint(~uint64_t{0});
  out.Signed(std::numeric_limits<int64_t>::min());
  out.Signed(std::numeric_limits<int64_t>::max());
  ByteReader in(out.bytes());
  EXPECT_EQ(in.Varint(), ~uint64_t{0});
  EXPECT_EQ(in.Signed(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(in.Signed(), std::numeric_limits<int64_t>::max());
  EXPECT_TRUE(in.at_end());
}

TEST(ByteReader, SurvivesNoise) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string noise(random() % 40, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    ByteReader in(noise);
    while (in.ok() && !in.at_end()) {
      in.Varint();
      EXPECT_LE(in.String().size(), noise.size());
    }
  }
}

}  // namespace
}  // namespace sitrep
