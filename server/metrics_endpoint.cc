#include "server/metrics_endpoint.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/metric_family.h"

namespace sitrep {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric Metric(double value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  return metric;
}

MetricFamily Gauge(const char* name, const char* help, double value) {
  return {name, help, MetricType::Gauge, {Metric(value)}};
}

// One figure of each named subscription.
template <typename ValueOf>
MetricFamily OfSubscriptions(const v1::GetStatusResponse& status, const char* name,
                             const char* help, ValueOf value_of) {
  MetricFamily family{name, help, MetricType::Gauge, {}};
  for (const v1::Subscription& one : status.subscriptions()) {
    family.metric.push_back(
        Metric(static_cast<double>(value_of(one)), {{"subscription", one.name()}}));
  }
  return family;
}

class Figures final : public prometheus::Collectable {
 public:
  explicit Figures(MetricsEndpoint::StatusSource status) : status_(std::move(status)) {}

  std::vector<MetricFamily> Collect() const override {
    const v1::GetStatusResponse status = status_();
    MetricFamily info{"sitrep_info", "Always 1; the labels say what runs", MetricType::Gauge, {}};
    info.metric.push_back(Metric(1, {{"ledger_id", status.ledger_id()},
                                     {"version", status.version()},
                                     {"gazetteer_version", status.gazetteer_version()}}));
    return {
        std::move(info),
        Gauge("sitrep_start_time_seconds", "When the server started, in seconds since 1970",
              static_cast<double>(status.started_at().seconds())),
        Gauge("sitrep_sequence", "The newest sequence", static_cast<double>(status.sequence())),
        Gauge("sitrep_events", "Events in the ledger, the withdrawn ones included",
              static_cast<double>(status.events())),
        Gauge("sitrep_disk_bytes", "Bytes on disk, about",
              static_cast<double>(status.disk_bytes())),
        Gauge("sitrep_index_head_entries", "Revisions that no sealed segment holds yet",
              static_cast<double>(status.head_entries())),
        Gauge("sitrep_index_segments", "Sealed segments", status.segments()),
        Gauge("sitrep_problems",
              "What has gone wrong and needs a person; `sitrep status` says what",
              status.problems_size()),
        Gauge("sitrep_watches", "Watches that are open", status.watchers()),
        OfSubscriptions(status, "sitrep_subscription_lag",
                        "Sequences that the ledger is ahead of what was acknowledged",
                        [](const v1::Subscription& one) { return one.lag(); }),
        OfSubscriptions(status, "sitrep_subscription_connected", "1 if a stream reads it",
                        [](const v1::Subscription& one) { return one.connected() ? 1 : 0; }),
    };
  }

 private:
  const MetricsEndpoint::StatusSource status_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(
    const std::string& listen_address, StatusSource status) {
  std::unique_ptr<prometheus::Exposer> exposer;
  // The library throws, and takes some nonsense for no port at all.
  try {
    exposer = std::make_unique<prometheus::Exposer>(listen_address);
  } catch (const std::exception&) {
  }
  const std::vector<int> ports = exposer ? exposer->GetListeningPorts() : std::vector<int>();
  const size_t colon = listen_address.rfind(':');
  if (ports.empty() || colon == std::string::npos) {
    return absl::UnavailableError(absl::StrCat("can't serve metrics on ", listen_address,
                                               "; it must be a free ADDRESS:PORT"));
  }
  std::string address = absl::StrCat(listen_address.substr(0, colon), ":", ports.front());
  return absl::WrapUnique(
      new MetricsEndpoint(std::move(exposer), std::move(status), std::move(address)));
}

MetricsEndpoint::MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer, StatusSource status,
                                 std::string address)
    : figures_(std::make_shared<Figures>(std::move(status))),
      address_(std::move(address)),
      exposer_(std::move(exposer)) {
  exposer_->RegisterCollectable(figures_);
}

MetricsEndpoint::~MetricsEndpoint() = default;

}  // namespace sitrep
