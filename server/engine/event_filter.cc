#include "server/engine/event_filter.h"

#include <algorithm>
#include <utility>

#include "base/estimate.h"
#include "server/engine/place_answer.h"

namespace sitrep {
namespace {

Answer Sure(bool holds) { return holds ? Answer::kCertain : Answer::kNo; }

template <typename List, typename Value>
bool Has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Possible if nobody said.
template <typename Value>
Answer AmongOrUnsaid(const std::vector<Value>& values, Value value) {
  return static_cast<int>(value) == 0 ? Answer::kPossible : Sure(Has(values, value));
}

Answer ToRecorded(const TimeInterval& interval, const StoredEvent& event) {
  const int64_t recorded = ToMicros(event.record().recorded_at());
  return Sure(recorded >= interval.start && recorded < interval.end);
}

Answer ToMaxAge(int64_t max_age_us, const StoredEvent& event, int64_t now_us) {
  const SpanTimes& times = event.times();
  if (times.unknown) return Answer::kPossible;
  if (times.start < now_us - max_age_us) return Answer::kNo;
  return times.open_start ? Answer::kPossible : Answer::kCertain;
}

bool Takes(const ActorSet& actors, const v1::Participant& participant,
           const storage::ParticipantReading& reading) {
  for (const std::string& id : participant.actor_ids()) {
    if (actors.ids.contains(id)) return true;
  }
  return actors.keys.contains(reading.unread_key()) ||
         actors.keys.contains(reading.unread_represents_key());
}

bool TakesPart(const ActorSet& actors, const std::vector<v1::ParticipantRole>& roles,
               const storage::Entry& entry) {
  for (int i = 0; i < entry.event().participants_size(); ++i) {
    const v1::Participant& participant = entry.event().participants(i);
    if (!roles.empty() && !Has(roles, participant.role())) continue;
    if (Takes(actors, participant, entry.participants(i))) return true;
  }
  return false;
}

bool AllTakePart(const ResolvedFilter& filter, const storage::Entry& entry) {
  return std::all_of(filter.actors.begin(), filter.actors.end(),
                     [&](const ActorSet& actors) { return TakesPart(actors, {}, entry); });
}

bool AllClausesHold(const ResolvedFilter& filter, const storage::Entry& entry) {
  return std::all_of(
      filter.participants.begin(), filter.participants.end(),
      [&](const ParticipantTest& test) { return TakesPart(test.actors, test.roles, entry); });
}

template <typename KeyOf>
bool AnySource(const StringSet& keys, const storage::Entry& entry, KeyOf key_of) {
  return std::any_of(entry.sources().begin(), entry.sources().end(),
                     [&](const auto& source) { return keys.contains(key_of(source)); });
}

bool AnyTag(const StringSet& tags, const v1::Event& event) {
  return std::any_of(event.tags().begin(), event.tags().end(),
                     [&](const std::string& tag) { return tags.contains(tag); });
}

bool AnyCode(const ResolvedFilter& filter, const v1::Event& event) {
  return std::any_of(event.codes().begin(), event.codes().end(), [&](const v1::Code& code) {
    return Has(filter.codes, std::make_pair(code.scheme(), code.code()));
  });
}

Answer ToMinKilled(int32_t min_killed, const v1::Record& record) {
  if (!record.has_killed()) return Answer::kNo;
  const EstimateBounds bounds = BoundsOf(record.killed());
  if (bounds.lower >= min_killed) return Answer::kCertain;
  return bounds.upper >= min_killed ? Answer::kPossible : Answer::kNo;
}

bool Visible(const ResolvedFilter& filter, const v1::Event& event) {
  return (filter.include_retracted || !event.record().retracted()) &&
         (filter.include_test || !event.test());
}

Answer Opposite(Answer answer) {
  switch (answer) {
    case Answer::kCertain:
      return Answer::kNo;
    case Answer::kPossible:
      return Answer::kPossible;
    case Answer::kNo:
      break;
  }
  return Answer::kCertain;
}

}  // namespace

EventFilter::EventFilter(std::shared_ptr<const ResolvedFilter> filter)
    : filter_(std::move(filter)) {
  AddTimeTests();
  AddValueTests();
  AddSourceTests();
  AddActorTests();
  AddPlaceTests();
  if (filter_->exclude != nullptr) {
    auto exclude = std::make_shared<const EventFilter>(filter_->exclude);
    tests_.push_back({"exclude", [exclude](const StoredEvent& event, int64_t now_us) {
                        return Opposite(exclude->Evaluate(event, now_us).answer);
                      }});
  }
}

void EventFilter::AddTimeTests() {
  const ResolvedFilter& f = *filter_;
  if (f.occurred) {
    tests_.push_back({"occurred", [&f](const StoredEvent& event, int64_t) {
                        return AnswerTo(*f.occurred, event.times());
                      }});
  }
  if (f.recorded) {
    tests_.push_back({"recorded", [&f](const StoredEvent& event, int64_t) {
                        return ToRecorded(*f.recorded, event);
                      }});
  }
  if (f.max_age_us) {
    tests_.push_back({"max_age", [&f](const StoredEvent& event, int64_t now_us) {
                        return ToMaxAge(*f.max_age_us, event, now_us);
                      }});
  }
}

void EventFilter::AddValueTests() {
  const ResolvedFilter& f = *filter_;
  const auto add = [this](bool given, const char* field, auto test) {
    if (!given) return;
    tests_.push_back(
        {field, [test](const StoredEvent& event, int64_t) { return test(event.event()); }});
  };
  add(!f.kinds.empty(), "kinds",
      [&f](const v1::Event& event) { return Sure(Has(f.kinds, event.record().kind())); });
  add(!f.statuses.empty(), "statuses",
      [&f](const v1::Event& event) { return AmongOrUnsaid(f.statuses, event.status()); });
  add(!f.verifications.empty(), "verifications", [&f](const v1::Event& event) {
    return AmongOrUnsaid(f.verifications, event.verification());
  });
  add(!f.ids.empty(), "ids",
      [&f](const v1::Event& event) { return Sure(f.ids.contains(event.id())); });
  add(!f.tags.empty(), "tags",
      [&f](const v1::Event& event) { return Sure(AnyTag(f.tags, event)); });
  add(!f.codes.empty(), "codes", [&f](const v1::Event& event) { return Sure(AnyCode(f, event)); });
  add(!f.submitted_by.empty(), "submitted_by", [&f](const v1::Event& event) {
    return Sure(f.submitted_by.contains(event.record().submitted_by()));
  });
  add(!f.run_ids.empty(), "run_ids", [&f](const v1::Event& event) {
    return Sure(f.run_ids.contains(event.extraction().run_id()));
  });
  add(f.min_killed.has_value(), "min_killed",
      [&f](const v1::Event& event) { return ToMinKilled(*f.min_killed, event.record()); });
}

void EventFilter::AddSourceTests() {
  const ResolvedFilter& f = *filter_;
  if (!f.publisher_keys.empty()) {
    tests_.push_back({"publishers", [&f](const StoredEvent& event, int64_t) {
                        return Sure(AnySource(f.publisher_keys, event.entry(),
                                              [](const auto& keys) { return keys.publisher(); }));
                      }});
  }
  if (!f.attribution_keys.empty()) {
    tests_.push_back({"attributions", [&f](const StoredEvent& event, int64_t) {
                        return Sure(AnySource(f.attribution_keys, event.entry(),
                                              [](const auto& keys) { return keys.attribution(); }));
                      }});
  }
}

void EventFilter::AddActorTests() {
  const ResolvedFilter& f = *filter_;
  if (!f.actors.empty()) {
    tests_.push_back({"actors", [&f](const StoredEvent& event, int64_t) {
                        return Sure(AllTakePart(f, event.entry()));
                      }});
  }
  if (f.any_actors) {
    tests_.push_back({"any_actors", [&f](const StoredEvent& event, int64_t) {
                        return Sure(TakesPart(*f.any_actors, {}, event.entry()));
                      }});
  }
  if (!f.participants.empty()) {
    tests_.push_back({"participants", [&f](const StoredEvent& event, int64_t) {
                        return Sure(AllClausesHold(f, event.entry()));
                      }});
  }
}

void EventFilter::AddPlaceTests() {
  const ResolvedFilter& f = *filter_;
  if (f.regions) {
    tests_.push_back({"regions", [&f](const StoredEvent& event, int64_t) {
                        return AnswerToRegions(*f.regions, f.place_roles, event.entry());
                      }});
  }
  if (f.area) {
    tests_.push_back({"area", [&f](const StoredEvent& event, int64_t) {
                        return AnswerToArea(*f.area, f.place_roles, event.entry());
                      }});
  }
}

EventFilter::Verdict EventFilter::Evaluate(const StoredEvent& event, int64_t now_us) const {
  if (!Visible(*filter_, event.event())) return {.answer = Answer::kNo, .uncertain_on = {}};
  Verdict verdict;
  for (const FieldTest& test : tests_) {
    const Answer answer = test.answer(event, now_us);
    if (answer == Answer::kNo) return {.answer = Answer::kNo, .uncertain_on = {}};
    if (answer == Answer::kPossible) verdict.uncertain_on.push_back(test.field);
    verdict.answer = std::min(verdict.answer, answer);
  }
  return verdict;
}

}  // namespace sitrep
