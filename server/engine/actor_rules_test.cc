#include "server/engine/actor_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/engine/local_actors.h"

namespace sitrep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Actor FromText(const std::string& text) {
  v1::Actor actor;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &actor)) << text;
  return actor;
}

// "0 kind", for each fault.
std::vector<std::string> Faults(const std::vector<std::string>& actors,
                                const std::vector<std::string>& stored = {}) {
  std::vector<v1::Actor> parsed;
  for (const std::string& text : actors) parsed.push_back(FromText(text));
  ActorMap local;
  for (const std::string& text : stored) ApplyChange(FromText(text), local);
  const auto current = LocalActors::DictionaryOf(local);
  EXPECT_TRUE(current.ok()) << current.status();
  std::vector<std::string> faults;
  for (const ActorFault& fault : CheckActors(
           parsed,
           {.built_in = ActorDictionary::Embedded(), .current = **current, .local = local})) {
    EXPECT_NE(fault.message, "");
    faults.push_back(absl::StrCat(fault.index, " ", fault.field));
  }
  return faults;
}

constexpr char kGroup[] = "id: 'grp:falcon' kind: 'armed_group' name: 'Blue Falcon Brigade'";

TEST(ActorRules, NothingIsWrongWithGoodActors) {
  EXPECT_THAT(Faults({kGroup}), IsEmpty());
  EXPECT_THAT(Faults({absl::StrCat(kGroup, " names: 'Голубой сокол' belongs_to: 'RU'")}),
              IsEmpty());
  // They may name each other in any order.
  EXPECT_THAT(Faults({"id: 'per:x' kind: 'person' name: 'Xavier Quux' belongs_to: 'grp:falcon' "
                      "whole_names_only: true",
                      kGroup}),
              IsEmpty());
  EXPECT_THAT(Faults({"id: 'Q7747' names: 'Vova P'"}), IsEmpty());
  EXPECT_THAT(Faults({"id: 'RU' kind: 'state' names: 'Ruritania Maior'"}), IsEmpty());
  EXPECT_THAT(Faults({"id: 'grp:falcon' removed: true"}), IsEmpty());
  EXPECT_THAT(Faults({"id: 'nobody' removed: true"}), IsEmpty());
}

TEST(ActorRules, EveryBadFieldIsNamed) {
  EXPECT_THAT(Faults({kGroup, "names: ''"}), ElementsAre("1 id", "1 kind", "1 name", "1 names[0]"));
  const struct {
    std::string more;
    std::string field;
  } kTable[] = {
      {"kind: 'also'", "kind"},
      {"kind: 'state'", "kind"},
      {"kind: 'territory'", "kind"},
      {"kind: 'Person'", "kind"},
      {"name: ''", "name"},
      {"name: '...'", "name"},
      {"names: 'fine' names: '!?'", "names[1]"},
      {absl::StrCat("names: '", std::string(513, 'x'), "'"), "names[0]"},
      {"belongs_to: 'RU' belongs_to: 'nobody'", "belongs_to[1]"},
      {"belongs_to: 'RU' belongs_to: 'RU'", "belongs_to[1]"},
      {"belongs_to: 'grp:falcon'", "belongs_to[0]"},
      {"whole_names_only: true", "whole_names_only"},
      {"id: 'grp:blue falcon'", "id"},
      {"id: 'grp:blue\\342\\200\\203falcon'", "id"},
      {"id: 'grp:\\001'", "id"},
      {absl::StrCat("id: '", std::string(201, 'x'), "'"), "id"},
      {"removed: true", "removed"},
      // It would hide whoever is called so.
      {"id: 'Putin'", "id"},
      {"id: 'Россия'", "id"},
  };
  for (const auto& row : kTable) {
    // Of a field that is given twice, protobuf's text takes neither.
    v1::Actor actor = FromText(kGroup);
    actor.MergeFrom(FromText(row.more));
    if (row.more == "name: ''") actor.clear_name();
    EXPECT_THAT(Faults({actor.ShortDebugString()}), ElementsAre("0 " + row.field)) << row.more;
  }
}

TEST(ActorRules, ListsAreBounded) {
  v1::Actor actor = FromText(kGroup);
  for (int i = 0; i < 100; ++i) actor.add_names(absl::StrCat("falcon ", i));
  EXPECT_THAT(Faults({actor.ShortDebugString()}), IsEmpty());
  actor.add_names("one more");
  EXPECT_THAT(Faults({actor.ShortDebugString()}), ElementsAre("0 names"));
}

TEST(ActorRules, AnIdIsGivenOnce) {
  EXPECT_THAT(Faults({kGroup, kGroup}), ElementsAre("1 id"));
  EXPECT_THAT(Faults({kGroup, "id: 'grp:falcon' removed: true"}), ElementsAre("1 id"));
}

TEST(ActorRules, ABuiltInActorOnlyGetsNames) {
  EXPECT_THAT(Faults({"id: 'Q7747'"}), ElementsAre("0 names"));
  EXPECT_THAT(Faults({"id: 'RU' kind: 'person' name: 'Rus' belongs_to: 'UA' names: 'Ruritania'"}),
              ElementsAre("0 kind", "0 name", "0 belongs_to"));
  EXPECT_THAT(Faults({"id: 'RU' names: 'Ruritania' whole_names_only: true"}),
              ElementsAre("0 whole_names_only"));
}

TEST(ActorRules, WhomOthersBelongToStays) {
  const std::string member =
      "id: 'per:x' kind: 'person' name: 'Xavier Quux' belongs_to: 'grp:falcon'";
  const std::string without = "id: 'per:x' kind: 'person' name: 'Xavier Quux'";
  const std::string removal = "id: 'grp:falcon' removed: true";
  EXPECT_THAT(Faults({removal}, {kGroup, member}), ElementsAre("0 removed"));
  EXPECT_THAT(Faults({removal, without}, {kGroup, member}), IsEmpty());
  EXPECT_THAT(Faults({removal, "id: 'per:x' removed: true"}, {kGroup, member}), IsEmpty());
  EXPECT_THAT(Faults({member, removal}, {kGroup, member}), ElementsAre("0 belongs_to[0]"));
}

}  // namespace
}  // namespace sitrep
