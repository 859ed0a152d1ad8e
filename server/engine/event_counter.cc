#include "server/engine/event_counter.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/status_macros.h"
#include "server/engine/filter_terms.h"
#include "server/engine/label_rules.h"
#include "server/engine/message_path.h"

namespace sitrep {
namespace {

// Entries that are read at once.
constexpr size_t kWaitingMax = 256;
// Cells of a count's covering: all that lies inside is counted by the number, so a finer one than a
// page's pays.
constexpr int kCountCellsMax = 64;

absl::TimeZone ZoneOf(const v1::CountEventsRequest& request) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!request.time_zone().empty() && !absl::LoadTimeZone(request.time_zone(), &zone)) {
    zone = absl::UTCTimeZone();
  }
  return zone;
}

int32_t Capped(int64_t count) {
  return static_cast<int32_t>(std::min<int64_t>(count, std::numeric_limits<int32_t>::max()));
}

absl::Status TooManyRows() {
  return absl::ResourceExhaustedError(absl::StrCat("more than ", EventCounter::kRowsMax,
                                                   " rows: narrow the filter or group by less"));
}

}  // namespace

absl::Status EventCounter::Check(const v1::CountEventsRequest& request) {
  FieldErrors errors;
  for (int i = 0; i < request.group_size(); ++i) {
    const std::string path = FieldPath("", "group", i);
    if (!v1::Dimension_IsValid(request.group(i)) || request.group(i) == 0) {
      errors.Add(path, absl::StrCat(static_cast<int>(request.group(i)), " is not a Dimension"));
    } else if (std::count(request.group().begin(), request.group().begin() + i, request.group(i)) >
               0) {
      errors.Add(path, "is there twice");
    }
  }
  for (int i = 0; i < request.sum_size(); ++i) {
    if (request.sum(i) == v1::MEASURE_KILLED) continue;
    errors.Add(FieldPath("", "sum", i),
               absl::StrCat(static_cast<int>(request.sum(i)), " is not a Measure"));
  }
  CheckTimeZone(request.time_zone(), MessagePath("time_zone"), errors);
  return errors.ToStatus();
}

EventCounter::EventCounter(const EventStore& store, const QueryPlan& plan,
                           const v1::CountEventsRequest& request)
    : store_(store),
      plan_(plan),
      sums_killed_(request.sum_size() > 0),
      keys_(request.group_size()) {
  for (const int dimension : request.group()) {
    dimensions_.emplace_back(static_cast<v1::Dimension>(dimension), ZoneOf(request),
                             plan.filter.resolved().place_roles,
                             plan.filter.resolved().occurred.value_or(TimeInterval()));
    needs_entry_ = needs_entry_ || dimensions_.back().needs_entry();
  }
}

bool EventCounter::CountsPlain() const {
  if (sums_killed_ || dimensions_.size() > 1 || !plan_.answer.terms_settle()) return false;
  return dimensions_.empty() || dimensions_.front().is_time();
}

CountQuery EventCounter::QueryAt(int64_t now_us, int64_t snapshot) const {
  CountQuery count{
      .query = plan_.Query(now_us, snapshot), .count_plain = CountsPlain(), .settled_by = {}};
  const ResolvedFilter& filter = plan_.filter.resolved();
  if (!filter.area) return count;
  std::optional<AreaTerms> terms = AreaTermsOf(filter, kCountCellsMax);
  const std::optional<size_t> area = plan_.ClauseOf(kAreaField);
  if (!area || !terms) {
    count.count_plain = false;
    return count;
  }
  count.query.all_of[*area] = std::move(terms->any);
  count.settled_by = std::move(terms->settling);
  return count;
}

absl::StatusOr<v1::CountEventsResponse> EventCounter::Run(int64_t now_us, int64_t snapshot) {
  now_us_ = now_us;
  const CountSink sink{
      .bucket_end =
          [this](int64_t start) {
            return dimensions_.empty() ? kTimeMax : dimensions_.front().BucketEnd(start);
          },
      .add = [this](int64_t start, int64_t count) { AddPlain(start, count); },
      .visit = [this](const IndexedRevision& revision) { return Visit(revision); }};
  RETURN_IF_ERROR(store_.Count(QueryAt(now_us, snapshot), sink));
  RETURN_IF_ERROR(ReadWaiting());
  if (rows_.size() > kRowsMax) return TooManyRows();
  v1::CountEventsResponse response = ToResponse();
  response.set_sequence(snapshot);
  return response;
}

void EventCounter::AddPlain(int64_t start, int64_t count) {
  total_ += count;
  RowKey key;
  if (!dimensions_.empty()) key.push_back(dimensions_.front().BucketKey(start));
  rows_[key].events += count;
}

absl::Status EventCounter::Visit(const IndexedRevision& revision) {
  const std::optional<Answer> answer = plan_.answer.Of(revision, now_us_);
  if (answer == Answer::kNo) return absl::OkStatus();
  if (answer && !needs_entry_ && (dimensions_.empty() || IndexTells(revision))) {
    return Add(ToCounted(revision));
  }
  waiting_.push_back(revision.address.sequence);
  return waiting_.size() == kWaitingMax ? ReadWaiting() : absl::OkStatus();
}

absl::Status EventCounter::ReadWaiting() {
  ASSIGN_OR_RETURN(auto entries, store_.ReadEntries(waiting_));
  waiting_.clear();
  for (auto& bytes : entries) {
    ASSIGN_OR_RETURN(const StoredEvent event, StoredEvent::Parse(std::move(bytes)));
    const EventFilter::Verdict verdict = plan_.filter.Evaluate(event, now_us_);
    if (plan_.filter.Wants(verdict.answer)) RETURN_IF_ERROR(Add(ToCounted(event)));
  }
  return absl::OkStatus();
}

// One row for each combination of the event's keys.
absl::Status EventCounter::Add(const CountedEvent& event) {
  ++total_;
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    dimensions_[i].KeysOf(event, kRowsMax, keys_[i]);
  }
  RowKey key(dimensions_.size());
  std::vector<size_t> at(dimensions_.size(), 0);
  while (true) {
    for (size_t i = 0; i < at.size(); ++i) key[i] = keys_[i][at[i]];
    RETURN_IF_ERROR(AddToRow(key, event));
    size_t i = 0;
    while (i < at.size() && ++at[i] == keys_[i].size()) at[i++] = 0;
    if (i == at.size()) return absl::OkStatus();
  }
}

absl::Status EventCounter::AddToRow(const RowKey& key, const CountedEvent& event) {
  Row& row = rows_[key];
  if (rows_.size() > kRowsMax) return TooManyRows();
  ++row.events;
  if (!sums_killed_ || !event.has_killed) return absl::OkStatus();
  row.has_killed = true;
  row.killed_lower += event.killed.lower;
  row.killed_upper += event.killed.upper;
  row.killed_unbounded = row.killed_unbounded || event.killed.upper == kNoUpperBound;
  return absl::OkStatus();
}

v1::CountEventsResponse EventCounter::ToResponse() const {
  v1::CountEventsResponse response;
  response.set_total(total_);
  if (dimensions_.empty() && total_ == 0) return response;
  std::vector<std::pair<const RowKey*, const Row*>> rows;
  for (const auto& [key, row] : rows_) rows.emplace_back(&key, &row);
  std::sort(rows.begin(), rows.end(), [this](const auto& a, const auto& b) {
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      const uint32_t x = (*a.first)[i], y = (*b.first)[i];
      if (x == y) continue;
      if (x == CountDimension::kUnplaced || y == CountDimension::kUnplaced) {
        return y == CountDimension::kUnplaced;
      }
      return dimensions_[i].KeyName(x) < dimensions_[i].KeyName(y);
    }
    return false;
  });
  for (const auto& [key, row] : rows) {
    v1::CountRow& out = *response.add_rows();
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      out.add_keys(dimensions_[i].KeyName((*key)[i]));
    }
    out.set_events(row->events);
    if (!row->has_killed) continue;
    out.mutable_killed()->set_low(Capped(row->killed_lower));
    if (!row->killed_unbounded) out.mutable_killed()->set_high(Capped(row->killed_upper));
  }
  return response;
}

}  // namespace sitrep
