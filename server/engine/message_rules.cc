#include "server/engine/message_rules.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/engine/content.h"

namespace sitrep {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// Fields that hold a name or a label; every other string is a text.
const absl::flat_hash_set<absl::string_view>& NameFields() {
  static const auto& fields = *new absl::flat_hash_set<absl::string_view>{
      "actors",       "alternatives", "any_actors",  "attribution", "attributions", "author",
      "code",         "country",      "credibility", "force",       "form",         "key",
      "kind",         "language",     "ledger_id",   "license",     "name",         "names",
      "office",       "publisher",    "publishers",  "regions",     "reliability",  "represents",
      "run_id",       "run_ids",      "said_by",     "scheme",      "side",         "submitted_by",
      "subscription", "tags",         "target_kind", "time_zone",   "tool",         "type",
      "unit",         "version"};
  return fields;
}

void CheckUnknownFields(const Message& message, const MessagePath& path, FieldErrors& errors) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const int number = unknown.field(i).number();
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByNumber(number);
    if (field != nullptr) {
      errors.Add(path.Of(field->name()), "has another wire type than this field's");
    } else {
      errors.Add(path.Of(absl::StrCat(number)), absl::StrCat("unknown field number ", number));
    }
  }
}

void CheckEnumNumber(int number, const FieldDescriptor& field, const MessagePath& path,
                     FieldErrors& errors) {
  if (field.enum_type()->FindValueByNumber(number) != nullptr) return;
  errors.Add(path.ToString(),
             absl::StrCat("unknown number ", number, " of ", field.enum_type()->name()));
}

void CheckString(const std::string& value, const FieldDescriptor& field, const MessagePath& path,
                 FieldErrors& errors) {
  const size_t bytes_max = StringBytesMax(field);
  if (value.size() <= bytes_max) return;
  errors.Add(path.ToString(), absl::StrCat("has ", value.size(), " bytes; at most ", bytes_max));
}

void CheckDouble(double value, const MessagePath& path, FieldErrors& errors) {
  if (!std::isfinite(value)) errors.Add(path.ToString(), "is not a finite number");
}

// One value of a field: the field itself or, with an index, an element of its list.
void CheckValue(const Message& message, const FieldDescriptor& field, int index,
                const MessagePath& path, FieldErrors& errors) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      CheckMessage(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                            : reflection.GetMessage(message, &field),
                   path, errors);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      CheckEnumNumber(repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                               : reflection.GetEnumValue(message, &field),
                      field, path, errors);
      break;
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      CheckString(repeated ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                           : reflection.GetStringReference(message, &field, &scratch),
                  field, path, errors);
      break;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
      CheckDouble(repeated ? reflection.GetRepeatedDouble(message, &field, index)
                           : reflection.GetDouble(message, &field),
                  path, errors);
      break;
    default:
      break;
  }
}

}  // namespace

void CheckMessage(const Message& message, const MessagePath& path, FieldErrors& errors) {
  CheckUnknownFields(message, path, errors);
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsServed(*field)) continue;
    if (!field->is_repeated()) {
      CheckValue(message, *field, -1, MessagePath(path, field->name()), errors);
      continue;
    }
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      CheckValue(message, *field, i, MessagePath(path, field->name(), i), errors);
    }
  }
}

size_t StringBytesMax(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) return limits::kStringBytesMax;
  return NameFields().contains(field.name()) ? limits::kNameBytesMax : limits::kStringBytesMax;
}

void CheckCount(int count, int max, const MessagePath& path, FieldErrors& errors) {
  if (count > max) errors.Add(path.ToString(), absl::StrCat("has ", count, "; at most ", max));
}

}  // namespace sitrep
