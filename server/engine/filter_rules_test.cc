#include "server/engine/filter_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> BadFields(const std::string& text) {
  v1::Filter filter;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &filter)) << text;
  FieldErrors errors;
  CheckFilter(filter, "filter", errors);
  std::vector<std::string> fields;
  for (const FieldError& error : errors.errors()) fields.push_back(error.field);
  return fields;
}

std::string Repeated(int count, const std::string& text) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(FilterRules, AcceptsGoodFilters) {
  for (const char* text : {
           "",
           "occurred {}",
           "occurred { start { seconds: 5 } }",
           "recorded { start { seconds: 5 } end { seconds: 5 } }",
           "occurred { start { seconds: -62135596800 } end { seconds: 253402300799 } }",
           "max_age { nanos: 1 }",
           "max_age { seconds: 315576000000 }",
           "regions: 'Kursk' area {}",
           "place_roles: PLACE_ROLE_LAUNCH",
           "participants { name: 'x' roles: [PARTICIPANT_ROLE_ACTOR, PARTICIPANT_ROLE_VICTIM] }",
           "kinds: [KIND_STRIKE, KIND_STRIKE]",
           "min_killed: 0",
           "match: MATCH_POSSIBLE include_retracted: true include_test: true",
           "exclude { regions: 'Kursk' kinds: KIND_CLASH }",
           "codes { scheme: 'a' code: 'b' }",
       }) {
    EXPECT_THAT(BadFields(text), IsEmpty()) << text;
  }
}

TEST(FilterRules, NamesTheBadField) {
  const struct {
    std::string filter;
    std::string field;
  } rows[] = {
      {"occurred { start { seconds: -62135596801 } }", "filter.occurred.start"},
      {"occurred { end { seconds: 253402300800 } }", "filter.occurred.end"},
      {"recorded { start { seconds: 6 } end { seconds: 5 } }", "filter.recorded.end"},
      {"recorded { start { nanos: 6 } end { nanos: 5 } }", "filter.recorded.end"},
      {"max_age {}", "filter.max_age"},
      {"max_age { seconds: -1 }", "filter.max_age"},
      {"max_age { seconds: 1 nanos: -1 }", "filter.max_age"},
      {"max_age { seconds: 315576000001 }", "filter.max_age"},
      {"regions: ['a', '']", "filter.regions[1]"},
      {"place_roles: 0", "filter.place_roles[0]"},
      {"place_roles: 6", "filter.place_roles[0]"},
      {"actors: ''", "filter.actors[0]"},
      {"any_actors: ''", "filter.any_actors[0]"},
      {"participants {}", "filter.participants[0].name"},
      {"participants { name: 'x' roles: 0 }", "filter.participants[0].roles[0]"},
      {"participants { name: 'x' roles: 10 }", "filter.participants[0].roles[0]"},
      {"kinds: [KIND_STRIKE, KIND_UNSPECIFIED]", "filter.kinds[1]"},
      {"kinds: 11", "filter.kinds[0]"},
      {"statuses: 6", "filter.statuses[0]"},
      {"verifications: 0", "filter.verifications[0]"},
      {"publishers: ''", "filter.publishers[0]"},
      {"attributions: ''", "filter.attributions[0]"},
      {"tags: ''", "filter.tags[0]"},
      {"ids: ''", "filter.ids[0]"},
      {"codes { code: 'x' }", "filter.codes[0].scheme"},
      {"codes { scheme: 'x' }", "filter.codes[0].code"},
      {"text: 'x'", "filter.text"},
      {"min_killed: -1", "filter.min_killed"},
      {"match: 3", "filter.match"},
      {"as_of {}", "filter.as_of"},
      {"as_of_sequence: -1", "filter.as_of_sequence"},
      {"exclude { as_of_sequence: 5 }", "filter.exclude.as_of_sequence"},
      {"related_to {}", "filter.related_to"},
      {"submitted_by: ''", "filter.submitted_by[0]"},
      {"run_ids: ''", "filter.run_ids[0]"},
      {"exclude { match: MATCH_POSSIBLE }", "filter.exclude.match"},
      {"exclude { include_retracted: true }", "filter.exclude.include_retracted"},
      {"exclude { include_test: true }", "filter.exclude.include_test"},
      {"exclude { exclude {} }", "filter.exclude.exclude"},
      {"exclude { kinds: 0 }", "filter.exclude.kinds[0]"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(BadFields(row.filter), ElementsAre(row.field)) << row.filter;
  }
}

TEST(FilterRules, BoundsEveryList) {
  const struct {
    std::string element;
    int max;
    std::string field;
  } rows[] = {
      {"regions: 'x' ", 1000, "filter.regions"},
      {"any_actors: 'x' ", 1000, "filter.any_actors"},
      {"ids: 'x' ", 1000, "filter.ids"},
      {"actors: 'x' ", 100, "filter.actors"},
      {"place_roles: 1 ", 100, "filter.place_roles"},
      {"participants { name: 'x' } ", 100, "filter.participants"},
      {"kinds: 1 ", 100, "filter.kinds"},
      {"statuses: 1 ", 100, "filter.statuses"},
      {"verifications: 1 ", 100, "filter.verifications"},
      {"publishers: 'x' ", 100, "filter.publishers"},
      {"attributions: 'x' ", 100, "filter.attributions"},
      {"tags: 'x' ", 100, "filter.tags"},
      {"codes { scheme: 'x' code: 'x' } ", 100, "filter.codes"},
      {"submitted_by: 'x' ", 100, "filter.submitted_by"},
      {"run_ids: 'x' ", 100, "filter.run_ids"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(BadFields(Repeated(row.max, row.element)), IsEmpty()) << row.field;
    EXPECT_THAT(BadFields(Repeated(row.max + 1, row.element)), ElementsAre(row.field));
    EXPECT_THAT(BadFields(Repeated(10'000, row.element)), ElementsAre(row.field));
  }
}

TEST(FilterRules, NamesEveryBadFieldAtOnce) {
  EXPECT_THAT(
      BadFields("kinds: 0 regions: '' text: 'x' exclude { tags: '' }"),
      ElementsAre("filter.regions[0]", "filter.kinds[0]", "filter.text", "filter.exclude.tags[0]"));
}

}  // namespace
}  // namespace sitrep
