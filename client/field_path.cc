#include "client/field_path.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/field_errors.h"
#include "base/status_macros.h"
#include "client/json_reader.h"
#include "client/json_value.h"

namespace sitrep {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

absl::Status Wrong(absl::string_view path, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat("--set ", path, ": ", message));
}

// One step of a path: a field, and an element if it is a list.
struct Step {
  const FieldDescriptor* field = nullptr;
  std::optional<int> index;
};

// "places[0]" in a message.
absl::StatusOr<Step> ReadStep(absl::string_view text, const Message& message) {
  absl::string_view name = text;
  Step step;
  if (absl::ConsumeSuffix(&name, "]")) {
    const size_t bracket = name.find('[');
    int index = 0;
    if (bracket == absl::string_view::npos || !absl::SimpleAtoi(name.substr(bracket + 1), &index) ||
        index < 0) {
      return Wrong(text, "is no element of a list");
    }
    step.index = index;
    name = name.substr(0, bracket);
  }
  step.field = FindJsonField(message.GetDescriptor(), name);
  if (step.field == nullptr) {
    return Wrong(text, absl::StrCat("is no field of ", message.GetDescriptor()->name()));
  }
  if (!step.index) return step;
  if (!step.field->is_repeated()) return Wrong(text, "is no list");
  const int size = message.GetReflection()->FieldSize(message, step.field);
  if (*step.index > size) return Wrong(text, absl::StrCat("the list has ", size, " elements"));
  return step;
}

// A path into another detail would drop the one that the event has.
absl::Status CheckDetail(absl::string_view text, const Step& step, const Message& message) {
  const OneofDescriptor* oneof = step.field->real_containing_oneof();
  if (oneof == nullptr) return absl::OkStatus();
  const FieldDescriptor* given = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
  if (given == nullptr || given == step.field) return absl::OkStatus();
  return Wrong(text, absl::StrCat("the event has ", given->json_name(), "; set ",
                                  step.field->json_name(), "={} first to change its kind"));
}

// The message that a step leads to.
absl::StatusOr<Message*> Enter(absl::string_view text, const Step& step, Message& message) {
  if (step.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return Wrong(text, "has no fields");
  }
  RETURN_IF_ERROR(CheckDetail(text, step, message));
  const Reflection* reflection = message.GetReflection();
  if (!step.field->is_repeated()) return reflection->MutableMessage(&message, step.field);
  if (!step.index) return Wrong(text, absl::StrCat("is a list: write ", text, "[0]"));
  if (*step.index == reflection->FieldSize(message, step.field)) {
    return reflection->AddMessage(&message, step.field);
  }
  return reflection->MutableRepeatedMessage(&message, step.field, *step.index);
}

void RemoveElement(const Step& step, Message& message) {
  const Reflection* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, step.field);
  if (*step.index == size) return;
  for (int i = *step.index; i + 1 < size; ++i) {
    reflection->SwapElements(&message, step.field, i, i + 1);
  }
  reflection->RemoveLast(&message, step.field);
}

bool IsPlainText(const Step& step) {
  if (step.field->is_repeated() && !step.index) return false;
  switch (step.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
      return true;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return absl::StartsWith(step.field->message_type()->full_name(), "google.protobuf.");
    default:
      return false;
  }
}

absl::Status Set(absl::string_view path, const Step& step, absl::string_view value,
                 Message& message) {
  const Reflection* reflection = message.GetReflection();
  if (value.empty()) {
    if (step.index) {
      RemoveElement(step, message);
    } else {
      reflection->ClearField(&message, step.field);
    }
    return absl::OkStatus();
  }
  JsonValue json = JsonValue::String(std::string(value));
  if (!IsPlainText(step)) {
    absl::StatusOr<JsonValue> parsed = ParseJson(value);
    if (!parsed.ok()) return Wrong(path, parsed.status().message());
    json = *std::move(parsed);
  }
  FieldErrors errors;
  if (!step.index) {
    reflection->ClearField(&message, step.field);
    ReadJsonField(json, std::string(path), step.field, message, errors);
    return errors.ToStatus();
  }
  // The new element is read at the end and takes the old one's place.
  const int size = reflection->FieldSize(message, step.field);
  ReadJsonValue(json, std::string(path), step.field, message, errors);
  if (errors.empty() && *step.index < size) {
    reflection->SwapElements(&message, step.field, *step.index, size);
    reflection->RemoveLast(&message, step.field);
  }
  return errors.ToStatus();
}

bool IsServed(const FieldDescriptor* field) {
  return field->name() == "record" || field->name() == "region_ids" || field->name() == "actor_ids";
}

}  // namespace

absl::Status AssignField(absl::string_view assignment, v1::Event& event) {
  const size_t equals = assignment.find('=');
  if (equals == absl::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("--set: '", assignment, "' is not PATH=VALUE"));
  }
  const absl::string_view path = absl::StripAsciiWhitespace(assignment.substr(0, equals));
  const std::vector<absl::string_view> steps = absl::StrSplit(path, '.');
  Message* message = &event;
  for (size_t i = 0; i < steps.size(); ++i) {
    ASSIGN_OR_RETURN(const Step step, ReadStep(steps[i], *message));
    if (IsServed(step.field)) return Wrong(path, "is written by the server");
    if (message == &event && step.field->name() == "id") return Wrong(path, "cannot be changed");
    if (i + 1 == steps.size()) return Set(path, step, assignment.substr(equals + 1), *message);
    ASSIGN_OR_RETURN(message, Enter(steps[i], step, *message));
  }
  return absl::OkStatus();
}

}  // namespace sitrep
