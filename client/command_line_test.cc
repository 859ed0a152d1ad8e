#include "client/command_line.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/completion_script.h"
#include "client/fake_event_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> Lines(const std::string& text) {
  if (text.empty()) return {};
  return absl::StrSplit(absl::StripSuffix(text, "\n"), '\n');
}

class CommandLineTest : public testing::Test {
 protected:
  // Runs a command; what it wrote is in `out_` and `err_`.
  int Run(std::vector<std::string> arguments, const std::string& input = "",
          bool is_terminal = false) {
    std::ostringstream out, err;
    Console console{.out = out, .err = err};
    console.out_is_terminal = is_terminal;
    console.columns = is_terminal ? 100 : 0;
    const std::string path = File("input", input);
    console.in_fd = open(path.c_str(), O_RDONLY);
    CommandLine line(console, [] { return absl::FromUnixSeconds(1752332400); });
    arguments.insert(arguments.begin(), {"--server", service_.address()});
    const int code = line.Run(arguments);
    close(console.in_fd);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  static std::string File(const std::string& name, const std::string& content) {
    const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
    std::ofstream(path) << content;
    return path;
  }

  FakeEventService service_;
  std::string out_, err_;
};

TEST_F(CommandLineTest, SubmitsLinesAndSumsUp) {
  EXPECT_EQ(Run({"submit"}, "{\"id\":\"a/1\"}\n\n  \r\n{\"id\":\"a/2\"}"), kExitDone);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(err_, "created 2 unchanged 0 amended 0 conflict 0 stale 0 invalid 0\n");
  EXPECT_EQ(Run({"submit", File("again", "{\"id\":\"a/1\"}\n")}), kExitDone);
  EXPECT_EQ(err_, "created 0 unchanged 1 amended 0 conflict 0 stale 0 invalid 0\n");
}

TEST_F(CommandLineTest, SubmitRefusesBadLinesAndSparesTheirNeighbours) {
  const std::string lines =
      "{\"id\":\"a/1\"}\nnonsense\n{\"id\":\"a/2\",\"status\":\"x\",\"y\":1}\n" +
      std::string(2'000'000, 'x') + "\n{\"id\":\"a/3\"}\n{\"id\":\"a/1\",\"summary\":\"new\"}\n";
  EXPECT_EQ(Run({"submit", "-", "--results", "-"}, lines), kExitRefused);
  EXPECT_THAT(Lines(err_),
              ElementsAre(StartsWith("sitrep: line 2: invalid: not JSON: column"),
                          "sitrep: line 3 (a/2): invalid: status: 'x' is not a value of Status; "
                          "y: is no field of Event",
                          "sitrep: line 4: invalid: the line has more than 1048576 bytes",
                          "sitrep: line 6 (a/1): conflict: other content is stored",
                          "created 2 unchanged 0 amended 0 conflict 1 stale 0 invalid 3"));
  EXPECT_THAT(Lines(out_),
              ElementsAre(HasSubstr("\"OUTCOME_CREATED\",\"eventId\":\"a/1\""),
                          HasSubstr("\"OUTCOME_INVALID\",\"status\""),
                          HasSubstr("\"fieldViolations\":[{\"field\":\"status\""),
                          HasSubstr("\"OUTCOME_INVALID\""), HasSubstr("\"eventId\":\"a/3\""),
                          HasSubstr("\"OUTCOME_CONFLICT\"")));
}

TEST_F(CommandLineTest, SubmitPassesItsFlagsOn) {
  const std::string results = File("results", "");
  EXPECT_EQ(Run({"submit", "--dry-run", "--on-conflict", "amend-own", "--results", results},
                "{\"id\":\"a/1\"}\n"),
            kExitDone);
  ASSERT_EQ(service_.submits().size(), 1u);
  EXPECT_TRUE(service_.submits()[0].validate_only());
  EXPECT_EQ(service_.submits()[0].on_conflict(), v1::ON_CONFLICT_AMEND_OWN);
  std::stringstream written;
  written << std::ifstream(results).rdbuf();
  EXPECT_EQ(written.str(), "{\"outcome\":\"OUTCOME_CREATED\",\"eventId\":\"a/1\"}\n");
}

TEST_F(CommandLineTest, TellsBadUsageFromNoConnection) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(Run({"nonsense"}), kExitUsage);
  EXPECT_EQ(Run({"export"}), kExitUsage);
  EXPECT_EQ(Run({"query", "--kind", "war"}), kExitUsage);
  EXPECT_EQ(Run({"query", "--limit", "0"}), kExitUsage);
  EXPECT_EQ(Run({"query", "-o", "xml"}), kExitUsage);
  EXPECT_EQ(Run({"submit", "/nonexistent"}), kExitUsage);
  EXPECT_EQ(Run({"watch", "--from", "soon"}), kExitUsage);
  EXPECT_EQ(Run({"get"}), kExitUsage);
  EXPECT_EQ(Run({"--help"}), kExitDone);
  service_.Stop();
  for (const char* command : {"query", "watch", "submit", "status"}) {
    EXPECT_EQ(Run({command}), kExitNoConnection) << command;
  }
}

TEST_F(CommandLineTest, HelpsWithExamplesForEveryCommand) {
  for (const char* command : {"submit", "add", "query", "watch", "get", "amend", "places", "actors",
                              "place", "put-actors", "status", "completion"}) {
    EXPECT_EQ(Run({command, "--help"}), kExitDone);
    EXPECT_THAT(out_, HasSubstr(absl::StrCat("Examples:\n"))) << command;
    EXPECT_THAT(out_, HasSubstr(absl::StrCat(command, " "))) << command;
  }
}

TEST_F(CommandLineTest, QueriesPageAfterPageUpToTheLimit) {
  std::string lines;
  for (int i = 0; i < 2500; ++i) absl::StrAppend(&lines, "{\"id\":\"a/", i, "\"}\n");
  ASSERT_EQ(Run({"submit"}, lines), kExitDone);
  EXPECT_EQ(Run({"query"}), kExitDone);
  EXPECT_EQ(Lines(out_).size(), 100u);
  EXPECT_EQ(Run({"query", "--limit", "2400", "--oldest-first"}), kExitDone);
  EXPECT_EQ(Lines(out_).size(), 2400u);
  EXPECT_EQ(err_, "");
  EXPECT_EQ(service_.lists().back().order(), v1::ORDER_OLDEST_FIRST);
  EXPECT_EQ(service_.lists().back().page_size(), 400);
}

TEST_F(CommandLineTest, WritesEveryFormOfResults) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\",\"summary\":\"x \\u001b[31m\"}\n{\"id\":\"a/2\"}\n"),
            kExitDone);
  EXPECT_EQ(Run({"query", "-o", "ndjson"}), kExitDone);
  EXPECT_THAT(Lines(out_),
              ElementsAre(StartsWith("{\"id\":\"a/1\""), StartsWith("{\"id\":\"a/2\"")));
  EXPECT_EQ(Run({"query", "-o", "json"}), kExitDone);
  EXPECT_THAT(Lines(out_),
              ElementsAre("[", StartsWith("{\"id\":\"a/1\""), StartsWith("{\"id\":\"a/2\""), "]"));
  EXPECT_EQ(Run({"query", "-o", "geojson"}), kExitDone);
  EXPECT_EQ(Lines(out_).size(), 4u);
  EXPECT_EQ(Run({"query", "-o", "csv"}), kExitDone);
  EXPECT_EQ(Lines(out_).size(), 3u);
  EXPECT_EQ(Run({"query", "-o", "text"}), kExitDone);
  EXPECT_THAT(out_, HasSubstr("a/1  \n"));
}

TEST_F(CommandLineTest, EmptyResultsAreDone) {
  for (const char* form : {"table", "json", "ndjson", "geojson", "csv", "text"}) {
    EXPECT_EQ(Run({"query", "-o", form}), kExitDone) << form;
  }
  EXPECT_EQ(Run({"query"}, "", /*is_terminal=*/true), kExitDone);
  EXPECT_EQ(out_, "0 events; as of sequence 0\n");
}

TEST_F(CommandLineTest, EndsATableWithCountReadingsAndSequence) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\",\"summary\":\"x \\u001b[31m\"}\n"), kExitDone);
  EXPECT_EQ(Run({"query", "--in", "Kursk"}, "", /*is_terminal=*/true), kExitDone);
  EXPECT_THAT(Lines(out_), ElementsAre(StartsWith("WHEN"), HasSubstr("x \\x1b[31m"),
                                       "1 event; as of sequence 1", "Kursk = RU-KRS"));
  EXPECT_EQ(err_, "sitrep: 1 event matches possibly: add --possible\n");
  EXPECT_EQ(service_.lists().back().filter().match(), v1::MATCH_POSSIBLE);
  EXPECT_THAT(service_.lists().back().filter().exclude().regions(), ElementsAre("Kursk"));
}

TEST_F(CommandLineTest, NoEscapeReachesATerminalInAnyForm) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\",\"summary\":\"\\u001b[31m\\u009b2J\\u007f\"}\n"),
            kExitDone);
  for (const char* form : {"table", "json", "ndjson", "geojson", "csv", "text"}) {
    EXPECT_EQ(Run({"query", "-o", form}, "", /*is_terminal=*/true), kExitDone);
    for (const char* bad : {"\x1b", "\u009b", "\x7f"}) {
      EXPECT_THAT(out_, Not(HasSubstr(bad))) << form;
    }
  }
}

TEST_F(CommandLineTest, ANameThatMeansNothingIsRefused) {
  EXPECT_EQ(Run({"query", "--in", "Atlantis"}), kExitRefused);
  EXPECT_EQ(err_, "sitrep: nothing is known as Atlantis\n");
}

TEST_F(CommandLineTest, AddsAnEventAndShowsWhatWasStored) {
  EXPECT_EQ(Run({"add", "strike", "--in", "Kharkiv", "--when", "2025-07-12", "--id", "a/1"}),
            kExitDone);
  EXPECT_THAT(out_, HasSubstr("\"record\":{\"sequence\":\"1\""));
  EXPECT_EQ(err_, "sitrep: created a/1\n");
  EXPECT_EQ(Run({"add", "clash", "--id", "a/1"}), kExitRefused);
  EXPECT_EQ(Run({"add", "clash", "--id", "a/2", "--dry-run"}), kExitDone);
  EXPECT_EQ(err_, "sitrep: would be created a/2\n");
  EXPECT_EQ(Run({"get", "a/2"}), kExitRefused);
  EXPECT_EQ(Run({"add", "war"}), kExitUsage);
}

TEST_F(CommandLineTest, GetsAnEvent) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\",\"strike\":{}}\n"), kExitDone);
  EXPECT_EQ(Run({"get", "a/1"}), kExitDone);
  EXPECT_EQ(Lines(out_).size(), 1u);
  EXPECT_EQ(Run({"get", "a/1", "-o", "text"}), kExitDone);
  EXPECT_THAT(out_, StartsWith("a/1  strike\n"));
  EXPECT_EQ(Run({"get", "a/9"}), kExitRefused);
  EXPECT_EQ(err_, "sitrep: no such event\n");
}

TEST_F(CommandLineTest, AmendsWithTheRevisionThatItRead) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\",\"clash\":{}}\n"), kExitDone);
  EXPECT_EQ(Run({"amend", "a/1", "--set", "status=occurred", "--set", "clash.outcome=repelled",
                 "--reason", "known now", "--correction"}),
            kExitDone);
  EXPECT_EQ(err_, "sitrep: amended a/1, revision 2, sequence 2\n");
  const v1::SubmitEventsRequest submit = service_.submits().back();
  EXPECT_EQ(submit.expected_revisions().at("a/1"), 1);
  EXPECT_EQ(submit.reason(), "known now");
  EXPECT_EQ(submit.change_reason(), v1::CHANGE_REASON_CORRECTION);
  EXPECT_EQ(submit.events(0).clash().outcome(), "repelled");
  EXPECT_EQ(Run({"amend", "a/1", "--set", "status=maybe", "--reason", "x"}), kExitUsage);
  EXPECT_EQ(Run({"amend", "a/1", "--set", "status=planned"}), kExitUsage);
  EXPECT_EQ(Run({"amend", "a/9", "--set", "status=planned", "--reason", "x"}), kExitRefused);
}

TEST_F(CommandLineTest, WatchesUntilInterruptedAndDone) {
  ASSERT_EQ(Run({"submit"}, "{\"id\":\"a/1\"}\n{\"id\":\"a/2\"}\n"), kExitDone);
  std::thread interrupt([] {
    absl::SleepFor(absl::Milliseconds(700));
    kill(getpid(), SIGINT);
  });
  EXPECT_EQ(Run({"watch", "--from", "beginning"}), kExitDone);
  interrupt.join();
  EXPECT_THAT(
      Lines(out_),
      ElementsAre(
          StartsWith("{\"change\":\"CHANGE_CREATED\",\"sequence\":\"1\",\"event\":{\"id\":\"a/1\""),
          StartsWith("{\"change\":\"CHANGE_CREATED\",\"sequence\":\"2\"")));
  EXPECT_EQ(err_, "");
}

TEST_F(CommandLineTest, WatchLeavesWhenItsReaderIsGone) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  close(fds[0]);
  std::ostringstream out, err;
  Console console{.out = out, .err = err, .out_fd = fds[1]};
  CommandLine line(console, absl::Now);
  EXPECT_EQ(line.Run({"watch", "--server", service_.address()}), kExitDone);
  close(fds[1]);
}

TEST_F(CommandLineTest, CompletesEveryCommandAndFlag) {
  std::ostringstream out, err;
  Console console{.out = out, .err = err};
  const CommandLine line(console, absl::Now);
  const std::string bash = BashCompletion(line.app());
  const std::string zsh = ZshCompletion(line.app());
  int flags = 0;
  for (const CLI::App* command : line.app().get_subcommands([](const CLI::App*) { return true; })) {
    EXPECT_THAT(bash, HasSubstr(command->get_name()));
    EXPECT_THAT(zsh, HasSubstr(command->get_name()));
    for (const CLI::Option* option :
         command->get_options([](const CLI::Option*) { return true; })) {
      for (const std::string& name : option->get_lnames()) {
        EXPECT_THAT(bash, HasSubstr(absl::StrCat("--", name)));
        EXPECT_THAT(zsh, HasSubstr(absl::StrCat("--", name, "[")));
        ++flags;
      }
    }
  }
  EXPECT_GT(flags, 80);
}

// What bash offers for the last word.
std::string Complete(const CommandLine& line, const std::string& path,
                     const std::vector<std::string>& words) {
  std::ofstream(path) << BashCompletion(line.app()) << "COMP_WORDS=("
                      << absl::StrJoin(words, " ",
                                       [](std::string* out, const std::string& word) {
                                         absl::StrAppend(out, "'", word, "'");
                                       })
                      << ")\nCOMP_CWORD=" << words.size() - 1
                      << "\n_sitrep\necho \"${COMPREPLY[*]}\"\n";
  FILE* bash = popen(absl::StrCat("bash ", path, " 2>&1").c_str(), "r");
  std::string answer;
  for (char buffer[4096]; fgets(buffer, sizeof(buffer), bash) != nullptr;) answer += buffer;
  pclose(bash);
  return std::string(absl::StripSuffix(answer, "\n"));
}

TEST_F(CommandLineTest, CompletesInBash) {
  std::ostringstream out, err;
  Console console{.out = out, .err = err};
  const CommandLine line(console, absl::Now);
  const std::string path = File("complete.sh", "");
  const auto complete = [&](const std::vector<std::string>& words) {
    return Complete(line, path, words);
  };
  EXPECT_EQ(complete({"sitrep", "qu"}), "query");
  EXPECT_EQ(complete({"sitrep", "--server", "x", "st"}), "status");
  EXPECT_EQ(complete({"sitrep", "query", "--min"}), "--min-killed");
  EXPECT_EQ(complete({"sitrep", "query", "-o", "geo"}), "geojson");
  EXPECT_EQ(complete({"sitrep", "query", "--kind", "st"}), "strike statement");
  EXPECT_EQ(complete({"sitrep", "query", "--in", "Ku"}), "");
  EXPECT_EQ(complete({"sitrep", "add", "dep"}), "deployment");
  EXPECT_EQ(complete({"sitrep", "completion", "z"}), "zsh");
  EXPECT_EQ(complete({"sitrep", "submit", path.substr(0, path.size() - 3)}), path);
  EXPECT_EQ(complete({"sitrep", "get", "x"}), "");
}

}  // namespace
}  // namespace sitrep
