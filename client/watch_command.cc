// `sitrep watch`: changes to the events that match a filter, one line each, for as long as it runs.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "client/backoff.h"
#include "client/command_line.h"
#include "client/display_text.h"
#include "client/event_phrases.h"
#include "client/event_table.h"
#include "client/event_watch.h"
#include "client/filter_flags.h"
#include "client/flag.h"
#include "client/json_writer.h"
#include "client/line_writer.h"
#include "client/period.h"
#include "client/shell_command.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep watch --in Kursk --kind strike,clash\n"
    "  sitrep watch --actor \"North Korea\" --from beginning | jq -r .event.summary\n"
    "  sitrep watch --from 1234 --progress    # goes on after sequence 1234\n"
    "  sitrep watch --in Wonsan --name wonsan --exec 'mail -s Wonsan desk@example.org'";

// A command that failed is tried again after so long, doubled each time up to the longest.
constexpr absl::Duration kRetryWaitMin = absl::Seconds(1);
constexpr absl::Duration kRetryWaitMax = absl::Seconds(60);
constexpr absl::Duration kTick = absl::Milliseconds(100);
// A server that does not answer must not hold up Ctrl-C; the next acknowledgement covers this one.
constexpr absl::Duration kAcknowledgeWait = absl::Seconds(3);

std::atomic<bool> interrupted = false;

// The second time it is not for us to decide.
void Interrupt(int signal) {
  if (!interrupted.exchange(true)) return;
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// While it lives, Ctrl-C and termination end the watch instead of the process, also while it waits
// for something, and a reader that is gone shows as a failed write.
class InterruptScope {
 public:
  InterruptScope() {
    interrupted = false;
    // Without SA_RESTART: what waits is woken.
    struct sigaction interrupt = {};
    interrupt.sa_handler = Interrupt;
    sigemptyset(&interrupt.sa_mask);
    sigaction(SIGINT, &interrupt, &old_int_);
    sigaction(SIGTERM, &interrupt, &old_term_);
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, &old_pipe_);
  }
  ~InterruptScope() {
    sigaction(SIGINT, &old_int_, nullptr);
    sigaction(SIGTERM, &old_term_, nullptr);
    sigaction(SIGPIPE, &old_pipe_, nullptr);
  }

 private:
  struct sigaction old_int_;
  struct sigaction old_term_;
  struct sigaction old_pipe_;
};

// A variable of the shell that is not set must not mean something else.
std::string IsNotEmpty(const std::string& text) { return text.empty() ? "is empty" : ""; }

struct WatchFlags {
  FilterFlags filter;
  std::string from = "now";
  std::string output = "ndjson";
  bool matching_first = false;
  bool progress = false;
  std::string name;
  bool take_over = false;
  std::string exec;
  std::string on_failure = "stop";
};

// now, beginning, a sequence, or a time.
absl::Status SetStart(const WatchFlags& flags, absl::Time now, v1::WatchEventsRequest& request) {
  int64_t sequence;
  if (flags.matching_first) {
    if (flags.from != "now") {
      return absl::InvalidArgumentError("--matching-first and --from exclude each other");
    }
    request.set_matching_first(true);
  } else if (flags.from == "now") {
    request.set_now(true);
  } else if (flags.from == "beginning") {
    request.set_beginning(true);
  } else if (absl::SimpleAtoi(flags.from, &sequence)) {
    request.set_after_sequence(sequence);
  } else {
    ASSIGN_OR_RETURN(const absl::TimeZone zone, flags.filter.Zone());
    const absl::StatusOr<Period> time = ParsePeriod(flags.from, zone, now);
    if (!time.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--from: '", flags.from, "' is none of now, beginning, a sequence, or a time"));
    }
    *request.mutable_after_time() = ToTimestamp(absl::ToUnixMicros(time->start));
  }
  return absl::OkStatus();
}

// "CREATED   12 Jul 2025  strike  Kharkiv: ... [id]"
std::string ChangeText(const v1::Change& change, absl::TimeZone zone) {
  const v1::Event& event = change.event();
  v1::Result result;
  result.set_match(change.match());
  *result.mutable_uncertain_on() = change.uncertain_on();
  const std::string uncertain = UncertainPhrase(result);
  const std::string text =
      absl::StrCat(absl::StripPrefix(v1::ChangeType_Name(change.type()), "CHANGE_TYPE_"), " ",
                   change.sequence(), uncertain.empty() ? "" : absl::StrCat(" ? ", uncertain), "  ",
                   WhenPhrase(event, zone), "  ", EnumWord(KindOf(event)), "  ", WherePhrase(event),
                   "  ", WhoPhrase(event), "  ", WhatPhrase(event), "  [", event.id(), "]");
  return Printable(text);
}

// "PROGRESS 17"
std::string MarkText(const v1::WatchEventsResponse& message) {
  switch (message.message_case()) {
    case v1::WatchEventsResponse::kStarted:
      return absl::StrCat("STARTED ", message.started().sequence());
    case v1::WatchEventsResponse::kProgress:
      return absl::StrCat("PROGRESS ", message.progress().sequence());
    case v1::WatchEventsResponse::kCaughtUp:
      return absl::StrCat("CAUGHT_UP ", message.caught_up().sequence());
    case v1::WatchEventsResponse::kFellBehind:
      return absl::StrCat("FELL_BEHIND ", message.fell_behind().sequence());
    default:
      return "";
  }
}

class Watch {
 public:
  Watch(CommandLine& line, const WatchFlags& flags)
      : line_(line), flags_(flags), lines_(line.console(), interrupted) {}

  int Run() {
    v1::WatchEventsRequest request;
    const absl::Status usage = Prepare(request);
    if (!usage.ok()) return SayUsageError(line_.console(), usage);
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(line_.console(), client.status());
    client_ = *client;
    const InterruptScope scope;
    EventWatch watch(
        *client_, std::move(request),
        {.on_message = [this](const auto& message) { return Take(message); },
         // What --exec does, it does without a reader.
         .keep_on =
             [this] { return !interrupted && (!flags_.exec.empty() || lines_.ReaderIsThere()); },
         .on_lost =
             [this](const absl::Status& status, absl::Duration) {
               if (!std::exchange(lost_, true)) {
                 Say(line_.console(),
                     absl::StrCat("connection lost (", status.message(), "), trying again"));
               }
             }});
    absl::Status status = watch.Run();
    status.Update(failure_);
    return status.ok() ? static_cast<int>(kExitDone) : SayError(line_.console(), status);
  }

 private:
  absl::Status Prepare(v1::WatchEventsRequest& request) {
    ASSIGN_OR_RETURN(*request.mutable_filter(), flags_.filter.ToFilter(line_.now()));
    ASSIGN_OR_RETURN(zone_, flags_.filter.Zone());
    if (flags_.exec.empty() && flags_.on_failure != "stop") {
      return absl::InvalidArgumentError("--on-failure needs --exec");
    }
    if (flags_.name.empty() && flags_.take_over) {
      return absl::InvalidArgumentError("--take-over needs --name");
    }
    if (!flags_.name.empty() && flags_.matching_first) {
      return absl::InvalidArgumentError("--name and --matching-first exclude each other");
    }
    request.set_subscription(flags_.name);
    request.set_take_over(flags_.take_over);
    return SetStart(flags_, line_.now(), request);
  }

  // False ends the watch.
  bool Take(const v1::WatchEventsResponse& message) {
    if (std::exchange(lost_, false)) Say(line_.console(), "connected again");
    if (message.has_started() && message.started().sequence() < acknowledged_) {
      failure_ = absl::OutOfRangeError(absl::StrCat(
          "sequence ", acknowledged_, " was acknowledged, and the ledger goes on after ",
          message.started().sequence(), ": it is an older copy of itself"));
      return false;
    }
    if (message.has_changes() || message.has_initial()) {
      const v1::Changes& changes = message.has_changes() ? message.changes() : message.initial();
      for (const v1::Change& change : changes.changes()) {
        if (!(flags_.exec.empty() ? Print(change) : Execute(change))) return false;
      }
      if (changes.changes().empty() || !flags_.exec.empty()) return true;
      return Acknowledge(changes.changes().rbegin()->sequence());
    }
    if (flags_.progress && !PrintMark(message)) return false;
    // A mark covers what did not match, so that the place does not seem to lag.
    if (message.has_progress() && !Acknowledge(message.progress().sequence())) return false;
    return !message.has_caught_up() || Acknowledge(message.caught_up().sequence());
  }

  bool Print(const v1::Change& change) {
    return PrintLine(flags_.output == "text" ? ChangeText(change, zone_) : ChangeJson(change));
  }

  bool PrintMark(const v1::WatchEventsResponse& message) {
    return PrintLine(flags_.output == "text" ? MarkText(message)
                                             : ToJson(message, JsonLayout::kLineWithZeros));
  }

  // A reader that has gone is an end like any other; a full disk is not.
  bool PrintLine(const std::string& text) {
    const absl::Status written = lines_.Write(text);
    if (absl::IsDataLoss(written)) failure_ = written;
    return written.ok();
  }

  // Runs the command, again and again if asked to; acknowledged once it went well.
  bool Execute(const v1::Change& change) {
    absl::Duration wait = kRetryWaitMin;
    while (!interrupted) {
      const absl::Status ran =
          RunShellCommand(flags_.exec, absl::StrCat(ChangeJson(change), "\n"), interrupted);
      if (ran.ok()) return Acknowledge(change.sequence());
      // The command was told, too.
      if (interrupted) break;
      const std::string what =
          absl::StrCat("the command failed on sequence ", change.sequence(), ": ", ran.message());
      if (flags_.on_failure == "stop") {
        failure_ = absl::Status(ran.code(), what);
        return false;
      }
      Say(line_.console(), absl::StrCat(what, "; again in ", absl::FormatDuration(wait)));
      for (absl::Duration slept; slept < wait && !interrupted; slept += kTick) {
        absl::SleepFor(kTick);
      }
      wait = std::min(2 * wait, kRetryWaitMax);
    }
    return false;
  }

  // An acknowledgement that is lost brings the change again, which is what was promised.
  bool Acknowledge(int64_t sequence) {
    if (flags_.name.empty() || sequence <= acknowledged_) return true;
    v1::AcknowledgeWatchRequest request;
    request.set_subscription(flags_.name);
    request.set_sequence(sequence);
    const absl::Status status = client_->AcknowledgeWatch(request, kAcknowledgeWait).status();
    if (status.ok()) acknowledged_ = sequence;
    if (status.ok() || MayRetry(status) || absl::IsCancelled(status)) return true;
    failure_ = status;
    return false;
  }

  CommandLine& line_;
  const WatchFlags& flags_;
  LineWriter lines_;
  absl::TimeZone zone_;
  Client* client_ = nullptr;
  int64_t acknowledged_ = 0;
  // Why a callback ended the watch.
  absl::Status failure_;
  bool lost_ = false;
};

}  // namespace

void AddWatchCommand(CommandLine& line) {
  const auto flags = std::make_shared<WatchFlags>();
  CLI::App* command =
      line.AddCommand("watch", "Changes to the events that match a filter, as they come", kExamples,
                      [&line, flags] { return Watch(line, *flags).Run(); });
  flags->filter.AddTo(*command);
  command->add_option("--from", flags->from, "now (default), beginning, a sequence, or a time")
      ->type_name("POSITION");
  command->add_flag("--matching-first", flags->matching_first,
                    "First what matches, then the changes");
  command->add_flag("--progress", flags->progress, "The server's other messages, too");
  command->add_option("--name", flags->name, "Keep the place on the server under this name")
      ->check(IsNotEmpty);
  command->add_flag("--take-over", flags->take_over, "End another reader of that name");
  command
      ->add_option("--exec", flags->exec,
                   "Run a command for each change, one at a time, with its JSON on standard "
                   "input; done with when it exits 0")
      ->check(IsNotEmpty);
  AddChoice(*command, "--on-failure", flags->on_failure, "stop|retry",
            "When the command fails; default: stop");
  AddChoice(*command, "-o,--output", flags->output, "ndjson|text", "Output; default: ndjson");
}

}  // namespace sitrep
