// What the server says about itself, over HTTP for Prometheus and what reads its format.
#ifndef SITREP_SERVER_METRICS_ENDPOINT_H_
#define SITREP_SERVER_METRICS_ENDPOINT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sitrep/v1/admin_service.pb.h"

// prometheus-cpp's.
namespace prometheus {
class Collectable;
class Exposer;
}  // namespace prometheus

namespace sitrep {

// Answers GET /metrics from threads of its own, two at a time, until it is destroyed.
class MetricsEndpoint {
 public:
  // Called for each answer, from any thread.
  using StatusSource = std::function<v1::GetStatusResponse()>;

  // Listens on HOST:PORT, where HOST is an address and port 0 picks one. UNAVAILABLE if it can't be
  // had.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Start(const std::string& listen_address,
                                                                StatusSource status);
  ~MetricsEndpoint();

  // HOST:PORT with the port that is in use.
  const std::string& address() const { return address_; }

 private:
  MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer, StatusSource status,
                  std::string address);

  const std::shared_ptr<prometheus::Collectable> figures_;
  const std::string address_;
  // Last, so that it ends before what it asks.
  const std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_METRICS_ENDPOINT_H_
