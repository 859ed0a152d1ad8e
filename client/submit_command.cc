// `sitrep submit`: events from lines of JSON.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/rpc_status.h"
#include "client/batching_writer.h"
#include "client/command_line.h"
#include "client/display_text.h"
#include "client/flag.h"
#include "client/json_reader.h"
#include "client/json_writer.h"
#include "client/line_reader.h"
#include "client/rpc_status.h"
#include "client/submit_summary.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep submit events.ndjson\n"
    "  my-extractor | sitrep submit -\n"
    "  sitrep submit events.ndjson --results results.ndjson --on-conflict amend-own\n"
    "  sitrep submit events.ndjson --dry-run";

// No event comes near it; a line beyond is not even kept.
constexpr size_t kLineBytesMax = 1 << 20;
// How long input may pause before what was read is sent.
constexpr absl::Duration kIdle = absl::Milliseconds(50);

// An id that is refused for its length is not shown at that length.
constexpr int kIdCells = 100;

struct SubmitFlags {
  std::string file = "-";
  std::string results;
  std::string on_conflict = "reject";
  bool dry_run = false;
};

v1::OnConflict OnConflictOf(const std::string& word) {
  if (word == "amend-own") return v1::ON_CONFLICT_AMEND_OWN;
  if (word == "skip") return v1::ON_CONFLICT_SKIP;
  return v1::ON_CONFLICT_REJECT;
}

class Submit {
 public:
  Submit(CommandLine& line, const SubmitFlags& flags)
      : console_(line.console()), line_(line), flags_(flags) {}

  int Run() {
    const int fd = flags_.file == "-" ? console_.in_fd : open(flags_.file.c_str(), O_RDONLY);
    if (fd < 0) return SayFileError(flags_.file);
    const auto close_input = absl::MakeCleanup([&] {
      if (flags_.file != "-") close(fd);
    });
    if (!OpenResults()) return SayFileError(flags_.results);
    struct stat input = {};
    if (fstat(fd, &input) == 0 && S_ISREG(input.st_mode)) input_bytes_ = input.st_size;
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(console_, client.status());
    return SubmitLines(**client, fd);
  }

 private:
  int SayFileError(const std::string& path) {
    Say(console_, absl::StrCat("cannot open '", path, "': ", std::strerror(errno)));
    return kExitUsage;
  }

  bool OpenResults() {
    if (flags_.results.empty() || flags_.results == "-") return true;
    results_.open(flags_.results, std::ios::binary | std::ios::trunc);
    return results_.is_open();
  }

  int SubmitLines(Client& client, int fd) {
    client_ = &client;
    BatchingWriter::Options options;
    options.on_conflict = OnConflictOf(flags_.on_conflict);
    options.validate_only = flags_.dry_run;
    BatchingWriter writer(client, options,
                          [this](int64_t line_number, const v1::SubmitResult& result) {
                            TakeResult(line_number, result);
                          });
    LineReader reader(fd, kLineBytesMax);
    absl::Status status = ReadLines(reader, writer);
    // What was read before a failure of the input counts.
    const absl::Status finished = writer.Finish();
    if (status.ok()) status = finished;
    progress_.Clear();
    const ExitCode code = status.ok() ? kExitDone : SayError(console_, status);
    if (read_ > summary_.total()) {
      Say(console_, absl::StrCat(read_ - summary_.total(), " of ", read_,
                                 " events without an answer; submit them again"));
    }
    console_.err << summary_.Text() << std::endl;
    if (code != kExitDone) return code;
    if (results_.is_open() && !results_.flush()) return SayFileError(flags_.results);
    return summary_.refused() > 0 ? kExitRefused : kExitDone;
  }

  absl::Status ReadLines(LineReader& reader, BatchingWriter& writer) {
    std::string line;
    for (;;) {
      absl::Status status;
      switch (reader.Next(kIdle, line)) {
        case LineReader::Outcome::kEnd:
          return absl::OkStatus();
        case LineReader::Outcome::kError:
          return absl::AbortedError(absl::StrCat("reading failed: ", std::strerror(errno)));
        case LineReader::Outcome::kIdle:
          status = writer.Flush();
          break;
        case LineReader::Outcome::kTooLong:
          status = Refuse(reader, writer, "",
                          absl::InvalidArgumentError(
                              absl::StrCat("the line has more than ", kLineBytesMax, " bytes")));
          break;
        case LineReader::Outcome::kLine:
          status = TakeLine(reader, line, writer);
          break;
      }
      if (!status.ok()) return status;
      progress_.Show(summary_.total(), reader.bytes_read(), input_bytes_);
    }
  }

  absl::Status TakeLine(const LineReader& reader, const std::string& line, BatchingWriter& writer) {
    if (absl::StripAsciiWhitespace(line).empty()) return absl::OkStatus();
    v1::Event event;
    const absl::Status parsed = ParseJsonMessage(line, event);
    if (!parsed.ok()) {
      const std::string id = event.id();
      return Refuse(reader, writer, id, WithRulesBroken(parsed, std::move(event)));
    }
    ++read_;
    return writer.Add(reader.line_number(), std::move(event));
  }

  // What is wrong with a line's JSON, and what the server finds wrong with the rest of the event,
  // so that every bad field is named at once. A server that does not answer adds nothing.
  absl::Status WithRulesBroken(const absl::Status& parsed, v1::Event event) {
    v1::SubmitEventsRequest request;
    request.set_validate_only(true);
    *request.add_events() = std::move(event);
    const absl::StatusOr<v1::SubmitEventsResponse> response = client_->SubmitEvents(request);
    if (!response.ok() || response->results().empty()) return parsed;
    return MergeFieldErrors(parsed, FromRpc(response->results(0).status()));
  }

  absl::Status Refuse(const LineReader& reader, BatchingWriter& writer, const std::string& id,
                      const absl::Status& why) {
    ++read_;
    v1::SubmitResult result;
    result.set_outcome(v1::OUTCOME_INVALID);
    result.set_event_id(id);
    *result.mutable_status() = ToRpcStatus(why);
    return writer.AddDecided(reader.line_number(), std::move(result));
  }

  void TakeResult(int64_t line_number, const v1::SubmitResult& result) {
    summary_.Add(result.outcome());
    if (IsRefused(result.outcome())) {
      progress_.Clear();
      const std::string id =
          result.event_id().empty()
              ? ""
              : absl::StrCat(" (", FitWidth(Printable(result.event_id()), kIdCells), ")");
      Say(console_, absl::StrCat("line ", line_number, id, ": ", OutcomeWord(result.outcome()),
                                 ": ", absl::StrJoin(ErrorLines(FromRpc(result.status())), "; ")));
    }
    for (const v1::Warning& warning : result.warnings()) {
      progress_.Clear();
      Say(console_, absl::StrCat("line ", line_number, ": ", WarningText(warning)));
    }
    if (!flags_.results.empty()) {
      (flags_.results == "-" ? console_.out : results_) << ToJson(result) << "\n";
    }
  }

  Console& console_;
  CommandLine& line_;
  const SubmitFlags& flags_;
  std::ofstream results_;
  int64_t input_bytes_ = 0;
  int64_t read_ = 0;
  Client* client_ = nullptr;
  SubmitSummary summary_;
  SubmitProgress progress_{console_};
};

}  // namespace

void AddSubmitCommand(CommandLine& line) {
  const auto flags = std::make_shared<SubmitFlags>();
  CLI::App* command = line.AddCommand("submit", "Events from lines of JSON", kExamples,
                                      [&line, flags] { return Submit(line, *flags).Run(); });
  command->add_option("FILE", flags->file, "One event a line; - is the standard input")
      ->type_name("FILE");
  command->add_option("--results", flags->results, "A SubmitResult a line, in the order of events")
      ->type_name("FILE");
  AddChoice(*command, "--on-conflict", flags->on_conflict, "reject|amend-own|skip",
            "What to do with an id that is there with other content; default: reject");
  command->add_flag("--dry-run", flags->dry_run, "Only say what would be done");
}

}  // namespace sitrep
