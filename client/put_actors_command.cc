// `sitrep put-actors`: actors of the ledger from lines of JSON.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "client/command_line.h"
#include "client/json_reader.h"
#include "client/line_reader.h"
#include "client/rpc_status.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep put-actors groups.ndjson --dry-run\n"
    "  echo '{\"id\":\"grp:falcon\",\"kind\":\"armed_group\",\"name\":\"Blue Falcon Brigade\"}' | "
    "sitrep put-actors -\n"
    "  echo '{\"id\":\"Q7747\",\"names\":[\"Vova\"]}' | sitrep put-actors -\n"
    "  echo '{\"id\":\"grp:falcon\",\"removed\":true}' | sitrep put-actors - --reason merged\n"
    "\n1,000 lines are one call, and a call is all or nothing.";

// An actor with all the names that it may have is far smaller.
constexpr size_t kLineBytesMax = 1 << 20;
constexpr size_t kCallBytesMax = limits::kMessageBytesMax / 2;
constexpr absl::Duration kWait = absl::Seconds(60);

struct PutActorsFlags {
  std::string file = "-";
  std::string reason;
  bool dry_run = false;
};

class PutActors {
 public:
  PutActors(CommandLine& line, const PutActorsFlags& flags)
      : console_(line.console()), line_(line), flags_(flags) {}

  int Run() {
    const int fd = flags_.file == "-" ? console_.in_fd : open(flags_.file.c_str(), O_RDONLY);
    if (fd < 0) {
      Say(console_, absl::StrCat("cannot open '", flags_.file, "': ", std::strerror(errno)));
      return kExitUsage;
    }
    const auto close_input = absl::MakeCleanup([&] {
      if (flags_.file != "-") close(fd);
    });
    if (!ReadLines(fd)) {
      Say(console_, "nothing was put");
      return kExitRefused;
    }
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(console_, client.status());
    const int code = PutAll(**client);
    console_.err << absl::StrCat("added ", counts_[v1::ACTOR_OUTCOME_ADDED], " changed ",
                                 counts_[v1::ACTOR_OUTCOME_CHANGED], " removed ",
                                 counts_[v1::ACTOR_OUTCOME_REMOVED], " unchanged ",
                                 counts_[v1::ACTOR_OUTCOME_UNCHANGED])
                 << std::endl;
    return code;
  }

 private:
  // An actor and the number of its line.
  struct Line {
    int64_t number = 0;
    v1::Actor actor;
  };

  // False if any line is bad; each is named.
  bool ReadLines(int fd) {
    LineReader reader(fd, kLineBytesMax);
    bool good = true;
    std::string text;
    for (;;) {
      switch (reader.Next(kWait, text)) {
        case LineReader::Outcome::kEnd:
          return good;
        case LineReader::Outcome::kError:
          Say(console_, absl::StrCat("reading failed: ", std::strerror(errno)));
          return false;
        case LineReader::Outcome::kIdle:
          break;
        case LineReader::Outcome::kTooLong:
          SayOfLine(reader.line_number(), absl::StrCat("has more than ", kLineBytesMax, " bytes"));
          good = false;
          break;
        case LineReader::Outcome::kLine:
          good = TakeLine(reader.line_number(), text) && good;
          break;
      }
    }
  }

  bool TakeLine(int64_t number, const std::string& text) {
    if (absl::StripAsciiWhitespace(text).empty()) return true;
    Line line{.number = number, .actor = {}};
    const absl::Status parsed = ParseJsonMessage(text, line.actor);
    if (!parsed.ok()) {
      SayOfLine(number, absl::StrJoin(ErrorLines(parsed), "; "));
      return false;
    }
    lines_.push_back(std::move(line));
    return true;
  }

  int PutAll(Client& client) {
    for (size_t begin = 0; begin < lines_.size();) {
      v1::PutActorsRequest request;
      request.set_validate_only(flags_.dry_run);
      request.set_reason(flags_.reason);
      size_t bytes = 0;
      size_t end = begin;
      while (end < lines_.size() && request.actors_size() < limits::kActorsPerCallMax) {
        bytes += lines_[end].actor.ByteSizeLong();
        if (end > begin && bytes > kCallBytesMax) break;
        *request.add_actors() = lines_[end++].actor;
      }
      const absl::StatusOr<v1::PutActorsResponse> response = client.PutActors(request);
      if (!response.ok()) return SayRefusal(response.status(), begin);
      for (const int outcome : response->outcomes()) {
        if (v1::ActorOutcome_IsValid(outcome)) ++counts_[outcome];
      }
      for (const v1::SharedName& shared : response->shared_names()) SayShared(shared, begin);
      begin = end;
    }
    return kExitDone;
  }

  int SayRefusal(const absl::Status& status, size_t first) {
    const std::vector<FieldError> errors = FieldErrorsOf(status);
    for (const FieldError& error : errors) SayOfField(error.field, error.message, first);
    return errors.empty() ? SayError(console_, status) : kExitRefused;
  }

  void SayShared(const v1::SharedName& shared, size_t first) {
    SayOfField(shared.field(),
               absl::StrCat("\"", shared.name(), "\" is a name of ",
                            absl::StrJoin(shared.ids(), ", "), ": alone it stays unread"),
               first);
  }

  // What is said of a field of an actor names its line. `first` is the call's first actor.
  void SayOfField(const std::string& path, const std::string& what, size_t first) {
    absl::string_view field = path;
    const size_t bracket = field.find(']');
    size_t index = 0;
    if (absl::ConsumePrefix(&field, "actors[") && bracket != absl::string_view::npos &&
        absl::SimpleAtoi(path.substr(7, bracket - 7), &index) && first + index < lines_.size()) {
      const std::string rest = path.substr(bracket + 1);
      SayOfLine(lines_[first + index].number,
                absl::StrCat(absl::StripPrefix(rest, "."), ": ", what));
    } else {
      Say(console_, absl::StrCat(path, ": ", what));
    }
  }

  void SayOfLine(int64_t number, const std::string& what) {
    Say(console_, absl::StrCat("line ", number, ": ", what));
  }

  Console& console_;
  CommandLine& line_;
  const PutActorsFlags& flags_;
  std::vector<Line> lines_;
  std::array<int64_t, v1::ActorOutcome_ARRAYSIZE> counts_ = {};
};

}  // namespace

void AddPutActorsCommand(CommandLine& line) {
  const auto flags = std::make_shared<PutActorsFlags>();
  CLI::App* command =
      line.AddCommand("put-actors", "Actors of this ledger from lines of JSON", kExamples,
                      [&line, flags] { return PutActors(line, *flags).Run(); });
  command->add_option("FILE", flags->file, "One actor a line; - is the standard input")
      ->type_name("FILE");
  command->add_option("--reason", flags->reason, "Why, for the record")->type_name("TEXT");
  command->add_flag("--dry-run", flags->dry_run, "Only say what would be done");
}

}  // namespace sitrep
