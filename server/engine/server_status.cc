#include "server/engine/server_status.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/time_span.h"

namespace sitrep {

v1::GetStatusResponse ServerStatus::Get() const {
  v1::GetStatusResponse response;
  response.set_ledger_id(store_.ledger_id());
  response.set_version(kSitrepVersion);
  response.set_format_version(store_.format_version());
  response.set_sequence(store_.sequence());
  response.set_events(store_.event_count());
  *response.mutable_started_at() = ToTimestamp(absl::ToUnixMicros(started_at_));
  response.set_disk_bytes(store_.disk_bytes());
  const IndexStats index = store_.index_stats();
  response.set_head_entries(index.head_entries);
  response.set_segments(static_cast<int32_t>(index.segments));
  response.set_watchers(hub_.watchers());
  response.set_gazetteer_version(absl::StrCat(absl::Hex(places_.fingerprint(), absl::kZeroPad16)));
  const absl::Status appends = store_.append_status();
  if (!appends.ok()) response.add_problems(std::string(appends.message()));
  if (!index.sealing_status.ok()) {
    response.add_problems(
        absl::StrCat("the index takes events only as long as memory lasts, until a restart: ",
                     index.sealing_status.message()));
  }
  if (!index.merging_status.ok()) {
    response.add_problems(absl::StrCat(
        "the index is not tidied any more, and queries become slower, until a restart: ",
        index.merging_status.message()));
  }
  for (v1::Subscription& one : hub_.ListSubscriptions()) {
    *response.add_subscriptions() = std::move(one);
  }
  return response;
}

}  // namespace sitrep
