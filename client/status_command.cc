// `sitrep status`: what the server is, holds and does.
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "client/command_line.h"
#include "client/display_text.h"
#include "client/flag.h"
#include "client/json_writer.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep status\n"
    "  sitrep --server ledger.example.org:7447 status -o json";

void PrintStatus(const v1::GetStatusResponse& status, const std::string& address, absl::Time now,
                 std::ostream& out) {
  const absl::Duration up = now - absl::FromUnixSeconds(status.started_at().seconds());
  const auto line = [&](const char* label, const std::string& text) {
    out << absl::StrFormat("%-10s %s\n", label, Printable(text));
  };
  line("server", absl::StrFormat("%s, version %s, up %s", address, status.version(),
                                 absl::FormatDuration(absl::Trunc(up, absl::Seconds(1)))));
  line("ledger", absl::StrFormat("%s, format %d", status.ledger_id(), status.format_version()));
  line("events", absl::StrFormat("%d, as of sequence %d", status.events(), status.sequence()));
  line("index", absl::StrFormat("%d in memory, %d sealed segments", status.head_entries(),
                                status.segments()));
  line("disk", absl::StrFormat("%.1f MB", static_cast<double>(status.disk_bytes()) / 1e6));
  line("watchers", absl::StrFormat("%d", status.watchers()));
  for (const v1::Subscription& one : status.subscriptions()) {
    line("reader", absl::StrFormat("%s, %d behind%s", one.name(), one.lag(),
                                   one.connected() ? ", connected" : ""));
  }
  line("gazetteer", status.gazetteer_version());
  for (const std::string& problem : status.problems()) line("PROBLEM", problem);
}

}  // namespace

void AddStatusCommand(CommandLine& line) {
  const auto layout = std::make_shared<std::string>("text");
  CLI::App* command = line.AddCommand(
      "status", "What the server is, holds and does", kExamples, [&line, layout]() -> int {
        const absl::StatusOr<Client*> client = line.Connect();
        if (!client.ok()) return SayError(line.console(), client.status());
        const absl::StatusOr<v1::GetStatusResponse> status = (*client)->GetStatus();
        if (!status.ok()) return SayError(line.console(), status.status());
        if (*layout == "text") {
          PrintStatus(*status, (*client)->address(), line.now(), line.console().out);
        } else {
          line.console().out << ToJson(*status, JsonLayout::kLineWithZeros) << "\n";
        }
        return kExitDone;
      });
  AddChoice(*command, "-o,--output", *layout, "text|json", "Output");
}

}  // namespace sitrep
