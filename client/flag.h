// Flags whose values are words of a fixed list. The type name of such an option is "a|b|c";
// completion offers what stands there.
#ifndef SITREP_CLIENT_FLAG_H_
#define SITREP_CLIENT_FLAG_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"

namespace sitrep {

// Comma-separated values, trimmed; "\," is a comma in a value. INVALID_ARGUMENT for an empty value.
absl::StatusOr<std::vector<std::string>> SplitAlternatives(const std::string& text);

// "planned|ongoing|occurred|...", in the order of the enum; "arms-transfer" for two words.
std::string EnumChoices(const google::protobuf::EnumDescriptor* type);
template <typename Enum>
std::string EnumChoices() {
  return EnumChoices(google::protobuf::GetEnumDescriptor<Enum>());
}

// The enum value of a word; INVALID_ARGUMENT lists the words.
absl::StatusOr<int> ParseEnum(absl::string_view flag, absl::string_view word,
                              const google::protobuf::EnumDescriptor* type);

// All alternatives of all times that a flag was given.
absl::Status AddEnums(absl::string_view flag, const std::vector<std::string>& given,
                      google::protobuf::RepeatedField<int>& list,
                      const google::protobuf::EnumDescriptor* type);

// An option that takes one of `choices` ("a|b|c").
CLI::Option* AddChoice(CLI::App& command, const std::string& name, std::string& target,
                       const std::string& choices, const std::string& help);

}  // namespace sitrep

#endif  // SITREP_CLIENT_FLAG_H_
