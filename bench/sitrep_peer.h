// sitrep itself, through gRPC or in this process.
#ifndef SITREP_BENCH_SITREP_PEER_H_
#define SITREP_BENCH_SITREP_PEER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/peer.h"
#include "bench/server_process.h"
#include "server/engine/current_actors.h"
#include "server/engine/filter_reader.h"
#include "server/engine/query_runner.h"
#include "sitrep/v1/admin_service.pb.h"
#include "sitrep/v1/event_service.grpc.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// A sitrepd on a directory of its own; a channel of its own, gRPC's callback API, which answers
// sooner than its blocking one; answers are parsed, as clients do.
class SitrepPeer : public Peer {
 public:
  SitrepPeer(const std::string& binary, const std::string& directory);

  const char* name() const override { return "sitrep, gRPC"; }
  bool is_loaded() const override { return is_loaded_; }
  void Add(const v1::Event& event) override;
  void Finish() override;
  BenchAnswer Ask(QueryShape shape, const BenchQuery& query) override;

  // Events a second, of serialised SubmitEventsRequests: batches over a stream, or calls, so many
  // at once.
  double StreamRate(const std::vector<std::string>& batches, int events_in_each);
  double CallRate(const std::vector<std::string>& requests, int in_flight);
  int64_t DiskBytes();

  const ServerProcess& server() const { return server_; }

 private:
  void Submit();
  v1::GetStatusResponse Status();
  BenchAnswer Count(const v1::CountEventsRequest& request);
  BenchAnswer List(const v1::ListEventsRequest& request);

  const bool is_loaded_;
  const ServerProcess server_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::EventService::Stub> events_;
  v1::SubmitEventsRequest request_;
};

// The same ledger without a network, to compare with what runs in the caller's process, too. The
// server that filled the directory is gone. Answers are parsed, as everybody's are.
class EmbeddedSitrep {
 public:
  explicit EmbeddedSitrep(const std::string& directory);
  // The bytes of the answer.
  size_t Ask(QueryShape shape, const BenchQuery& query);

 private:
  const CurrentActors actors_;
  std::unique_ptr<EventStore> store_;
  std::unique_ptr<FilterReader> filters_;
  std::unique_ptr<QueryRunner> queries_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_SITREP_PEER_H_
