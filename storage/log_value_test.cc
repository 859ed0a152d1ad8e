#include "storage/log_value.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

constexpr int64_t kSequence = 300;

std::string ThreeEntries() {
  return EncodeLogValue(kSequence, {{"first", false}, {"second", true}, {"third", true}});
}

// Every entry is read, so damage anywhere shows.
absl::Status ReadAll(int64_t first_sequence, const std::string& bytes) {
  const auto value = LogValue::Parse(first_sequence, bytes);
  if (!value.ok()) return value.status();
  for (int64_t s = value->first_sequence(); s <= value->last_sequence(); ++s) {
    if (const auto entry = value->Entry(s); !entry.ok()) return entry.status();
  }
  return absl::OkStatus();
}

TEST(LogValue, GivesBackWhatWasPut) {
  const std::string bytes = ThreeEntries();
  const auto value = LogValue::Parse(kSequence, bytes);
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->first_sequence(), 300);
  EXPECT_EQ(value->last_sequence(), 302);
  EXPECT_EQ(value->Entry(300)->bytes, "first");
  EXPECT_FALSE(value->Entry(300)->ends_call);
  EXPECT_EQ(value->Entry(301)->bytes, "second");
  EXPECT_TRUE(value->EndsCall(301));
  EXPECT_EQ(value->Entry(302)->bytes, "third");
}

// The worked example of docs/disk_format.md: old ledgers hold these bytes for ever.
TEST(LogValue, IsMadeOfTheBytesThatTheFormatSays) {
  EXPECT_EQ(absl::BytesToHexString(EncodeLogValue(7, {{"abc", false}, {"de", true}})),
            "01"        // Version.
            "02"        // Entries.
            "00000003"  // Three bytes, and the call goes on.
            "892f3950"  // The low half of XXH3-64 of "abc".
            "80000002"  // Two bytes, and the call ends.
            "5f3c3356"  // That of "de".
            "438a8122"  // That of the key and all before.
            "6162636465");
}

TEST(LogValue, HoldsEntriesOfAllSizes) {
  std::vector<std::string> contents;
  std::vector<LogEntry> entries;
  for (size_t i = 0; i < kLogValueEntriesMax; ++i) contents.emplace_back(1 + i * i, char(i));
  contents.back().assign(1 << 20, 'x');
  for (const std::string& content : contents) entries.push_back({content, true});
  const std::string bytes = EncodeLogValue(kSequence, entries);
  const auto value = LogValue::Parse(kSequence, bytes);
  ASSERT_TRUE(value.ok()) << value.status();
  for (size_t i = 0; i < contents.size(); ++i) {
    EXPECT_EQ(value->Entry(kSequence + i)->bytes, contents[i]);
  }
}

TEST(LogValue, AnyFlippedBitIsDataLoss) {
  const std::string bytes = ThreeEntries();
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] ^= char(1 << (bit % 8));
    EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence, damaged))) << "bit " << bit;
  }
}

TEST(LogValue, AnyCutIsDataLoss) {
  const std::string bytes = ThreeEntries();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence, bytes.substr(0, size)))) << size;
  }
}

TEST(LogValue, MoreBytesAreDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence, ThreeEntries() + "x")));
}

TEST(LogValue, AnotherKeyIsDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence + 1, ThreeEntries())));
}

TEST(LogValue, SwappedEntriesAreDataLoss) {
  std::string bytes = EncodeLogValue(kSequence, {{"aa", false}, {"bb", true}});
  std::swap(bytes[bytes.size() - 4], bytes[bytes.size() - 2]);
  std::swap(bytes[bytes.size() - 3], bytes[bytes.size() - 1]);
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence, bytes)));
}

TEST(LogValue, AnotherVersionIsNamed) {
  std::string bytes = ThreeEntries();
  bytes[0] = 2;
  const absl::Status status = ReadAll(kSequence, bytes);
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(status.message(), "log, key 300: version 2, not 1");
}

TEST(LogValue, NoEntriesAreDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(kSequence, EncodeLogValue(kSequence, {}))));
}

TEST(LogValue, RandomBytesNeverCrash) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = char(random());
    if (!bytes.empty()) bytes[0] = 1;
    EXPECT_FALSE(ReadAll(kSequence, bytes).ok());
  }
}

}  // namespace
}  // namespace sitrep
