// A system that sitrep is compared with: holds the same events, answers the same queries.
#ifndef SITREP_BENCH_PEER_H_
#define SITREP_BENCH_PEER_H_

#include <cstdint>

#include "bench/query_set.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Errors end the program: a benchmark has nothing to save. Not thread-safe.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual const char* name() const = 0;
  // It held the events before: nothing is added.
  virtual bool is_loaded() const = 0;
  // Ids are the numbers of the events, from 0, in the order of adding.
  virtual void Add(const v1::Event& event) = 0;
  // All is added: makes the indexes. Nothing is asked before.
  virtual void Finish() = 0;
  // The events of the answer are parsed, since no client can do without.
  virtual BenchAnswer Ask(QueryShape shape, const BenchQuery& query) = 0;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_PEER_H_
