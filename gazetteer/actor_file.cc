#include "gazetteer/actor_file.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

constexpr size_t kIdBytesMax = 64;

absl::Status Fault(const std::string& where, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

bool IsLanguage(absl::string_view key) {
  return (key.size() == 2 || key.size() == 3) &&
         std::all_of(key.begin(), key.end(), absl::ascii_islower);
}

std::vector<std::string> SplitValues(absl::string_view values) {
  std::vector<std::string> parts;
  for (absl::string_view value : absl::StrSplit(values, ';')) {
    value = absl::StripAsciiWhitespace(value);
    if (!value.empty()) parts.emplace_back(value);
  }
  return parts;
}

// "Q58217 person Sergey Lavrov"; "- titles" and "RU also" have no name.
absl::StatusOr<ActorEntry> ParseHeading(const std::string& where, absl::string_view line) {
  ActorEntry entry;
  entry.where = where;
  const std::vector<absl::string_view> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 2), absl::SkipEmpty());
  if (parts.size() < 2) return Fault(where, "an entry begins with an id, a kind and a name");
  entry.id = std::string(parts[0]);
  entry.kind = std::string(parts[1]);
  if (parts.size() == 3) entry.name = std::string(parts[2]);
  if (entry.id.size() > kIdBytesMax) return Fault(where, "the id is longer than 64 bytes");
  const bool nameless = entry.kind == "also" || entry.kind == "titles";
  if (nameless != entry.name.empty()) {
    return Fault(where, nameless ? "an entry of this kind has no name" : "the name is missing");
  }
  if (!std::all_of(entry.kind.begin(), entry.kind.end(),
                   [](char c) { return absl::ascii_islower(c) || c == '_'; })) {
    return Fault(where, absl::StrCat("\"", entry.kind, "\" is no kind"));
  }
  return entry;
}

absl::Status ParseLine(const std::string& where, absl::string_view line, ActorEntry& entry) {
  const size_t colon = line.find(": ");
  if (colon == absl::string_view::npos) return Fault(where, "a line must be \"key: values\"");
  const absl::string_view key = line.substr(0, colon);
  const absl::string_view rest = absl::StripAsciiWhitespace(line.substr(colon + 2));
  const auto append = [rest](std::vector<std::string>& list) {
    for (std::string& value : SplitValues(rest)) list.push_back(std::move(value));
  };
  if (rest.empty()) return Fault(where, absl::StrCat("\"", key, "\" has no value"));
  if (key == "of") {
    for (absl::string_view id : absl::StrSplit(rest, ' ', absl::SkipEmpty())) {
      entry.belongs_to.emplace_back(id);
    }
  } else if (key == "whole") {
    if (rest != "yes") return Fault(where, "\"whole\" can only be \"yes\"");
    entry.whole = true;
  } else if (key == "kind") {
    entry.body_kind = std::string(rest);
  } else if (key == "adj") {
    append(entry.adjectives);
  } else if (key == "phrases") {
    append(entry.phrases);
  } else if (key == "words") {
    append(entry.words);
  } else if (IsLanguage(key)) {
    append(entry.names);
  } else {
    return Fault(where, absl::StrCat("unknown key \"", key, "\""));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ActorEntry>> ParseActorFile(absl::string_view file,
                                                       absl::string_view text) {
  std::vector<ActorEntry> entries;
  bool inside = false;
  int line_number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::string where = absl::StrCat(file, ":", ++line_number);
    line = absl::StripTrailingAsciiWhitespace(line);
    if (line.empty()) {
      inside = false;
    } else if (line.front() == '#') {
      continue;
    } else if (inside) {
      RETURN_IF_ERROR(ParseLine(where, line, entries.back()));
    } else {
      ASSIGN_OR_RETURN(ActorEntry entry, ParseHeading(where, line));
      entries.push_back(std::move(entry));
      inside = true;
    }
  }
  return entries;
}

absl::StatusOr<std::vector<ActorEntry>> ParseStateTable(absl::string_view file,
                                                        absl::string_view text) {
  std::vector<ActorEntry> entries;
  int line_number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::string where = absl::StrCat(file, ":", ++line_number);
    if (line.empty()) continue;
    const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
    if (columns.size() != 5) return Fault(where, "a line must have five columns");
    if (columns[0].size() != 2 || columns[1].size() != 3 || columns[3].empty()) {
      return Fault(where,
                   "a line begins with a two-letter code, a three-letter code, a kind, a name");
    }
    if (columns[2] != "state" && columns[2] != "territory") {
      return Fault(where, absl::StrCat("\"", columns[2], "\" is neither state nor territory"));
    }
    ActorEntry entry;
    entry.where = where;
    entry.id = std::string(columns[0]);
    entry.words = {std::string(columns[1])};
    entry.kind = std::string(columns[2]);
    entry.name = std::string(columns[3]);
    entry.names = absl::StrSplit(columns[4], '|', absl::SkipEmpty());
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace sitrep
