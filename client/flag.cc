#include "client/flag.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "client/event_phrases.h"
#include "client/json_reader.h"

namespace sitrep {

absl::StatusOr<std::vector<std::string>> SplitAlternatives(const std::string& text) {
  std::vector<std::string> values(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      values.back() += text[++i];
    } else if (text[i] == ',') {
      values.emplace_back();
    } else {
      values.back() += text[i];
    }
  }
  for (std::string& value : values) {
    absl::StripAsciiWhitespace(&value);
    if (value.empty())
      return absl::InvalidArgumentError(absl::StrCat("'", text, "' has an empty value"));
  }
  return values;
}

std::string EnumChoices(const google::protobuf::EnumDescriptor* type) {
  std::string choices;
  for (int i = 0; i < type->value_count(); ++i) {
    const std::string word = EnumWord(type, type->value(i)->number());
    if (word.empty()) continue;
    absl::StrAppend(&choices, choices.empty() ? "" : "|", absl::StrReplaceAll(word, {{" ", "-"}}));
  }
  return choices;
}

absl::StatusOr<int> ParseEnum(absl::string_view flag, absl::string_view word,
                              const google::protobuf::EnumDescriptor* type) {
  const google::protobuf::EnumValueDescriptor* value = FindEnumValue(type, word);
  if (value != nullptr && value->number() != 0) return value->number();
  return absl::InvalidArgumentError(absl::StrCat(
      flag, ": '", word, "' is none of ", absl::StrReplaceAll(EnumChoices(type), {{"|", ", "}})));
}

absl::Status AddEnums(absl::string_view flag, const std::vector<std::string>& given,
                      google::protobuf::RepeatedField<int>& list,
                      const google::protobuf::EnumDescriptor* type) {
  for (const std::string& text : given) {
    const absl::StatusOr<std::vector<std::string>> words = SplitAlternatives(text);
    if (!words.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(flag, ": ", words.status().message()));
    }
    for (const std::string& word : *words) {
      ASSIGN_OR_RETURN(const int number, ParseEnum(flag, word, type));
      list.Add(number);
    }
  }
  return absl::OkStatus();
}

CLI::Option* AddChoice(CLI::App& command, const std::string& name, std::string& target,
                       const std::string& choices, const std::string& help) {
  const std::vector<std::string> words = absl::StrSplit(choices, '|');
  const auto check = [words, choices](const std::string& word) -> std::string {
    for (const std::string& known : words) {
      if (word == known) return "";
    }
    return absl::StrCat("'", word, "' is none of ", choices);
  };
  return command.add_option(name, target, help)->type_name(choices)->check(check);
}

}  // namespace sitrep
