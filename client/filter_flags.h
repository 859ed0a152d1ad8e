// The flags of a filter, the same for every command that has one.
#ifndef SITREP_CLIENT_FILTER_FLAGS_H_
#define SITREP_CLIENT_FILTER_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

class FilterFlags {
 public:
  // Declares the flags; they write into this object, which must outlive the command.
  void AddTo(CLI::App& command);

  // The filter as the flags say; times back from now are fixed. INVALID_ARGUMENT names the flag.
  // What the server checks (numbers in range, names that mean something) is not checked here.
  absl::StatusOr<v1::Filter> ToFilter(absl::Time now) const;

  // The zone of --tz. INVALID_ARGUMENT if there is none of that name.
  absl::StatusOr<absl::TimeZone> Zone() const;

 private:
  absl::Status SetPlaces(v1::Filter& filter) const;
  absl::Status SetArea(v1::Filter& filter) const;
  absl::Status SetActors(v1::Filter& filter) const;
  absl::Status SetEnums(v1::Filter& filter) const;
  absl::Status SetLists(v1::Filter& filter) const;
  absl::Status SetTimes(absl::Time now, v1::Filter& filter) const;

  // As given, one string a flag.
  std::vector<std::string> in_, place_role_, actor_, any_actor_, by_, on_, kind_, status_,
      verification_, publisher_, said_by_, tag_, code_, id_, submitted_by_, run_;
  std::string near_, box_, polygon_, text_, since_, until_, max_age_, recorded_since_, as_of_, tz_;
  int32_t min_killed_ = 0;
  int64_t as_of_sequence_ = 0;
  bool possible_ = false;
  bool retracted_ = false;
  bool test_ = false;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_FILTER_FLAGS_H_
