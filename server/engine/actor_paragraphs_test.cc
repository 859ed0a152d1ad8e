#include "server/engine/actor_paragraphs.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using testing::ElementsAre;

absl::StatusOr<PlacedActors> Read(const std::string& text, const ActorMap& stored = {}) {
  const auto entries = ParseActorFile("our.txt", text);
  if (!entries.ok()) return entries.status();
  return ReadParagraphs(*entries, stored);
}

TEST(ActorParagraphs, BecomeActorsWithTheirPlaces) {
  const auto read = Read(
      "# ours\n\n"
      "grp:falcon armed_group Blue Falcon Brigade\nof: RU Q2497240\nen: Falcons\nru: Соколы; "
      "Сокол\n\n"
      "per:x person Xavier Quux\nwhole: yes\n");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->places, ElementsAre("our.txt:3", "our.txt:8"));
  EXPECT_EQ(read->actors[0].ShortDebugString(), [] {
    v1::Actor actor;
    actor.set_id("grp:falcon");
    actor.set_kind("armed_group");
    actor.set_name("Blue Falcon Brigade");
    for (const char* name : {"Falcons", "Соколы", "Сокол"}) actor.add_names(name);
    for (const char* owner : {"RU", "Q2497240"}) actor.add_belongs_to(owner);
    return actor.ShortDebugString();
  }());
  EXPECT_TRUE(read->actors[1].whole_names_only());
}

TEST(ActorParagraphs, AlsoAddsToWhatTheFilesOrTheLedgerSay) {
  v1::Actor russia;
  russia.set_id("RU");
  russia.add_names("Ruritania");
  const auto read = Read(
      "RU also\nen: Moskovia\n\n"
      "grp:falcon armed_group Blue Falcon Brigade\n\n"
      "grp:falcon also\nen: Falcons\n\n"
      "RU also\nen: Ruritania; Muscovy Maior\n",
      {{"RU", russia}});
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->actors.size(), 2);
  EXPECT_THAT(read->actors[0].names(), ElementsAre("Ruritania", "Moskovia", "Muscovy Maior"));
  EXPECT_THAT(read->actors[1].names(), ElementsAre("Falcons"));
}

TEST(ActorParagraphs, AFaultNamesFileAndLine) {
  const std::string good = "grp:falcon armed_group Blue Falcon Brigade\n\n";
  const std::vector<std::pair<std::string, std::string>> kTable = {
      {"- titles\nwords: big\n", "our.txt:3: \"titles\" is built in only"},
      {"x body X of {}\nkind: agency\n", "our.txt:3: \"body\" is built in only"},
      {"XX state Xland\n", "our.txt:3: \"state\" is built in only"},
      {"XX territory Xland\n", "our.txt:3: \"territory\" is built in only"},
      {"RU also\nadj: ruritan*\n",
       "our.txt:3: \"adj\", \"phrases\", \"words\" and \"kind\" are built in only"},
      {"RU also\nof: UA\n", "our.txt:3: \"also\" adds names, it can't say \"of\""},
      {"nobody also\nen: Nobody\n", "our.txt:3: no actor has the id nobody"},
      {"grp:falcon party Falcons\n", "our.txt:3: the id grp:falcon was given before"},
      {"nonsense\n", "our.txt:3: an entry begins with an id, a kind and a name"},
      {"RU also\nwhose: x\n", "our.txt:4: unknown key \"whose\""},
  };
  for (const auto& [text, message] : kTable) {
    const auto read = Read(good + text);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(read.status().message(), message) << text;
  }
}

}  // namespace
}  // namespace sitrep
