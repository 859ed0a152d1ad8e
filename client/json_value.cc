#include "client/json_value.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace sitrep {
namespace {

// Builds the value from the parser's calls. Every call returns whether to go on.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Add({}); }

  bool boolean(bool value) override {
    JsonValue json;
    json.kind = JsonValue::Kind::kBool;
    json.boolean = value;
    return Add(std::move(json));
  }

  bool number_integer(number_integer_t value) override { return Number(absl::StrCat(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Number(absl::StrCat(value)); }
  bool number_float(number_float_t, const string_t& text) override { return Number(text); }
  bool string(string_t& text) override { return Add(JsonValue::String(std::move(text))); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return Open(JsonValue::Kind::kObject); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(JsonValue::Kind::kArray); }
  bool end_array() override { return Close(); }

  bool key(string_t& key) override {
    open_.back().key = std::move(key);
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    error_ = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 5: ..."
    if (const size_t bracket = error_.find("] "); bracket != std::string::npos) {
      error_.erase(0, bracket + 2);
    }
    // What was read last may be a megabyte, and no UTF-8.
    error_.erase(std::min(error_.size(), error_.find("; last read: ")));
    for (const absl::string_view noise : {"parse error at line 1, ", "parse error at "}) {
      if (absl::string_view(error_).substr(0, noise.size()) == noise) error_.erase(0, noise.size());
    }
    return false;
  }

  JsonValue& root() { return root_; }
  const std::string& error() const { return error_; }

 private:
  // An object or a list that is not closed yet, and the key of the member that comes next.
  struct OpenValue {
    JsonValue value;
    std::string key;
  };

  bool Number(std::string text) {
    JsonValue json;
    json.kind = JsonValue::Kind::kNumber;
    json.text = std::move(text);
    return Add(std::move(json));
  }

  bool Open(JsonValue::Kind kind) {
    if (open_.size() == kJsonDepthMax) {
      error_ = absl::StrCat("more than ", kJsonDepthMax, " levels deep");
      return false;
    }
    open_.emplace_back();
    open_.back().value.kind = kind;
    return true;
  }

  bool Close() {
    JsonValue closed = std::move(open_.back().value);
    open_.pop_back();
    return Add(std::move(closed));
  }

  bool Add(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.kind == JsonValue::Kind::kArray) {
      open_.back().value.elements.push_back(std::move(value));
    } else {
      open_.back().value.members.push_back({std::move(open_.back().key), std::move(value)});
    }
    return true;
  }

  JsonValue root_;
  std::vector<OpenValue> open_;
  std::string error_;
};

}  // namespace

JsonValue JsonValue::String(std::string text) {
  JsonValue json;
  json.kind = Kind::kString;
  json.text = std::move(text);
  return json;
}

absl::StatusOr<JsonValue> ParseJson(absl::string_view text) {
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    return absl::InvalidArgumentError(absl::StrCat("not JSON: ", builder.error()));
  }
  return std::move(builder.root());
}

}  // namespace sitrep
