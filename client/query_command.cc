// `sitrep query`: the events that match a filter.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "client/command_line.h"
#include "client/event_table.h"
#include "client/event_text.h"
#include "client/filter_flags.h"
#include "client/flag.h"
#include "client/result_writer.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep query --in Kursk --since 2025-07-01\n"
    "  sitrep query --actor \"North Korea\" --actor Russia --kind deployment --possible\n"
    "  sitrep query --by Russia --on Ukraine --kind strike --min-killed 2 -o csv > strikes.csv\n"
    "  sitrep query --near 50.45,30.52,100 --since 7d -o geojson\n"
    "  sitrep query --since 2025-07 --until 2025-07 --oldest-first --limit 1000 -o ndjson";

// A hint need not count further.
constexpr int kHintEventsMax = 10;

struct QueryFlags {
  FilterFlags filter;
  int64_t limit = 100;
  bool oldest_first = false;
  bool explain = false;
  std::string output;
};

class Query {
 public:
  Query(CommandLine& line, const QueryFlags& flags) : line_(line), flags_(flags) {}

  int Run() {
    absl::StatusOr<v1::Filter> filter = flags_.filter.ToFilter(line_.now());
    if (!filter.ok()) return SayUsageError(line_.console(), filter.status());
    zone_ = *flags_.filter.Zone();
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(line_.console(), client.status());
    client_ = *client;
    *request_.mutable_filter() = *std::move(filter);
    request_.set_order(flags_.oldest_first ? v1::ORDER_OLDEST_FIRST : v1::ORDER_NEWEST_FIRST);
    request_.set_explain(flags_.explain);
    const absl::Status status = List();
    return status.ok() ? static_cast<int>(kExitDone) : SayError(line_.console(), status);
  }

 private:
  bool IsTable() const {
    return flags_.output.empty() ? line_.console().out_is_terminal : flags_.output == "table";
  }

  absl::Status List() {
    std::vector<v1::Result> rows;
    ResultWriter writer(flags_.output.empty() ? "ndjson" : flags_.output, line_.console(), zone_);
    int64_t listed = 0;
    do {
      request_.set_page_size(
          static_cast<int32_t>(std::min<int64_t>(flags_.limit - listed, limits::kPageSizeMax)));
      absl::StatusOr<v1::ListEventsResponse> page = client_->ListEvents(request_);
      if (!page.ok()) return page.status();
      if (request_.page_token().empty()) SayExplanation(*page);
      for (v1::Result& result : *page->mutable_results()) {
        ++listed;
        if (IsTable()) {
          rows.push_back(std::move(result));
        } else {
          writer.Write(result);
        }
      }
      page_ = *std::move(page);
      request_.set_page_token(page_.next_page_token());
    } while (!page_.next_page_token().empty() && listed < flags_.limit && line_.console().out);
    if (!IsTable()) {
      writer.Finish();
    } else {
      PrintTable(rows);
    }
    return absl::OkStatus();
  }

  void SayExplanation(const v1::ListEventsResponse& page) {
    if (!page.has_explanation()) return;
    for (const std::string& step : page.explanation().steps()) Say(line_.console(), step);
    Say(line_.console(),
        absl::StrCat("looked at ", page.explanation().candidates(), " index entries, read ",
                     page.explanation().events_read(), " events"));
  }

  void PrintTable(const std::vector<v1::Result>& rows) {
    Console& console = line_.console();
    if (!rows.empty()) {
      console.out << EventTable(rows, zone_).Render(console.columns, console.colors);
    }
    const bool more = !page_.next_page_token().empty();
    console.out << rows.size() << (rows.size() == 1 ? " event" : " events")
                << (more ? ", more with --limit" : "") << "; as of sequence " << page_.sequence()
                << "\n";
    for (const v1::NameReading& reading : page_.readings()) {
      console.out << ReadingText(reading) << "\n";
    }
    console.out.flush();
    if (!more) HintAtPossible();
  }

  // Exactly the possible matches are those that the same filter does not certainly exclude.
  void HintAtPossible() {
    if (request_.filter().match() == v1::MATCH_POSSIBLE) return;
    v1::ListEventsRequest request;
    *request.mutable_filter() = request_.filter();
    v1::Filter* excluded = request.mutable_filter()->mutable_exclude();
    *excluded = request_.filter();
    excluded->clear_include_retracted();
    excluded->clear_include_test();
    request.mutable_filter()->set_match(v1::MATCH_POSSIBLE);
    request.set_page_size(kHintEventsMax);
    const absl::StatusOr<v1::ListEventsResponse> page = client_->ListEvents(request);
    if (!page.ok() || page->results().empty()) return;
    Say(line_.console(),
        absl::StrCat(page->results_size(), page->next_page_token().empty() ? "" : " or more",
                     page->results_size() == 1 ? " event matches" : " events match",
                     " possibly: add --possible"));
  }

  CommandLine& line_;
  const QueryFlags& flags_;
  absl::TimeZone zone_;
  Client* client_ = nullptr;
  v1::ListEventsRequest request_;
  // The last one.
  v1::ListEventsResponse page_;
};

}  // namespace

void AddQueryCommand(CommandLine& line) {
  const auto flags = std::make_shared<QueryFlags>();
  CLI::App* command = line.AddCommand("query", "The events that match a filter", kExamples,
                                      [&line, flags] { return Query(line, *flags).Run(); });
  flags->filter.AddTo(*command);
  command->add_option("--limit", flags->limit, "How many at most; default: 100")
      ->type_name("N")
      ->check([](const std::string& text) -> std::string {
        int64_t limit;
        return absl::SimpleAtoi(text, &limit) && limit > 0 ? "" : "'" + text + "' is not above 0";
      });
  command->add_flag("--oldest-first", flags->oldest_first, "The earliest first");
  command->add_flag("--explain", flags->explain, "Say how the query was run");
  AddChoice(*command, "-o,--output", flags->output, "table|json|ndjson|geojson|csv|text",
            "Output; default: a table on a terminal, else ndjson");
}

}  // namespace sitrep
