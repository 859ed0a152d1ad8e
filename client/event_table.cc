#include "client/event_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/event_phrases.h"

namespace sitrep {
namespace {

// The column in which the uncertain fact stands.
std::string ColumnOf(const std::string& field) {
  if (field == "occurred" || field == "max_age") return "when";
  if (field == "regions" || field == "area") return "where";
  if (field == "actors" || field == "any_actors" || field == "participants") return "who";
  if (field == "statuses") return "status";
  if (field == "verifications") return "verification";
  if (field == "min_killed") return "killed";
  return absl::StrReplaceAll(field, {{"_", " "}});
}

}  // namespace

std::string UncertainPhrase(const v1::Result& result) {
  if (result.match() != v1::MATCH_POSSIBLE) return "";
  std::vector<std::string> columns;
  for (const std::string& field : result.uncertain_on()) {
    std::string column = ColumnOf(field);
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
      columns.push_back(std::move(column));
    }
  }
  return absl::StrJoin(columns, ", ");
}

Table EventTable(const std::vector<v1::Result>& results, absl::TimeZone zone) {
  Table table({{.title = "?", .cells_min = 7},
               {.title = "WHEN", .cells_min = 14, .cells_max = 34},
               {.title = "KIND", .cells_min = 10},
               {.title = "STATUS", .cells_min = 8, .droppable = true},
               {.title = "WHERE", .cells_min = 8, .cells_max = 40},
               {.title = "WHO", .cells_min = 8, .cells_max = 40},
               {.title = "WHAT", .cells_min = 12},
               {.title = "KILLED", .cells_min = 6},
               {.title = "SAID BY", .cells_min = 8, .cells_max = 30},
               {.title = "ID", .cells_max = 200, .droppable = true}});
  for (const v1::Result& result : results) {
    const v1::Event& event = result.event();
    const std::string uncertain = UncertainPhrase(result);
    table.AddRow({result.match() == v1::MATCH_POSSIBLE ? absl::StrCat("? ", uncertain) : "",
                  WhenPhrase(event, zone), EnumWord(KindOf(event)), EnumWord(event.status()),
                  WherePhrase(event), WhoPhrase(event), WhatPhrase(event), KilledPhrase(event),
                  SaidByPhrase(event), event.id()});
  }
  return table;
}

}  // namespace sitrep
