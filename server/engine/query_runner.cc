#include "server/engine/query_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "server/engine/event_counter.h"
#include "server/engine/query_plan.h"
#include "server/engine/stored_event.h"
#include "server/engine/wire.h"

namespace sitrep {
namespace {

bool NewestFirst(const v1::ListEventsRequest& request) {
  return request.order() != v1::ORDER_OLDEST_FIRST;
}

// Differs if a list differs: its ledger, its filter, what that filter's names mean, its order.
uint64_t ListHash(const v1::ListEventsRequest& request, const QueryPlan& plan,
                  const std::string& ledger_id) {
  std::string bytes = ledger_id;
  bytes.push_back(NewestFirst(request) ? 'n' : 'o');
  for (const v1::NameReading& name : plan.readings) {
    for (const std::string& id : name.ids()) absl::StrAppend(&bytes, id.size(), " ", id);
    bytes.push_back(';');
  }
  bytes += request.filter().SerializeAsString();
  return StableHash(bytes);
}

absl::Status Check(const v1::ListEventsRequest& request) {
  FieldErrors errors;
  if (request.page_size() < 0) errors.Add("page_size", "is negative");
  if (!v1::Order_IsValid(request.order())) {
    errors.Add("order", absl::StrCat(request.order(), " is not an Order"));
  }
  if (request.collapse_same_as()) errors.Add("collapse_same_as", "is not served yet");
  return errors.ToStatus();
}

// The sequence that a request asks about; 0 asks about now.
absl::StatusOr<int64_t> SnapshotOf(int64_t as_of_sequence, const EventStore& store) {
  const int64_t newest = store.sequence();
  if (as_of_sequence == 0) return newest;
  if (as_of_sequence > newest) {
    return absl::OutOfRangeError(absl::StrCat("as_of_sequence: the ledger holds sequences 1 to ",
                                              newest, ", not ", as_of_sequence));
  }
  return as_of_sequence;
}

// The newest revision at a snapshot; 0 if the event was not there yet.
int64_t RevisionAt(const storage::IdRecord& record, int64_t snapshot) {
  int64_t newest = 0;
  for (const storage::Revision& revision : record.revisions()) {
    if (revision.sequence() <= snapshot) newest = revision.sequence();
  }
  return newest;
}

int PageSize(const v1::ListEventsRequest& request) {
  if (request.page_size() == 0) return limits::kPageSizeDefault;
  return std::min<int>(request.page_size(), limits::kPageSizeMax);
}

std::string ResultBytes(absl::string_view event_bytes, const EventFilter::Verdict& verdict) {
  std::string result;
  result.reserve(event_bytes.size() + 16);
  wire::AppendBytes(v1::Result::kEventFieldNumber, event_bytes, result);
  wire::AppendVarint(v1::Result::kMatchFieldNumber,
                     verdict.answer == Answer::kCertain ? v1::MATCH_CERTAIN : v1::MATCH_POSSIBLE,
                     result);
  for (const char* field : verdict.uncertain_on) {
    wire::AppendBytes(v1::Result::kUncertainOnFieldNumber, field, result);
  }
  return result;
}

// Entries that are fetched at once: a page of the usual size, and a bound on what is fetched for a
// page that is full before.
constexpr size_t kFetchMax = 100;

// A match whose bytes may be fetched later, together with others'.
struct Match {
  Address address;
  EventFilter::Verdict verdict;
  // Null: not fetched yet.
  std::shared_ptr<const std::string> entry_bytes;
};

// A page under way.
struct Page {
  std::string bytes;
  int results = 0;
  Address last;
  bool has_next = false;
  int64_t events_read = 0;
};

// Runs a plan from a place in its list on.
class PageReader {
 public:
  PageReader(const EventStore& store, const QueryPlan& plan, const PageToken& start, int page_size,
             IndexCursor& cursor)
      : store_(store), plan_(plan), start_(start), page_size_(page_size), cursor_(cursor) {}

  absl::StatusOr<Page> Read() {
    bool more = true;
    while (more && !page_.has_next) {
      ASSIGN_OR_RETURN(more, FindMatches());
      RETURN_IF_ERROR(Fetch());
      RETURN_IF_ERROR(Append());
    }
    return std::move(page_);
  }

 private:
  // As many matches as are fetched at once; false after the last one.
  absl::StatusOr<bool> FindMatches() {
    matches_.clear();
    IndexedRevision revision;
    while (matches_.size() < kFetchMax) {
      ASSIGN_OR_RETURN(const bool found, cursor_.Next(&revision));
      if (!found) return false;
      const std::optional<Answer> answer = plan_.answer.Of(revision, start_.now_us);
      if (answer == Answer::kNo) continue;
      Match match{.address = revision.address, .verdict = {}, .entry_bytes = nullptr};
      if (!answer) {
        ASSIGN_OR_RETURN(match.entry_bytes, store_.ReadEntry(revision.address.sequence));
        ASSIGN_OR_RETURN(const StoredEvent event, StoredEvent::Parse(match.entry_bytes));
        ++page_.events_read;
        match.verdict = plan_.filter.Evaluate(event, start_.now_us);
        if (!plan_.filter.Wants(match.verdict.answer)) continue;
      }
      matches_.push_back(std::move(match));
      // One match more than fits tells that there is a next page.
      if (page_.results + static_cast<int>(matches_.size()) > page_size_) return true;
    }
    return true;
  }

  absl::Status Fetch() {
    std::vector<int64_t> sequences;
    for (const Match& match : matches_) {
      if (match.entry_bytes == nullptr) sequences.push_back(match.address.sequence);
    }
    ASSIGN_OR_RETURN(auto entries, store_.ReadEntries(sequences));
    page_.events_read += static_cast<int64_t>(entries.size());
    size_t next = 0;
    for (Match& match : matches_) {
      if (match.entry_bytes == nullptr) match.entry_bytes = std::move(entries[next++]);
    }
    return absl::OkStatus();
  }

  absl::Status Append() {
    for (const Match& match : matches_) {
      ASSIGN_OR_RETURN(const absl::string_view event,
                       StoredEvent::EventBytesOf(*match.entry_bytes));
      const std::string result = ResultBytes(event, match.verdict);
      page_.has_next =
          page_.results == page_size_ ||
          (page_.results > 0 && page_.bytes.size() + result.size() > limits::kPageBytesMax);
      if (page_.has_next) return absl::OkStatus();
      wire::AppendBytes(v1::ListEventsResponse::kResultsFieldNumber, result, page_.bytes);
      ++page_.results;
      page_.last = match.address;
    }
    return absl::OkStatus();
  }

  const EventStore& store_;
  const QueryPlan& plan_;
  const PageToken& start_;
  const int page_size_;
  IndexCursor& cursor_;
  std::vector<Match> matches_;
  Page page_;
};

absl::Status Explain(const std::vector<RequiredTerms>& required, const IndexCursor& cursor,
                     const Page& page, v1::Explanation& explanation) {
  ASSIGN_OR_RETURN(const std::vector<ClauseSize> clauses, cursor.ClauseSizes());
  for (const ClauseSize& clause : clauses) {
    const auto field =
        std::find_if(required.begin(), required.end(),
                     [&](const RequiredTerms& terms) { return terms.any == clause.terms; });
    explanation.add_steps(absl::StrCat(explanation.steps_size() == 0 ? "drive from " : "require ",
                                       field == required.end() ? "terms" : field->field, ": ",
                                       clause.terms.size(), " terms, ", clause.postings,
                                       " entries"));
  }
  if (clauses.empty()) explanation.add_steps("look at every event");
  const CursorCounters& counters = cursor.counters();
  explanation.add_steps(absl::StrCat("opened ", counters.units_opened, " of ", counters.units,
                                     " parts of the index"));
  explanation.set_candidates(counters.candidates);
  explanation.set_events_read(page.events_read);
  return absl::OkStatus();
}

}  // namespace

QueryRunner::QueryRunner(const EventStore& store, const FilterReader& filters, Clock clock)
    : store_(store), plans_(filters), clock_(std::move(clock)) {}

absl::StatusOr<PageToken> QueryRunner::StartOf(const v1::ListEventsRequest& request,
                                               const QueryPlan& plan) const {
  const uint64_t hash = ListHash(request, plan, store_.ledger_id());
  if (request.page_token().empty()) {
    ASSIGN_OR_RETURN(const int64_t snapshot, SnapshotOf(request.filter().as_of_sequence(), store_));
    return PageToken{.after = {},
                     .snapshot = snapshot,
                     .now_us = absl::ToUnixMicros(clock_()),
                     .list_hash = hash};
  }
  FieldErrors errors;
  const absl::StatusOr<PageToken> token = PageToken::Decode(request.page_token());
  if (!token.ok()) {
    errors.Add("page_token", std::string(token.status().message()));
  } else if (token->list_hash != hash) {
    errors.Add(
        "page_token",
        "belongs to another filter, order or ledger, or names of the filter mean others now");
  }
  RETURN_IF_ERROR(errors.ToStatus());
  return *token;
}

absl::StatusOr<std::string> QueryRunner::List(const v1::ListEventsRequest& request) const {
  RETURN_IF_ERROR(Check(request));
  ASSIGN_OR_RETURN(const std::shared_ptr<const QueryPlan> plan, plans_.Of(request.filter()));
  ASSIGN_OR_RETURN(PageToken token, StartOf(request, *plan));
  IndexQuery query = plan->Query(token.now_us, token.snapshot);
  query.newest_first = NewestFirst(request);
  if (token.after.sequence != 0) query.after = token.after;
  IndexCursor cursor = store_.Query(std::move(query));
  ASSIGN_OR_RETURN(Page page, PageReader(store_, *plan, token, PageSize(request), cursor).Read());

  v1::ListEventsResponse rest;
  for (const v1::NameReading& name : plan->readings) *rest.add_readings() = name;
  rest.set_sequence(token.snapshot);
  if (request.explain()) {
    RETURN_IF_ERROR(Explain(plan->required, cursor, page, *rest.mutable_explanation()));
  }
  if (page.has_next) {
    token.after = page.last;
    rest.set_next_page_token(token.Encode());
  }
  rest.AppendToString(&page.bytes);
  return std::move(page.bytes);
}

absl::StatusOr<v1::CountEventsResponse> QueryRunner::Count(
    const v1::CountEventsRequest& request) const {
  RETURN_IF_ERROR(EventCounter::Check(request));
  ASSIGN_OR_RETURN(const std::shared_ptr<const QueryPlan> plan, plans_.Of(request.filter()));
  ASSIGN_OR_RETURN(const int64_t snapshot, SnapshotOf(request.filter().as_of_sequence(), store_));
  return EventCounter(store_, *plan, request).Run(absl::ToUnixMicros(clock_()), snapshot);
}

absl::StatusOr<std::string> QueryRunner::Get(const v1::GetEventRequest& request) const {
  FieldErrors errors;
  if (request.event_id().empty()) errors.Add("event_id", "is missing");
  if (request.has_as_of()) errors.Add("as_of", "is not served yet");
  if (request.as_of_sequence() < 0) errors.Add("as_of_sequence", "is negative");
  RETURN_IF_ERROR(errors.ToStatus());
  ASSIGN_OR_RETURN(const int64_t snapshot, SnapshotOf(request.as_of_sequence(), store_));
  ASSIGN_OR_RETURN(const std::optional<storage::IdRecord> record,
                   store_.FindId(request.event_id()));
  // A commit between the two reads may have given it a revision after the snapshot.
  const int64_t sequence = record ? RevisionAt(*record, snapshot) : 0;
  if (sequence == 0) {
    return absl::NotFoundError(
        absl::StrCat("there is no event \"", request.event_id(), "\"",
                     request.as_of_sequence() == 0 ? "" : " at that sequence"));
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store_.ReadEntry(sequence));
  ASSIGN_OR_RETURN(const StoredEvent event, StoredEvent::Parse(std::move(bytes)));
  std::string response;
  wire::AppendBytes(v1::GetEventResponse::kEventFieldNumber, event.event_bytes(), response);
  return response;
}

}  // namespace sitrep
