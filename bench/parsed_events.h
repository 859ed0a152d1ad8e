// What a client makes of an answer's payloads.
#ifndef SITREP_BENCH_PARSED_EVENTS_H_
#define SITREP_BENCH_PARSED_EVENTS_H_

#include <cstdio>
#include <cstdlib>

#include "google/protobuf/arena.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Events, in one arena for an answer, whoever stored them as bytes.
class ParsedEvents {
 public:
  void Add(const void* bytes, int size) {
    if (google::protobuf::Arena::CreateMessage<v1::Event>(&arena_)->ParseFromArray(bytes, size)) {
      return;
    }
    std::fprintf(stderr, "a payload is no event\n");
    std::exit(1);
  }

 private:
  google::protobuf::Arena arena_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_PARSED_EVENTS_H_
