// `sitrep count`: how many events match a filter, by days, kinds and so on.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/command_line.h"
#include "client/event_csv.h"
#include "client/event_phrases.h"
#include "client/filter_flags.h"
#include "client/flag.h"
#include "client/json_writer.h"
#include "client/table.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep count --in Kursk --since 2025-07-01 --group day\n"
    "  sitrep count --kind strike --group country,month --sum killed\n"
    "  sitrep count --actor \"North Korea\" --group kind -o csv > kinds.csv";

struct CountFlags {
  FilterFlags filter;
  std::vector<std::string> group;
  std::vector<std::string> sum;
  std::string output;
};

class Count {
 public:
  Count(CommandLine& line, const CountFlags& flags) : line_(line), flags_(flags) {}

  int Run() {
    const absl::Status read = ReadFlags();
    if (!read.ok()) return SayUsageError(line_.console(), read);
    const absl::StatusOr<Client*> client = line_.Connect();
    if (!client.ok()) return SayError(line_.console(), client.status());
    const absl::StatusOr<v1::CountEventsResponse> counts = (*client)->CountEvents(request_);
    if (!counts.ok()) return SayError(line_.console(), counts.status());
    Print(*counts);
    return kExitDone;
  }

 private:
  absl::Status ReadFlags() {
    absl::StatusOr<v1::Filter> filter = flags_.filter.ToFilter(line_.now());
    if (!filter.ok()) return filter.status();
    *request_.mutable_filter() = *std::move(filter);
    const absl::StatusOr<absl::TimeZone> zone = flags_.filter.Zone();
    if (!zone.ok()) return zone.status();
    request_.set_time_zone(zone->name());
    const absl::Status group = AddEnums("--group", flags_.group, *request_.mutable_group(),
                                        google::protobuf::GetEnumDescriptor<v1::Dimension>());
    if (!group.ok()) return group;
    return AddEnums("--sum", flags_.sum, *request_.mutable_sum(),
                    google::protobuf::GetEnumDescriptor<v1::Measure>());
  }

  bool SumsKilled() const { return request_.sum_size() > 0; }

  std::vector<std::string> Titles() const {
    std::vector<std::string> titles;
    for (const int dimension : request_.group()) {
      titles.push_back(EnumWord(static_cast<v1::Dimension>(dimension)));
    }
    titles.push_back("events");
    return titles;
  }

  void Print(const v1::CountEventsResponse& counts) {
    const std::string& output = flags_.output;
    Console& console = line_.console();
    if (output == "json") {
      console.out << ToJson(counts, JsonLayout::kIndented) << "\n";
    } else if (output == "csv") {
      PrintCsv(counts);
    } else if (output == "table" || (output.empty() && console.out_is_terminal)) {
      PrintTable(counts);
    } else {
      for (const v1::CountRow& row : counts.rows()) console.out << ToJson(row) << "\n";
    }
    console.out.flush();
  }

  void PrintCsv(const v1::CountEventsResponse& counts) {
    std::vector<std::string> titles = Titles();
    if (SumsKilled()) titles.insert(titles.end(), {"killed_low", "killed_high"});
    line_.console().out << absl::StrJoin(titles, ",") << "\r\n";
    for (const v1::CountRow& row : counts.rows()) {
      std::vector<std::string> values;
      for (const std::string& key : row.keys()) values.push_back(CsvValue(key));
      values.push_back(absl::StrCat(row.events()));
      if (SumsKilled()) {
        const v1::Estimate& killed = row.killed();
        values.push_back(killed.has_low() ? absl::StrCat(killed.low()) : "");
        values.push_back(killed.has_high() ? absl::StrCat(killed.high()) : "");
      }
      line_.console().out << absl::StrJoin(values, ",") << "\r\n";
    }
  }

  void PrintTable(const v1::CountEventsResponse& counts) {
    std::vector<Table::Column> columns;
    for (const std::string& title : Titles()) columns.push_back({absl::AsciiStrToUpper(title)});
    if (SumsKilled()) columns.push_back({"KILLED"});
    Table table(std::move(columns));
    for (const v1::CountRow& row : counts.rows()) {
      std::vector<std::string> cells(row.keys().begin(), row.keys().end());
      cells.push_back(absl::StrCat(row.events()));
      if (SumsKilled()) cells.push_back(EstimatePhrase(row.killed()));
      table.AddRow(std::move(cells));
    }
    Console& console = line_.console();
    if (counts.rows_size() > 0) console.out << table.Render(console.columns, console.colors);
    console.out << counts.total() << (counts.total() == 1 ? " event" : " events")
                << "; as of sequence " << counts.sequence() << "\n";
  }

  CommandLine& line_;
  const CountFlags& flags_;
  v1::CountEventsRequest request_;
};

}  // namespace

void AddCountCommand(CommandLine& line) {
  const auto flags = std::make_shared<CountFlags>();
  CLI::App* command =
      line.AddCommand("count", "How many events match a filter, by day, kind and so on", kExamples,
                      [&line, flags] { return Count(line, *flags).Run(); });
  flags->filter.AddTo(*command);
  command->add_option("--group", flags->group, "Count by these: " + EnumChoices<v1::Dimension>())
      ->type_name("DIMENSIONS");
  command->add_option("--sum", flags->sum, "Add up: " + EnumChoices<v1::Measure>())
      ->type_name("MEASURES");
  AddChoice(*command, "-o,--output", flags->output, "table|json|ndjson|csv",
            "Output; default: a table on a terminal, else ndjson");
}

}  // namespace sitrep
