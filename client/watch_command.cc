// `sitrep watch`: changes to the events that match a filter, one line each, for as long as it runs.
#include <poll.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "client/command_line.h"
#include "client/display_text.h"
#include "client/event_phrases.h"
#include "client/event_table.h"
#include "client/event_watch.h"
#include "client/filter_flags.h"
#include "client/flag.h"
#include "client/json_writer.h"
#include "client/period.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep watch --in Kursk --kind strike,clash\n"
    "  sitrep watch --actor \"North Korea\" --from beginning | jq -r .event.summary\n"
    "  sitrep watch --from 1234 --progress    # goes on after sequence 1234";

std::atomic<bool> interrupted = false;

void Interrupt(int) { interrupted = true; }

// While it lives, Ctrl-C and termination end the watch instead of the process, and a reader that is
// gone shows as a failed write.
class InterruptScope {
 public:
  InterruptScope() {
    interrupted = false;
    old_int_ = std::signal(SIGINT, Interrupt);
    old_term_ = std::signal(SIGTERM, Interrupt);
    old_pipe_ = std::signal(SIGPIPE, SIG_IGN);
  }
  ~InterruptScope() {
    std::signal(SIGINT, old_int_);
    std::signal(SIGTERM, old_term_);
    std::signal(SIGPIPE, old_pipe_);
  }

 private:
  void (*old_int_)(int);
  void (*old_term_)(int);
  void (*old_pipe_)(int);
};

struct WatchFlags {
  FilterFlags filter;
  std::string from = "now";
  std::string output = "ndjson";
  bool matching_first = false;
  bool progress = false;
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

class Watch {
 public:
  Watch(CommandLine& line, const WatchFlags& flags) : line_(line), flags_(flags) {}

  int Run() {
    v1::WatchEventsRequest request;
    const absl::Status usage = Prepare(request);
    if (!usage.ok()) return SayUsageError(line_.console(), usage);
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(line_.console(), client.status());
    const InterruptScope scope;
    EventWatch watch(
        **client, std::move(request),
        {.on_message = [this](const auto& message) { return Print(message); },
         .keep_on = [this] { return !interrupted && ReaderIsThere(); },
         .on_lost =
             [this](const absl::Status& status, absl::Duration) {
               if (!std::exchange(lost_, true)) {
                 Say(line_.console(),
                     absl::StrCat("connection lost (", status.message(), "), trying again"));
               }
             }});
    const absl::Status status = watch.Run();
    return status.ok() ? static_cast<int>(kExitDone) : SayError(line_.console(), status);
  }

 private:
  absl::Status Prepare(v1::WatchEventsRequest& request) {
    ASSIGN_OR_RETURN(*request.mutable_filter(), flags_.filter.ToFilter(line_.now()));
    ASSIGN_OR_RETURN(zone_, flags_.filter.Zone());
    return SetStart(flags_, line_.now(), request);
  }

  bool Print(const v1::WatchEventsResponse& message) {
    if (std::exchange(lost_, false)) Say(line_.console(), "connected again");
    std::ostream& out = line_.console().out;
    if (message.has_changes() || message.has_initial()) {
      const v1::Changes& changes = message.has_changes() ? message.changes() : message.initial();
      for (const v1::Change& change : changes.changes()) {
        out << (flags_.output == "text" ? ChangeText(change, zone_) : ChangeJson(change))
            << std::endl;
        if (!out) return false;
      }
    } else if (flags_.progress) {
      out << ToJson(message, JsonLayout::kLineWithZeros) << std::endl;
    }
    return out.good();
  }

  // A pipe without a reader shows an error, also while nothing is written.
  bool ReaderIsThere() const {
    if (line_.console().out_fd < 0) return true;
    pollfd out = {.fd = line_.console().out_fd, .events = 0, .revents = 0};
    return poll(&out, 1, 0) <= 0 || (out.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
  }

  CommandLine& line_;
  const WatchFlags& flags_;
  absl::TimeZone zone_;
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
  AddChoice(*command, "-o,--output", flags->output, "ndjson|text", "Output; default: ndjson");
}

}  // namespace sitrep
