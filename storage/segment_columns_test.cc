#include "storage/segment_columns.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/index_twin.h"

namespace sitrep {
namespace {

Traits SomeTraits() {
  Traits traits;
  traits.test = true;
  traits.lasting = true;
  traits.kind = 10;
  traits.status = INT32_MAX;
  traits.verification = -1;
  traits.has_killed = true;
  traits.killed_lower = 3;
  traits.killed_upper = INT32_MAX;
  traits.point_count = 2;
  traits.point_roles = {5, 255};
  return traits;
}

Traits OnePoint() {
  Traits traits;
  traits.point_count = 1;
  traits.point_roles = {1};
  return traits;
}

std::vector<ColumnRow> BoundaryRows() {
  std::vector<ColumnRow> rows = {
      {{kTimeMin, 1}, kTimeMin, kTimeMax, kNotSuperseded},
      {{kTimeMin, kTimeMax}, 5, 6, kNotSuperseded},
      {{kTimeMin + 1, 3}, kTimeMin + 1, kTimeMin + 2, 4},
      {{-1, 2}, -1, 0, kTimeMax - 1},
      {{0, 9}, kTimeMin, 1, kNotSuperseded},
      {{0, 10}, 0, kShortMicrosMax, 11},
      {{0, 11}, 0, kShortMicrosMax + 1, kNotSuperseded},
      {{7, 4}, 6, 8, kNotSuperseded},
      {{7, 5}, 7, 6, 5},
      {{kTimeMax, 6}, kTimeMax, kTimeMax, kNotSuperseded},
  };
  rows[1].traits = rows[5].traits = SomeTraits();
  rows[1].points = {UINT64_MAX, 1};
  rows[5].points = {0, 0x0123456789abcdef};
  rows[4].traits = rows[9].traits = OnePoint();
  rows[4].points = {7};
  rows[9].points = {UINT64_MAX};
  return rows;
}

std::vector<std::string> Written(const std::vector<ColumnRow>& rows) {
  ColumnWriter writer;
  for (const ColumnRow& row : rows) writer.Add(row);
  return writer.Finish();
}

absl::Status Read(const std::vector<std::string>& chunks, SegmentColumns& columns) {
  for (const std::string& chunk : chunks) {
    const absl::Status appended = columns.Append(chunk);
    if (!appended.ok()) return appended;
  }
  return columns.Finish();
}

void ExpectRows(const SegmentColumns& columns, const std::vector<ColumnRow>& rows) {
  ASSERT_EQ(columns.size(), rows.size());
  for (uint32_t doc = 0; doc < rows.size(); ++doc) {
    EXPECT_EQ(columns.address(doc), rows[doc].address) << doc;
    EXPECT_EQ(columns.possible_start(doc), rows[doc].possible_start) << doc;
    EXPECT_EQ(columns.possible_end(doc), rows[doc].possible_end) << doc;
    EXPECT_EQ(columns.superseded_by(doc), rows[doc].superseded_by) << doc;
    EXPECT_EQ(columns.traits(doc), rows[doc].traits) << doc;
    const ColumnRow again = columns.Row(doc, rows[doc].superseded_by);
    EXPECT_EQ(again.traits, rows[doc].traits) << doc;
    EXPECT_EQ(again.points, rows[doc].points) << doc;
    EXPECT_EQ(columns.Find(rows[doc].address), doc);
  }
}

TEST(SegmentColumns, ReadBackBoundaryValues) {
  const std::vector<ColumnRow> rows = BoundaryRows();
  SegmentColumns columns(static_cast<uint32_t>(rows.size()));
  ASSERT_TRUE(Read(Written(rows), columns).ok());
  ExpectRows(columns, rows);
  EXPECT_EQ(columns.undated_count(), 2);
  EXPECT_EQ(columns.long_docs(), (std::vector<uint32_t>{0, 1, 4, 6, 7, 8, 9}));
  EXPECT_EQ(columns.FirstAtOrAfter(0), 4);
  EXPECT_EQ(columns.FirstAtOrAfter(8), 9);
  EXPECT_EQ(columns.FirstAtOrAfter(8, 2), 9);
  EXPECT_EQ(columns.Find({0, 8}), std::nullopt);
  EXPECT_EQ(columns.Find({1, 9}), std::nullopt);
}

TEST(SegmentColumns, ReadBackManyRowsFromSeveralChunks) {
  RandomPostings random(5);
  std::vector<ColumnRow> rows;
  for (int i = 0; i < 40'000; ++i) {
    const Posting posting = random.Next();
    ColumnRow& row = rows.emplace_back();
    row.address = posting.address;
    row.possible_start = posting.possible_start;
    row.possible_end = posting.possible_end;
    row.traits = posting.traits;
    std::copy_n(posting.points.begin(), row.traits.point_count, row.points.begin());
  }
  std::sort(rows.begin(), rows.end(),
            [](const ColumnRow& a, const ColumnRow& b) { return a.address < b.address; });
  const std::vector<std::string> chunks = Written(rows);
  EXPECT_GT(chunks.size(), 1);
  SegmentColumns columns(static_cast<uint32_t>(rows.size()));
  ASSERT_TRUE(Read(chunks, columns).ok());
  ExpectRows(columns, rows);
  for (uint32_t doc = columns.undated_count(); doc < columns.size(); doc += 97) {
    const int64_t start = rows[doc].address.sort_start;
    const uint32_t first = columns.FirstAtOrAfter(start);
    EXPECT_EQ(rows[first].address.sort_start, start);
    EXPECT_TRUE(first == 0 || rows[first - 1].address.sort_start < start);
    for (const uint32_t back : {0u, 1u, 63u, 64u, 65u, 1'000u, 5'000u}) {
      EXPECT_EQ(columns.FirstAtOrAfter(start, first - std::min(first, back)), first) << back;
    }
  }
}

TEST(SegmentColumns, OfAnotherNumberOfRowsAreDataLoss) {
  const std::vector<ColumnRow> rows = BoundaryRows();
  SegmentColumns more(static_cast<uint32_t>(rows.size() + 1));
  EXPECT_EQ(Read(Written(rows), more).code(), absl::StatusCode::kDataLoss);
  SegmentColumns fewer(static_cast<uint32_t>(rows.size() - 1));
  EXPECT_EQ(Read(Written(rows), fewer).code(), absl::StatusCode::kDataLoss);
}

TEST(SegmentColumns, CutAnywhereAreDataLoss) {
  const std::vector<ColumnRow> rows = BoundaryRows();
  const std::string whole = Written(rows).front();
  for (size_t size = 0; size < whole.size(); ++size) {
    SegmentColumns columns(static_cast<uint32_t>(rows.size()));
    EXPECT_EQ(Read({whole.substr(0, size)}, columns).code(), absl::StatusCode::kDataLoss) << size;
  }
}

}  // namespace
}  // namespace sitrep
