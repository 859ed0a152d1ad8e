#include "server/engine/filter_rules.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/time_span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"

namespace sitrep {
namespace {

using ::google::protobuf::RepeatedField;
using ::google::protobuf::RepeatedPtrField;

constexpr char kNotServed[] = "is not served yet";
// What a google.protobuf.Duration may hold.
constexpr int64_t kDurationSecondsMax = 315'576'000'000;
constexpr int32_t kNanosMax = 999'999'999;

// Checks one filter and the one that it excludes.
class FilterCheck {
 public:
  FilterCheck(const v1::Filter& filter, FieldErrors& errors) : filter_(filter), errors_(errors) {}

  void Run(const MessagePath& path);

 private:
  void CheckStrings(const MessagePath& path);
  void CheckEnums(const MessagePath& path);
  void CheckNotServed(const MessagePath& path);
  void CheckParticipants(const MessagePath& path);
  void CheckCodes(const MessagePath& path);
  void CheckInterval(const v1::Interval& interval, const MessagePath& path);
  void CheckMaxAge(const google::protobuf::Duration& age, const MessagePath& path);
  void CheckExclude(const MessagePath& path);
  void CheckList(const RepeatedPtrField<std::string>& list, int max, absl::string_view field,
                 const MessagePath& path);
  template <typename Enum>
  void CheckEnumList(const RepeatedField<int>& list, absl::string_view field,
                     const MessagePath& path);

  const v1::Filter& filter_;
  FieldErrors& errors_;
};

void FilterCheck::Run(const MessagePath& path) {
  if (filter_.has_occurred()) CheckInterval(filter_.occurred(), MessagePath(path, "occurred"));
  if (filter_.has_recorded()) CheckInterval(filter_.recorded(), MessagePath(path, "recorded"));
  if (filter_.has_max_age()) CheckMaxAge(filter_.max_age(), MessagePath(path, "max_age"));
  CheckStrings(path);
  CheckEnums(path);
  CheckParticipants(path);
  CheckCodes(path);
  if (filter_.min_killed() < 0) errors_.Add(path.Of("min_killed"), "is negative");
  if (filter_.as_of_sequence() < 0) errors_.Add(path.Of("as_of_sequence"), "is negative");
  CheckNotServed(path);
  if (filter_.has_exclude()) CheckExclude(MessagePath(path, "exclude"));
}

void FilterCheck::CheckStrings(const MessagePath& path) {
  CheckList(filter_.regions(), limits::kFilterIdsMax, "regions", path);
  CheckList(filter_.actors(), limits::kFilterListMax, "actors", path);
  CheckList(filter_.any_actors(), limits::kFilterIdsMax, "any_actors", path);
  CheckList(filter_.publishers(), limits::kFilterListMax, "publishers", path);
  CheckList(filter_.attributions(), limits::kFilterListMax, "attributions", path);
  CheckList(filter_.tags(), limits::kFilterListMax, "tags", path);
  CheckList(filter_.ids(), limits::kFilterIdsMax, "ids", path);
  CheckList(filter_.submitted_by(), limits::kFilterListMax, "submitted_by", path);
  CheckList(filter_.run_ids(), limits::kFilterListMax, "run_ids", path);
}

void FilterCheck::CheckEnums(const MessagePath& path) {
  CheckEnumList<v1::PlaceRole>(filter_.place_roles(), "place_roles", path);
  CheckEnumList<v1::Kind>(filter_.kinds(), "kinds", path);
  CheckEnumList<v1::Status>(filter_.statuses(), "statuses", path);
  CheckEnumList<v1::Verification>(filter_.verifications(), "verifications", path);
  if (!v1::Match_IsValid(filter_.match())) {
    errors_.Add(path.Of("match"), absl::StrCat("unknown number ", filter_.match(), " of Match"));
  }
}

void FilterCheck::CheckNotServed(const MessagePath& path) {
  if (!filter_.text().empty()) errors_.Add(path.Of("text"), kNotServed);
  if (filter_.has_as_of()) errors_.Add(path.Of("as_of"), kNotServed);
  if (filter_.has_related_to()) errors_.Add(path.Of("related_to"), kNotServed);
}

void FilterCheck::CheckParticipants(const MessagePath& path) {
  const auto& clauses = filter_.participants();
  CheckCount(clauses.size(), limits::kFilterListMax, MessagePath(path, "participants"), errors_);
  for (int i = 0; i < clauses.size(); ++i) {
    const MessagePath clause(path, "participants", i);
    if (clauses[i].name().empty()) errors_.Add(clause.Of("name"), "is required");
    CheckEnumList<v1::ParticipantRole>(clauses[i].roles(), "roles", clause);
  }
}

void FilterCheck::CheckCodes(const MessagePath& path) {
  const auto& codes = filter_.codes();
  CheckCount(codes.size(), limits::kFilterListMax, MessagePath(path, "codes"), errors_);
  for (int i = 0; i < codes.size(); ++i) {
    const MessagePath code(path, "codes", i);
    if (codes[i].scheme().empty()) errors_.Add(code.Of("scheme"), "is required");
    if (codes[i].code().empty()) errors_.Add(code.Of("code"), "is required");
  }
}

void FilterCheck::CheckInterval(const v1::Interval& interval, const MessagePath& path) {
  const auto check_time = [&](const google::protobuf::Timestamp& time, absl::string_view field) {
    std::string error = TimestampError(time);
    if (!error.empty()) errors_.Add(path.Of(field), std::move(error));
  };
  if (interval.has_start()) check_time(interval.start(), "start");
  if (interval.has_end()) check_time(interval.end(), "end");
  if (!interval.has_start() || !interval.has_end()) return;
  const auto& start = interval.start();
  const auto& end = interval.end();
  if (std::pair(end.seconds(), end.nanos()) < std::pair(start.seconds(), start.nanos())) {
    errors_.Add(path.Of("end"), "is before the start");
  }
}

void FilterCheck::CheckMaxAge(const google::protobuf::Duration& age, const MessagePath& path) {
  const bool is_valid = age.seconds() >= 0 && age.seconds() <= kDurationSecondsMax &&
                        age.nanos() >= 0 && age.nanos() <= kNanosMax;
  if (!is_valid || (age.seconds() == 0 && age.nanos() == 0)) {
    errors_.Add(path.ToString(), "is not a duration above 0");
  }
}

void FilterCheck::CheckExclude(const MessagePath& path) {
  const v1::Filter& exclude = filter_.exclude();
  constexpr char kOfTheOuter[] = "is set by the filter around it only";
  if (exclude.match() != v1::MATCH_UNSPECIFIED) errors_.Add(path.Of("match"), kOfTheOuter);
  if (exclude.include_retracted()) errors_.Add(path.Of("include_retracted"), kOfTheOuter);
  if (exclude.include_test()) errors_.Add(path.Of("include_test"), kOfTheOuter);
  if (exclude.as_of_sequence() != 0) errors_.Add(path.Of("as_of_sequence"), kOfTheOuter);
  if (exclude.has_exclude()) {
    errors_.Add(path.Of("exclude"), "goes one level deep only");
    return;
  }
  FilterCheck(exclude, errors_).Run(path);
}

void FilterCheck::CheckList(const RepeatedPtrField<std::string>& list, int max,
                            absl::string_view field, const MessagePath& path) {
  CheckCount(list.size(), max, MessagePath(path, field), errors_);
  for (int i = 0; i < list.size(); ++i) {
    if (list[i].empty()) errors_.Add(path.Of(field, i), "is empty");
  }
}

template <typename Enum>
void FilterCheck::CheckEnumList(const RepeatedField<int>& list, absl::string_view field,
                                const MessagePath& path) {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  CheckCount(list.size(), limits::kFilterListMax, MessagePath(path, field), errors_);
  for (int i = 0; i < list.size(); ++i) {
    if (list[i] == 0) {
      errors_.Add(path.Of(field, i), "is unspecified");
    } else if (type.FindValueByNumber(list[i]) == nullptr) {
      errors_.Add(path.Of(field, i), absl::StrCat("unknown number ", list[i], " of ", type.name()));
    }
  }
}

}  // namespace

void CheckFilter(const v1::Filter& filter, absl::string_view path, FieldErrors& errors) {
  FilterCheck(filter, errors).Run(MessagePath(path));
}

}  // namespace sitrep
