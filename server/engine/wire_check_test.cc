#include "server/engine/wire_check.h"

#include <cmath>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "server/engine/message_rules.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {
namespace {

v1::Event FullEvent() {
  v1::Event event;
  event.set_id("a");
  event.mutable_occurred()->mutable_start()->set_seconds(-5);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_DAY);
  event.set_summary(std::string(8192, 's'));
  v1::Place& place = *event.add_places();
  place.set_name(std::string(512, 'n'));
  place.mutable_point()->set_lat(-33.5);
  place.set_role(v1::PLACE_ROLE_TARGET);
  place.add_alternatives("x");
  event.add_participants()->set_role(v1::PARTICIPANT_ROLE_VICTIM);
  event.add_casualties()->mutable_killed()->set_low(-1);
  event.add_sources()->set_content_sha256(std::string(32, '\xff'));
  event.add_tags("t");
  event.mutable_extraction()->set_confidence(0.5);
  event.set_test(true);
  event.mutable_strike()->add_munitions()->mutable_launched()->set_best(1 << 30);
  return event;
}

bool Keeps(absl::string_view bytes) { return KeepsMessageRules(*v1::Event::descriptor(), bytes); }

FieldErrors Errors(const v1::Event& event) {
  FieldErrors errors;
  CheckMessage(event, MessagePath(""), errors);
  return errors;
}

TEST(WireCheck, KnowsAnEventThatKeepsTheRules) {
  EXPECT_TRUE(Keeps(FullEvent().SerializeAsString()));
  EXPECT_TRUE(Keeps(""));
}

TEST(WireCheck, DoubtsEachBrokenRule) {
  v1::Event event = FullEvent();
  event.set_status(static_cast<v1::Status>(77));
  EXPECT_FALSE(Keeps(event.SerializeAsString()));
  event = FullEvent();
  event.set_status(static_cast<v1::Status>(-1));
  EXPECT_FALSE(Keeps(event.SerializeAsString()));
  event = FullEvent();
  event.mutable_summary()->push_back('s');
  EXPECT_FALSE(Keeps(event.SerializeAsString()));
  event = FullEvent();
  event.mutable_places(0)->mutable_name()->push_back('n');
  EXPECT_FALSE(Keeps(event.SerializeAsString()));
  event = FullEvent();
  event.mutable_places(0)->mutable_point()->set_lon(NAN);
  EXPECT_FALSE(Keeps(event.SerializeAsString()));
  // Field 39 of an event, a varint.
  EXPECT_FALSE(Keeps(FullEvent().SerializeAsString() + "\xb8\x02\x01"));
}

// What it passes, the slow check passes: over events with bytes changed, dropped and doubled.
TEST(WireCheck, NeverPassesWhatTheSlowCheckRefuses) {
  std::mt19937 random(1);
  v1::Event small = FullEvent();
  small.set_summary("s");
  small.mutable_places(0)->set_name("n");
  const std::string good = small.SerializeAsString();
  int passed = 0;
  int refused = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string bytes = good;
    for (uint32_t changes = random() % 3 + 1; changes > 0; --changes) {
      const size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes.erase(at, 1);
          break;
        default:
          bytes.insert(at, 1, bytes[random() % bytes.size()]);
      }
    }
    v1::Event event;
    if (!event.ParseFromString(bytes)) continue;
    const bool keeps = Errors(event).empty();
    keeps ? ++passed : ++refused;
    if (Keeps(bytes)) {
      ASSERT_TRUE(keeps) << event.DebugString() << Errors(event).ToStatus();
    }
  }
  EXPECT_GT(passed, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace sitrep
