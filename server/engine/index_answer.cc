#include "server/engine/index_answer.h"

#include <algorithm>
#include <utility>

#include "gazetteer/area.h"
#include "s2/s2cell_id.h"

namespace sitrep {
namespace {

constexpr v1::PlaceRole kOrdinaryRoles[] = {v1::PLACE_ROLE_SITE, v1::PLACE_ROLE_TARGET,
                                            v1::PLACE_ROLE_ORIGIN, v1::PLACE_ROLE_DESTINATION};

template <typename List, typename Value>
bool Has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool HasWholeFamilies(const std::vector<v1::PlaceRole>& roles) {
  const auto asked = std::count_if(std::begin(kOrdinaryRoles), std::end(kOrdinaryRoles),
                                   [&](v1::PlaceRole role) { return Has(roles, role); });
  return asked == 0 || asked == std::size(kOrdinaryRoles);
}

// Possible if nobody said.
template <typename Enum>
Answer AmongOrUnsaid(const std::vector<Enum>& values, int32_t value) {
  if (value == 0) return Answer::kPossible;
  return Has(values, static_cast<Enum>(value)) ? Answer::kCertain : Answer::kNo;
}

Answer ToMinKilled(int32_t min_killed, const Traits& traits) {
  if (!traits.has_killed) return Answer::kNo;
  if (traits.killed_lower >= min_killed) return Answer::kCertain;
  return traits.killed_upper >= min_killed ? Answer::kPossible : Answer::kNo;
}

}  // namespace

IndexAnswer::IndexAnswer(std::shared_ptr<const ResolvedFilter> filter)
    : filter_(std::move(filter)), whole_families_(HasWholeFamilies(filter_->place_roles)) {
  const bool roles_matter =
      std::any_of(filter_->participants.begin(), filter_->participants.end(),
                  [](const ParticipantTest& test) { return !test.roles.empty(); });
  needs_event_ = filter_->exclude != nullptr || filter_->recorded || roles_matter;
}

bool IndexAnswer::terms_settle() const {
  const ResolvedFilter& f = *filter_;
  return !needs_event_ && !f.possible && !f.max_age_us && f.statuses.empty() &&
         f.verifications.empty() && !f.min_killed && whole_families_;
}

IndexAnswer::Known IndexAnswer::ToOccurred(const IndexedRevision& revision) const {
  const TimeInterval& interval = *filter_->occurred;
  const Traits& traits = *revision.traits;
  SpanTimes span;
  span.unknown = traits.unknown_time;
  span.lasting = traits.lasting;
  // The extended interval: of what is open and lasting, the core is not known here.
  span.start = revision.possible_start;
  span.end = revision.possible_end;
  const Answer answer = AnswerTo(interval, span);
  if (traits.lasting && traits.open && answer == Answer::kCertain) {
    const bool always = interval.start == kTimeMin && interval.end == kTimeMax;
    if (!always) return std::nullopt;
  }
  return answer;
}

IndexAnswer::Known IndexAnswer::ToMaxAge(const IndexedRevision& revision, int64_t now_us) const {
  if (revision.traits->unknown_time) return Answer::kPossible;
  if (revision.address.sort_start < now_us - *filter_->max_age_us) return Answer::kNo;
  if (revision.traits->open) return std::nullopt;
  return Answer::kCertain;
}

IndexAnswer::Known IndexAnswer::ToValues(const Traits& traits) const {
  Answer answer = Answer::kCertain;
  if (!filter_->statuses.empty()) answer = AmongOrUnsaid(filter_->statuses, traits.status);
  if (!filter_->verifications.empty()) {
    answer = std::min(answer, AmongOrUnsaid(filter_->verifications, traits.verification));
  }
  if (filter_->min_killed) answer = std::min(answer, ToMinKilled(*filter_->min_killed, traits));
  return answer;
}

// The terms say that a place was read as a region that is asked for, or not read and called so;
// unless alternatives or, for what is possible, coarser regions were looked up, too.
IndexAnswer::Known IndexAnswer::ToRegions(const Traits& traits) const {
  if (filter_->possible || traits.alternatives || !whole_families_) return std::nullopt;
  return Answer::kCertain;
}

IndexAnswer::Known IndexAnswer::ToArea(const IndexedRevision& revision) const {
  const Traits& traits = *revision.traits;
  bool open = traits.other_places;
  for (int i = 0; i < traits.point_count; ++i) {
    if (!Has(filter_->place_roles, static_cast<v1::PlaceRole>(traits.point_roles[i]))) continue;
    const std::optional<bool> inside =
        filter_->area->area->ContainsLeaf(S2CellId(revision.points[i]));
    if (inside && *inside) return Answer::kCertain;
    if (!inside) open = true;
  }
  // Places that nobody knows may lie there, too.
  if (open || filter_->possible) return std::nullopt;
  return Answer::kNo;
}

std::optional<Answer> IndexAnswer::Of(const IndexedRevision& revision, int64_t now_us) const {
  const Traits& traits = *revision.traits;
  if (!filter_->kinds.empty() && !Has(filter_->kinds, static_cast<v1::Kind>(traits.kind))) {
    return Answer::kNo;
  }
  if (traits.retracted && !filter_->include_retracted) return Answer::kNo;
  if (traits.test && !filter_->include_test) return Answer::kNo;
  bool settled = !needs_event_;
  // Whether the answer rules the revision out.
  const auto rules_out = [&](Known known) {
    if (!known) settled = false;
    if (known == Answer::kPossible && filter_->possible) settled = false;
    return known && (*known == Answer::kNo || (*known == Answer::kPossible && !filter_->possible));
  };
  if (filter_->occurred && rules_out(ToOccurred(revision))) return Answer::kNo;
  if (filter_->max_age_us && rules_out(ToMaxAge(revision, now_us))) return Answer::kNo;
  if (rules_out(ToValues(traits))) return Answer::kNo;
  if (filter_->regions && rules_out(ToRegions(traits))) return Answer::kNo;
  if (filter_->area && rules_out(ToArea(revision))) return Answer::kNo;
  if (!settled) return std::nullopt;
  return Answer::kCertain;
}

}  // namespace sitrep
