// The program at the top of batching_writer.h.
#include <iostream>

#include "client/batching_writer.h"

int main() {
  sitrep::Client client("127.0.0.1:7447");
  sitrep::BatchingWriter writer(client, {}, [](int64_t tag, const auto& result) {
    std::cout << tag << " " << sitrep::v1::Outcome_Name(result.outcome()) << "\n";
  });
  for (int64_t i = 0; i < 10'000; ++i) {
    sitrep::v1::Event event;
    event.set_id("example/" + std::to_string(i));
    if (!writer.Add(i, event).ok()) break;
  }
  return writer.Finish().ok() ? 0 : 1;
}
