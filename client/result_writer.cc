#include "client/result_writer.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "client/display_text.h"
#include "client/event_csv.h"
#include "client/event_text.h"
#include "client/geojson.h"
#include "client/json_writer.h"

namespace sitrep {
namespace {

constexpr absl::string_view kCsvLineEnd = "\r\n";

}  // namespace

ResultWriter::ResultWriter(const std::string& form, Console& console, absl::TimeZone zone)
    : console_(console), zone_(zone) {
  if (form == "json") form_ = Form::kJson;
  if (form == "geojson") form_ = Form::kGeoJson;
  if (form == "csv") form_ = Form::kCsv;
  if (form == "text") form_ = Form::kText;
}

void ResultWriter::Start() {
  started_ = true;
  if (form_ == Form::kJson) console_.out << "[\n";
  if (form_ == Form::kGeoJson) console_.out << kGeoJsonStart;
  if (form_ == Form::kCsv) console_.out << CsvHeader();
}

void ResultWriter::Write(const v1::Result& result) {
  const bool first = !started_;
  if (first) Start();
  switch (form_) {
    case Form::kJson:
      console_.out << (first ? "" : ",\n") << ResultJson(result);
      break;
    case Form::kNdjson:
      console_.out << ResultJson(result) << "\n";
      break;
    case Form::kGeoJson:
      console_.out << (first ? "" : ",\n") << GeoJsonFeatures(result);
      break;
    case Form::kCsv: {
      const std::string row = CsvRow(result);
      console_.out << (console_.out_is_terminal
                           ? Printable(absl::StripSuffix(row, kCsvLineEnd)) + "\n"
                           : row);
      break;
    }
    case Form::kText:
      console_.out << (first ? "" : "\n") << ResultText(result, zone_);
      break;
  }
}

void ResultWriter::Finish() {
  const bool empty = !started_;
  if (empty) Start();
  if (form_ == Form::kJson) console_.out << (empty ? "]\n" : "\n]\n");
  if (form_ == Form::kGeoJson) console_.out << kGeoJsonEnd;
}

}  // namespace sitrep
