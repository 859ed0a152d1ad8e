#include "server/engine/count_dimension.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace sitrep {
namespace {

constexpr char kUnplacedName[] = "unplaced";
constexpr size_t kCountryIdSize = 2;

bool IsCountryId(absl::string_view id) {
  return id.size() == kCountryIdSize && absl::ascii_isupper(id[0]) && absl::ascii_isupper(id[1]);
}
// ISO 3166-2: the country's code, a hyphen, the province's.
bool IsAdmin1Id(absl::string_view id) {
  return id.size() > kCountryIdSize + 1 && id[kCountryIdSize] == '-' &&
         IsCountryId(id.substr(0, kCountryIdSize));
}

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

std::string DayName(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}
// ISO 8601: a week belongs to the year that its Thursday lies in.
std::string WeekName(absl::CivilDay monday) {
  const absl::CivilDay thursday = monday + 3;
  return absl::StrFormat("%04d-W%02d", thursday.year(), (absl::GetYearDay(thursday) - 1) / 7 + 1);
}

void SortUnique(std::vector<uint32_t>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

}  // namespace

bool IndexTells(const IndexedRevision& revision) {
  return !(revision.traits->lasting && revision.traits->open);
}

CountedEvent ToCounted(const IndexedRevision& revision) {
  const Traits& traits = *revision.traits;
  CountedEvent event;
  event.times.unknown = traits.unknown_time;
  event.times.lasting = traits.lasting;
  // Of what is open, the possible interval is the extended one.
  event.times.start = revision.possible_start;
  event.times.end = revision.possible_end;
  event.kind = traits.kind;
  event.status = traits.status;
  event.has_killed = traits.has_killed;
  event.killed = {traits.killed_lower, traits.killed_upper};
  return event;
}

CountedEvent ToCounted(const StoredEvent& stored) {
  CountedEvent event;
  event.times = stored.times();
  event.kind = stored.record().kind();
  event.status = stored.event().status();
  event.has_killed = stored.record().has_killed();
  if (event.has_killed) event.killed = BoundsOf(stored.record().killed());
  event.entry = &stored.entry();
  return event;
}

CountDimension::CountDimension(v1::Dimension dimension, absl::TimeZone zone,
                               std::vector<v1::PlaceRole> roles, TimeInterval window)
    : dimension_(dimension),
      zone_(zone),
      roles_(std::move(roles)),
      window_(window),
      names_({kUnplacedName}) {}

bool CountDimension::is_time() const {
  return dimension_ >= v1::DIMENSION_DAY && dimension_ <= v1::DIMENSION_YEAR;
}

bool CountDimension::needs_entry() const { return dimension_ >= v1::DIMENSION_COUNTRY; }

uint32_t CountDimension::NumberOf(absl::string_view name) {
  const auto [found, added] = numbers_.try_emplace(name, static_cast<uint32_t>(names_.size()));
  if (added) names_.emplace_back(name);
  return found->second;
}

CountDimension::Bucket CountDimension::MakeBucket(int64_t time_us) {
  const absl::CivilDay day(absl::ToCivilSecond(absl::FromUnixMicros(time_us), zone_));
  absl::CivilDay first = day, next = day + 1;
  std::string name;
  switch (dimension_) {
    case v1::DIMENSION_WEEK:
      first = MondayOf(day);
      next = first + 7;
      name = WeekName(first);
      break;
    case v1::DIMENSION_MONTH:
      first = absl::CivilDay(absl::CivilMonth(day));
      next = absl::CivilDay(absl::CivilMonth(day) + 1);
      name = absl::StrFormat("%04d-%02d", day.year(), day.month());
      break;
    case v1::DIMENSION_YEAR:
      first = absl::CivilDay(absl::CivilYear(day));
      next = absl::CivilDay(absl::CivilYear(day) + 1);
      name = absl::StrFormat("%04d", day.year());
      break;
    default:
      name = DayName(day);
  }
  return {absl::ToUnixMicros(absl::FromCivil(first, zone_)),
          absl::ToUnixMicros(absl::FromCivil(next, zone_)), NumberOf(name)};
}

const CountDimension::Bucket& CountDimension::BucketOf(int64_t time_us) {
  if (time_us >= last_.begin && time_us < last_.end) return last_;
  const auto after = buckets_.upper_bound(time_us);
  if (after != buckets_.begin() && time_us < std::prev(after)->second.end) {
    last_ = std::prev(after)->second;
  } else {
    last_ = MakeBucket(time_us);
    buckets_.emplace(last_.begin, last_);
  }
  return last_;
}

int64_t CountDimension::BucketEnd(int64_t time_us) { return BucketOf(time_us).end; }
uint32_t CountDimension::BucketKey(int64_t time_us) { return BucketOf(time_us).key; }

void CountDimension::AddTimeKeys(const SpanTimes& times, size_t keys_max,
                                 std::vector<uint32_t>& keys) {
  if (times.unknown) return;
  if (times.lasting) {
    const int64_t end = std::min(times.end, window_.end);
    for (int64_t at = std::max(times.start, window_.start); at < end && keys.size() <= keys_max;) {
      const Bucket& bucket = BucketOf(at);
      keys.push_back(bucket.key);
      at = bucket.end;
    }
    return;
  }
  const int64_t start = times.extended_start();
  const int64_t end = times.extended_end();
  if (start == kTimeMin || end == kTimeMax) return;
  const Bucket& bucket = BucketOf(start);
  if (end <= bucket.end) keys.push_back(bucket.key);
}

void CountDimension::AddRegionKeys(const storage::Entry& entry, std::vector<uint32_t>& keys) {
  for (const v1::Place& place : entry.event().places()) {
    const v1::PlaceRole role =
        place.role() == v1::PLACE_ROLE_UNSPECIFIED ? v1::PLACE_ROLE_SITE : place.role();
    if (std::find(roles_.begin(), roles_.end(), role) == roles_.end()) continue;
    for (const std::string& id : place.region_ids()) {
      const bool asked = dimension_ == v1::DIMENSION_COUNTRY ? IsCountryId(id) : IsAdmin1Id(id);
      if (asked) keys.push_back(NumberOf(id));
    }
  }
}

void CountDimension::AddActorKeys(const storage::Entry& entry, std::vector<uint32_t>& keys) {
  for (const v1::Participant& participant : entry.event().participants()) {
    for (const std::string& id : participant.actor_ids()) keys.push_back(NumberOf(id));
  }
}

// By the key of the name, so that spellings that filters take for one are one here.
void CountDimension::AddPublisherKeys(const storage::Entry& entry, std::vector<uint32_t>& keys) {
  for (const storage::SourceKeys& source : entry.sources()) {
    if (!source.publisher().empty()) keys.push_back(NumberOf(source.publisher()));
  }
}

void CountDimension::KeysOf(const CountedEvent& event, size_t keys_max,
                            std::vector<uint32_t>& keys) {
  keys.clear();
  switch (dimension_) {
    case v1::DIMENSION_KIND:
      if (event.kind != 0) {
        keys.push_back(NumberOf(v1::Kind_Name(static_cast<v1::Kind>(event.kind))));
      }
      break;
    case v1::DIMENSION_STATUS:
      if (event.status != 0) {
        keys.push_back(NumberOf(v1::Status_Name(static_cast<v1::Status>(event.status))));
      }
      break;
    case v1::DIMENSION_COUNTRY:
    case v1::DIMENSION_ADMIN1:
      AddRegionKeys(*event.entry, keys);
      break;
    case v1::DIMENSION_ACTOR:
      AddActorKeys(*event.entry, keys);
      break;
    case v1::DIMENSION_PUBLISHER:
      AddPublisherKeys(*event.entry, keys);
      break;
    default:
      AddTimeKeys(event.times, keys_max, keys);
  }
  SortUnique(keys);
  if (keys.empty()) keys.push_back(kUnplaced);
}

}  // namespace sitrep
