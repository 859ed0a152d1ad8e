#include "client/completion_script.h"

#include <functional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace sitrep {
namespace {

std::vector<const CLI::App*> Commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> Options(const CLI::App& app) {
  return app.get_options([](const CLI::Option*) { return true; });
}

// "--output", "-o"; empty for a positional argument.
std::vector<std::string> Flags(const CLI::Option& option) {
  std::vector<std::string> flags;
  for (const std::string& name : option.get_lnames()) flags.push_back(absl::StrCat("--", name));
  for (const std::string& name : option.get_snames()) flags.push_back(absl::StrCat("-", name));
  return flags;
}

bool TakesValue(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// What completes the value of an option in bash; empty if nothing can.
std::string BashValues(const std::string& type) {
  if (type == "FILE") return "COMPREPLY=($(compgen -f -- \"$cur\"))";
  if (!absl::StrContains(type, '|')) return "";
  return absl::StrCat("COMPREPLY=($(compgen -W '", absl::StrReplaceAll(type, {{"|", " "}}),
                      "' -- \"$cur\"))");
}

// Cases of `$command:$previous` for the options of a command (or of all, "*").
std::string BashValueCases(const CLI::App& app, const std::string& command) {
  std::string cases;
  for (const CLI::Option* option : Options(app)) {
    if (Flags(*option).empty() || !TakesValue(*option)) continue;
    const std::string pattern =
        absl::StrJoin(Flags(*option), "|", [&](std::string* out, const std::string& flag) {
          absl::StrAppend(out, command, ":", flag);
        });
    absl::StrAppend(&cases, "    ", pattern, ") ", BashValues(option->get_type_name()),
                    "; return ;;\n");
  }
  return cases;
}

std::string Words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : Options(app)) {
    for (const std::string& flag : Flags(*option)) words.push_back(flag);
  }
  return absl::StrJoin(words, " ");
}

// Values of positional arguments, after a command.
std::string PositionalValues(const CLI::App& app) {
  for (const CLI::Option* option : Options(app)) {
    if (Flags(*option).empty()) return BashValues(option->get_type_name());
  }
  return "";
}

// Text in single quotes of a zsh argument specification.
std::string ZshText(const std::string& text) {
  return absl::StrReplaceAll(text, {{"'", "'\\''"}, {"[", "\\["}, {"]", "\\]"}, {":", "\\:"}});
}

std::string ZshAction(const std::string& type) {
  if (type == "FILE") return "_files";
  if (!absl::StrContains(type, '|')) return " ";
  return absl::StrCat("(", absl::StrReplaceAll(type, {{"|", " "}}), ")");
}

std::string ZshArguments(const CLI::App& app) {
  std::string arguments;
  for (const CLI::Option* option : Options(app)) {
    const std::string help = ZshText(option->get_description());
    const std::string type = option->get_type_name();
    const std::string value =
        TakesValue(*option) ? absl::StrCat(":", ZshText(type), ":", ZshAction(type)) : "";
    for (const std::string& flag : Flags(*option)) {
      absl::StrAppend(&arguments, " \\\n        '*", flag, "[", help, "]", value, "'");
    }
    if (Flags(*option).empty()) {
      absl::StrAppend(&arguments, " \\\n        ':", help, ":", ZshAction(type), "'");
    }
  }
  return arguments;
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::vector<std::string> names;
  std::string value_cases = BashValueCases(app, "*");
  std::string word_cases;
  for (const CLI::App* command : Commands(app)) {
    const std::string& name = command->get_name();
    names.push_back(name);
    absl::StrAppend(&value_cases, BashValueCases(*command, name));
    absl::StrAppend(&word_cases, "    ", name, ") words='", Words(*command), " ", Words(app),
                    "'; [[ $cur == -* ]] || { ", PositionalValues(*command), "; return; } ;;\n");
  }
  word_cases = absl::StrReplaceAll(word_cases, {{"{ ; return; }", "return"}});
  value_cases = absl::StrReplaceAll(value_cases, {{") ; return", ") return"}});
  const std::string commands = absl::StrJoin(names, " ");
  return absl::StrCat(
      "_sitrep() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local command= words= word\n"
      "  COMPREPLY=()\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in ",
      absl::StrJoin(names, "|"),
      ") command=$word; break ;; esac\n"
      "  done\n"
      "  case \"$command:$previous\" in\n",
      value_cases,
      "  esac\n"
      "  case $command in\n",
      word_cases, "    *) words='", commands, " ", Words(app),
      "' ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "}\n"
      "complete -o filenames -F _sitrep sitrep\n");
}

std::string ZshCompletion(const CLI::App& app) {
  std::string described;
  std::string cases;
  for (const CLI::App* command : Commands(app)) {
    const std::string& name = command->get_name();
    absl::StrAppend(&described, "    '", name, ":", ZshText(command->get_description()), "'\n");
    absl::StrAppend(&cases, "      ", name, ")\n      _arguments -s", ZshArguments(*command),
                    ZshArguments(app), "\n      ;;\n");
  }
  return absl::StrCat(
      "#compdef sitrep\n"
      "_sitrep() {\n"
      "  local curcontext=\"$curcontext\" state line\n"
      "  local -a commands\n"
      "  commands=(\n",
      described,
      "  )\n"
      "  _arguments -C",
      ZshArguments(app),
      " \\\n        '1: :->command' '*:: :->arguments'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    arguments)\n"
      "      case $words[1] in\n",
      cases,
      "      esac ;;\n"
      "  esac\n"
      "}\n"
      "if [ \"$funcstack[1]\" = _sitrep ]; then _sitrep \"$@\"; else compdef _sitrep sitrep; fi\n");
}

}  // namespace sitrep
