// Results in the output forms that need no look at all of them: json, ndjson, geojson, csv, text.
#ifndef SITREP_CLIENT_RESULT_WRITER_H_
#define SITREP_CLIENT_RESULT_WRITER_H_

#include <string>

#include "absl/time/time.h"
#include "client/console.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// Writes each result at once. What goes to a terminal has no control characters.
class ResultWriter {
 public:
  // `form` is one of the above; `zone` is for text.
  ResultWriter(const std::string& form, Console& console, absl::TimeZone zone);

  void Write(const v1::Result& result);
  // Ends the document; also needed if there was no result.
  void Finish();

 private:
  enum class Form { kJson, kNdjson, kGeoJson, kCsv, kText };

  void Start();

  Form form_ = Form::kNdjson;
  Console& console_;
  const absl::TimeZone zone_;
  bool started_ = false;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_RESULT_WRITER_H_
