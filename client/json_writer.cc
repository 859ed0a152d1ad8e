#include "client/json_writer.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"

namespace sitrep {
namespace {

// `,"match":...,"uncertainOn":[...]` for a possible match, else nothing.
template <typename ResultOrChange>
std::string MatchMembers(const ResultOrChange& result) {
  if (result.match() != v1::MATCH_POSSIBLE) return "";
  const std::string fields = absl::StrJoin(
      result.uncertain_on(), ",",
      [](std::string* out, const std::string& field) { absl::StrAppend(out, JsonString(field)); });
  return absl::StrCat(",\"match\":\"", v1::Match_Name(result.match()), "\",\"uncertainOn\":[",
                      fields, "]");
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = layout == JsonLayout::kIndented;
  options.always_print_primitive_fields = layout == JsonLayout::kLineWithZeros;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

std::string JsonString(absl::string_view text) {
  const std::string json =
      nlohmann::json(std::string(text))
          .dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace);
  // JSON lets DEL and the C1 controls stand, which terminals obey.
  std::string escaped;
  for (size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]);
    const auto next = static_cast<unsigned char>(i + 1 < json.size() ? json[i + 1] : 0);
    if (byte == 0x7F) {
      escaped += "\\u007f";
    } else if (byte == 0xC2 && next < 0xA0) {
      absl::StrAppend(&escaped, "\\u00", absl::Hex(next, absl::kZeroPad2));
      ++i;
    } else {
      escaped += json[i];
    }
  }
  return escaped;
}

std::string JsonNumber(double number) { return nlohmann::json(number).dump(); }

std::string ResultJson(const v1::Result& result, JsonLayout layout) {
  std::string json = ToJson(result.event(), layout);
  std::string match = MatchMembers(result);
  if (match.empty()) return json;
  json.erase(json.find_last_of('}'));
  if (absl::StripAsciiWhitespace(json) == "{") match.erase(0, 1);
  return absl::StrCat(absl::StripTrailingAsciiWhitespace(json), match, "}");
}

std::string ChangeJson(const v1::Change& change) {
  // CHANGE_TYPE_CREATED is written CHANGE_CREATED.
  const std::string type = v1::ChangeType_Name(change.type());
  std::string json = absl::StrCat("{\"change\":\"CHANGE_", absl::StripPrefix(type, "CHANGE_TYPE_"),
                                  "\",\"sequence\":\"", change.sequence(),
                                  "\",\"event\":", ToJson(change.event()));
  if (change.has_previous()) absl::StrAppend(&json, ",\"previous\":", ToJson(change.previous()));
  absl::StrAppend(&json, MatchMembers(change), "}");
  return json;
}

}  // namespace sitrep
