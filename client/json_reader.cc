#include "client/json_reader.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/rfc3339.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace sitrep {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;
using Kind = JsonValue::Kind;

// Values that are shown in errors are cut here.
constexpr size_t kShownBytesMax = 100;

// The beginning of a text that may be very long, cut between characters.
std::string Shown(absl::string_view text) {
  if (text.size() <= kShownBytesMax) return std::string(text);
  size_t end = kShownBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "...");
}

absl::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "true or false";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kArray:
      return "a list";
    case Kind::kObject:
      return "an object";
  }
  return "";
}

// One value of one field: what is common to all the types.
class FieldReader {
 public:
  FieldReader(const JsonValue& value, const std::string& path, const FieldDescriptor* field,
              Message& message, FieldErrors& errors)
      : value_(value), path_(path), field_(field), message_(message), errors_(errors) {}

  void Read() {
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Store(Integer<int32_t>(), &Reflection::SetInt32, &Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return Store(Integer<int64_t>(), &Reflection::SetInt64, &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return Store(Integer<uint32_t>(), &Reflection::SetUInt32, &Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return Store(Integer<uint64_t>(), &Reflection::SetUInt64, &Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Store(Double(), &Reflection::SetDouble, &Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Store(Double(), &Reflection::SetFloat, &Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Store(Bool(), &Reflection::SetBool, &Reflection::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM:
        return Store(EnumNumber(), &Reflection::SetEnumValue, &Reflection::AddEnumValue);
      case FieldDescriptor::CPPTYPE_STRING:
        return ReadString();
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return ReadMessage();
    }
  }

 private:
  void Fail(std::string message) { errors_.Add(path_, std::move(message)); }

  void FailKind(absl::string_view wanted) {
    Fail(absl::StrCat("is ", KindName(value_.kind), ", not ", wanted));
  }

  template <typename T, typename Set, typename Add>
  void Store(const std::optional<T>& value, Set set, Add add) {
    if (!value) return;
    const Reflection* reflection = message_.GetReflection();
    if (field_->is_repeated()) {
      (reflection->*add)(&message_, field_, *value);
    } else {
      (reflection->*set)(&message_, field_, *value);
    }
  }

  template <typename T>
  std::optional<T> Integer() {
    if (value_.kind != Kind::kNumber && value_.kind != Kind::kString) {
      FailKind("a whole number");
      return std::nullopt;
    }
    T number;
    if (IsJsonNumber() && absl::SimpleAtoi(value_.text, &number)) return number;
    // 1e3 and 2.0 are whole, too. A double holds the integers of 32 bits exactly.
    double real;
    if (IsJsonNumber() && absl::SimpleAtod(value_.text, &real) && std::trunc(real) == real &&
        std::abs(real) <= 9007199254740992.0 &&
        real >= static_cast<double>(std::numeric_limits<T>::min()) &&
        real <= static_cast<double>(std::numeric_limits<T>::max())) {
      return static_cast<T>(real);
    }
    Fail(absl::StrCat("'", Shown(value_.text), "' is not a whole number of ", sizeof(T) * 8,
                      " bits"));
    return std::nullopt;
  }

  // Strings may hold numbers, but not what else a number parser takes: blanks, hex, "inf".
  bool IsJsonNumber() const {
    return !value_.text.empty() &&
           value_.text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
           value_.text.front() != '+';
  }

  std::optional<double> Double() {
    if (value_.kind != Kind::kNumber && value_.kind != Kind::kString) {
      FailKind("a number");
      return std::nullopt;
    }
    double number;
    if (IsJsonNumber() && absl::SimpleAtod(value_.text, &number) && std::isfinite(number)) {
      return number;
    }
    Fail(absl::StrCat("'", Shown(value_.text), "' is not a finite number"));
    return std::nullopt;
  }

  std::optional<bool> Bool() {
    if (value_.kind == Kind::kBool) return value_.boolean;
    FailKind("true or false");
    return std::nullopt;
  }

  std::optional<int> EnumNumber() {
    const EnumDescriptor* type = field_->enum_type();
    if (value_.kind != Kind::kString && value_.kind != Kind::kNumber) {
      FailKind(absl::StrCat("a value of ", type->name()));
      return std::nullopt;
    }
    const EnumValueDescriptor* found = nullptr;
    int number;
    if (value_.kind == Kind::kString) {
      found = FindEnumValue(type, value_.text);
    } else if (absl::SimpleAtoi(value_.text, &number)) {
      found = type->FindValueByNumber(number);
    }
    if (found != nullptr) return found->number();
    Fail(absl::StrCat("'", Shown(value_.text), "' is not a value of ", type->name()));
    return std::nullopt;
  }

  void ReadString() {
    if (value_.kind != Kind::kString) return FailKind("a string");
    std::optional<std::string> text = value_.text;
    if (field_->type() == FieldDescriptor::TYPE_BYTES) {
      std::string bytes;
      if (!absl::Base64Unescape(value_.text, &bytes) &&
          !absl::WebSafeBase64Unescape(value_.text, &bytes)) {
        return Fail("is not base64");
      }
      text = bytes;
    }
    Store(text, &Reflection::SetString, &Reflection::AddString);
  }

  void ReadMessage() {
    const Reflection* reflection = message_.GetReflection();
    Message* child = field_->is_repeated() ? reflection->AddMessage(&message_, field_)
                                           : reflection->MutableMessage(&message_, field_);
    const std::string& type = field_->message_type()->full_name();
    if (type == google::protobuf::Timestamp::descriptor()->full_name()) {
      return ReadText(ParseRfc3339, *child, "a time such as \"2025-07-12T18:00:00Z\"");
    }
    if (type == google::protobuf::Duration::descriptor()->full_name()) {
      return ReadText(ParseJsonDuration, *child, "a duration such as \"10s\"");
    }
    ReadJsonMessage(value_, path_, *child, errors_);
  }

  template <typename T>
  void ReadText(absl::StatusOr<T> (*parse)(absl::string_view), Message& into,
                absl::string_view wanted) {
    if (value_.kind != Kind::kString) return FailKind(wanted);
    const absl::StatusOr<T> parsed = parse(value_.text);
    if (!parsed.ok()) {
      return Fail(absl::StrCat("'", Shown(value_.text), "' ", parsed.status().message()));
    }
    into.CopyFrom(*parsed);
  }

  const JsonValue& value_;
  const std::string& path_;
  const FieldDescriptor* field_;
  Message& message_;
  FieldErrors& errors_;
};

// Refuses a field that was given before and a second member of a oneof.
class GivenFields {
 public:
  // Empty, or what is wrong.
  std::string Give(const FieldDescriptor* field) {
    if (!fields_.insert(field).second) return "is given twice";
    const OneofDescriptor* oneof = field->real_containing_oneof();
    if (oneof == nullptr) return "";
    const auto [first, is_new] = oneofs_.emplace(oneof, field);
    if (is_new) return "";
    return absl::StrCat("excludes ", first->second->json_name(), ", which is given, too");
  }

 private:
  std::set<const FieldDescriptor*> fields_;
  std::map<const OneofDescriptor*, const FieldDescriptor*> oneofs_;
};

}  // namespace

const FieldDescriptor* FindJsonField(const Descriptor* descriptor, absl::string_view key) {
  const std::string name(key);
  if (const FieldDescriptor* field = descriptor->FindFieldByName(name)) return field;
  return descriptor->FindFieldByCamelcaseName(name);
}

const EnumValueDescriptor* FindEnumValue(const EnumDescriptor* type, absl::string_view name) {
  std::string upper = absl::AsciiStrToUpper(name);
  for (char& letter : upper) {
    if (letter == '-' || letter == ' ') letter = '_';
  }
  if (const EnumValueDescriptor* value = type->FindValueByName(upper)) return value;
  // The value 0 is the prefix and "UNSPECIFIED".
  absl::string_view prefix = type->FindValueByNumber(0)->name();
  prefix.remove_suffix(absl::string_view("UNSPECIFIED").size());
  return type->FindValueByName(absl::StrCat(prefix, upper));
}

void ReadJsonValue(const JsonValue& value, const std::string& path, const FieldDescriptor* field,
                   Message& message, FieldErrors& errors) {
  FieldReader(value, path, field, message, errors).Read();
}

void ReadJsonField(const JsonValue& value, const std::string& path, const FieldDescriptor* field,
                   Message& message, FieldErrors& errors) {
  if (value.kind == Kind::kNull) return;
  if (!field->is_repeated()) return ReadJsonValue(value, path, field, message, errors);
  if (value.kind != Kind::kArray) {
    return errors.Add(path, absl::StrCat("is ", KindName(value.kind), ", not a list"));
  }
  for (size_t i = 0; i < value.elements.size(); ++i) {
    ReadJsonValue(value.elements[i], FieldPath(path, "", static_cast<int>(i)), field, message,
                  errors);
  }
}

void ReadJsonMessage(const JsonValue& value, const std::string& path, Message& message,
                     FieldErrors& errors) {
  const Descriptor* descriptor = message.GetDescriptor();
  if (value.kind != Kind::kObject) {
    return errors.Add(path, absl::StrCat("is ", KindName(value.kind), ", not an object"));
  }
  GivenFields given;
  for (const JsonMember& member : value.members) {
    const FieldDescriptor* field = FindJsonField(descriptor, member.key);
    if (field == nullptr) {
      errors.Add(FieldPath(path, Shown(member.key)),
                 absl::StrCat("is no field of ", descriptor->name()));
      continue;
    }
    if (member.value.kind == Kind::kNull) continue;
    const std::string field_path = FieldPath(path, field->json_name());
    if (std::string wrong = given.Give(field); !wrong.empty()) {
      errors.Add(field_path, std::move(wrong));
      continue;
    }
    ReadJsonField(member.value, field_path, field, message, errors);
  }
}

absl::Status ParseJsonMessage(absl::string_view text, Message& message) {
  FieldErrors errors;
  const absl::StatusOr<JsonValue> value = ParseJson(text);
  if (value.ok()) {
    ReadJsonMessage(*value, "", message, errors);
  } else {
    errors.Add("", std::string(value.status().message()));
  }
  return errors.ToStatus();
}

}  // namespace sitrep
