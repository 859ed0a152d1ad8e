#include "server/engine/wire.h"

#include <limits>

#include "gtest/gtest.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

TEST(Wire, WritesWhatProtobufReads) {
  v1::Event event;
  event.set_id("a/1");
  event.set_summary(std::string(300, 'x'));
  std::string change;
  wire::AppendVarint(v1::Change::kTypeFieldNumber, v1::CHANGE_TYPE_EXITED, change);
  wire::AppendVarint(v1::Change::kSequenceFieldNumber, std::numeric_limits<int64_t>::max(), change);
  wire::AppendBytes(v1::Change::kEventFieldNumber, event.SerializeAsString(), change);
  wire::AppendBytes(v1::Change::kUncertainOnFieldNumber, "regions", change);

  v1::Change read;
  ASSERT_TRUE(read.ParseFromString(change));
  EXPECT_EQ(read.type(), v1::CHANGE_TYPE_EXITED);
  EXPECT_EQ(read.sequence(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(read.event().SerializeAsString(), event.SerializeAsString());
  EXPECT_EQ(read.uncertain_on(0), "regions");
  EXPECT_EQ(read.SerializeAsString(), change);
}

TEST(Wire, LeavesOutZero) {
  std::string out;
  wire::AppendVarint(1, 0, out);
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace sitrep
