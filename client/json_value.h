// A JSON text as it was written: the order of members is kept, and so are members that are given
// twice, so that a reader can refuse them.
#ifndef SITREP_CLIENT_JSON_VALUE_H_
#define SITREP_CLIENT_JSON_VALUE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace sitrep {

struct JsonMember;

struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

  static JsonValue String(std::string text);

  Kind kind = Kind::kNull;
  bool boolean = false;
  // kString: the text, UTF-8. kNumber: the digits, as JSON writes them.
  std::string text;
  std::vector<JsonValue> elements;
  std::vector<JsonMember> members;
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

// Objects and lists in each other: deeper than any message of ours, shallow enough for the stack.
inline constexpr int kJsonDepthMax = 64;

// INVALID_ARGUMENT with the column for anything that is not exactly one strict JSON value: NaN,
// comments, trailing commas, text after the value, invalid UTF-8, lone surrogates, numbers beyond a
// double, more than kJsonDepthMax levels.
absl::StatusOr<JsonValue> ParseJson(absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_CLIENT_JSON_VALUE_H_
