#include "server/engine/label_rules.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/limits.h"
#include "unicode/strenum.h"
#include "unicode/timezone.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace sitrep {
namespace {

bool IsControl(UChar32 character) {
  switch (u_charType(character)) {
    case U_CONTROL_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      // They reorder what stands around them, so that one id can be shown as another.
      return u_hasBinaryProperty(character, UCHAR_BIDI_CONTROL);
  }
}

absl::flat_hash_set<std::string> ZoneNames() {
  absl::flat_hash_set<std::string> names;
  std::unique_ptr<icu::StringEnumeration> zones(icu::TimeZone::createEnumeration());
  UErrorCode error = U_ZERO_ERROR;
  while (const char* name = zones->next(nullptr, error)) names.emplace(name);
  return names;
}

// Asked before absl::LoadTimeZone, which remembers every name that it ever failed to find and opens
// whatever path it is given.
bool IsZoneName(absl::string_view zone) {
  static const auto& names = *new absl::flat_hash_set<std::string>(ZoneNames());
  return names.contains(zone);
}

bool IsSubtag(absl::string_view subtag) {
  return !subtag.empty() && subtag.size() <= 8 &&
         std::all_of(subtag.begin(), subtag.end(), absl::ascii_isalnum);
}

bool HasLanguageForm(absl::string_view tag) {
  const std::vector<absl::string_view> subtags = absl::StrSplit(tag, '-');
  const absl::string_view primary = subtags.front();
  const bool is_language = primary.size() >= 2 || (subtags.size() > 1 && primary == "x");
  return is_language && std::all_of(primary.begin(), primary.end(), absl::ascii_isalpha) &&
         std::all_of(subtags.begin(), subtags.end(), IsSubtag);
}

}  // namespace

void CheckId(absl::string_view id, const MessagePath& path, FieldErrors& errors) {
  if (id.empty()) {
    errors.Add(path.ToString(), "is required");
    return;
  }
  int characters = 0;
  const auto size = static_cast<int32_t>(id.size());
  for (int32_t offset = 0; offset < size; ++characters) {
    UChar32 character = 0;
    U8_NEXT(id.data(), offset, size, character);
    if (character >= 0 && !IsControl(character)) continue;
    errors.Add(path.ToString(),
               absl::StrCat("character ", characters + 1,
                            character < 0 ? " is not valid UTF-8" : " is a control character"));
    return;
  }
  if (characters > limits::kIdCharactersMax) {
    errors.Add(path.ToString(),
               absl::StrCat("has ", characters, " characters; at most ", limits::kIdCharactersMax));
  }
}

void CheckCountry(absl::string_view country, const MessagePath& path, FieldErrors& errors) {
  if (country.empty()) return;
  if (country.size() == 2 && std::all_of(country.begin(), country.end(), absl::ascii_isupper)) {
    return;
  }
  errors.Add(path.ToString(), "is not two capital letters (ISO 3166-1 alpha-2)");
}

void CheckLanguage(absl::string_view tag, const MessagePath& path, FieldErrors& errors) {
  if (tag.empty() || HasLanguageForm(tag)) return;
  errors.Add(path.ToString(), "is not a BCP 47 language tag such as \"es\" or \"zh-Hant\"");
}

void CheckTimeZone(absl::string_view zone, const MessagePath& path, FieldErrors& errors) {
  absl::TimeZone loaded;
  if (zone.empty() || (IsZoneName(zone) && absl::LoadTimeZone(zone, &loaded))) return;
  errors.Add(path.ToString(), "is not a known IANA time zone such as \"Europe/Kyiv\"");
}

void CheckGrade(absl::string_view grade, char first, char last, const MessagePath& path,
                FieldErrors& errors) {
  if (grade.empty() || (grade.size() == 1 && grade[0] >= first && grade[0] <= last)) return;
  errors.Add(path.ToString(), absl::StrCat("is not a grade from ", std::string(1, first), " to ",
                                           std::string(1, last)));
}

}  // namespace sitrep
