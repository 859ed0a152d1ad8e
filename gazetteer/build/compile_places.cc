// Turns the plain text of build_gazetteer.py into the file that the server loads.
//
// Usage: compile_places INPUT OUTPUT
#include <algorithm>
#include <cstdint>
#include <deque>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "gazetteer/place_file.h"
#include "gazetteer/place_keys.h"

namespace sitrep {
namespace {

using Cells = std::vector<std::string>;

absl::Status Bad(int line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
}

absl::StatusOr<RegionKind> ParseKind(const std::string& word) {
  for (const RegionKind kind : {RegionKind::kGroup, RegionKind::kCountry, RegionKind::kAdmin1,
                                RegionKind::kAdmin2, RegionKind::kCity, RegionKind::kSea}) {
    if (RegionKindName(kind) == word) return kind;
  }
  return absl::InvalidArgumentError(absl::StrCat("unknown kind ", word));
}

// Degrees with five decimals, exactly as units.
bool ParseUnits(absl::string_view degrees, int32_t* units) {
  double value;
  if (!absl::SimpleAtod(degrees, &value)) return false;
  *units = static_cast<int32_t>(value * kUnitsPerDegree + (value < 0 ? -0.5 : 0.5));
  return true;
}

bool ParseRings(absl::string_view text, std::vector<ArcRing>* rings) {
  for (absl::string_view ring : absl::StrSplit(text, ';', absl::SkipEmpty())) {
    rings->emplace_back();
    for (absl::string_view arc : absl::StrSplit(ring, ' ', absl::SkipEmpty())) {
      if (!absl::SimpleAtoi(arc, &rings->back().emplace_back())) return false;
    }
  }
  return true;
}

uint8_t ParseFlags(absl::string_view text) {
  uint8_t flags = 0;
  for (absl::string_view flag : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    if (flag == "capital") flags |= PlaceData::kCapital;
    if (flag == "seat") flags |= PlaceData::kSeat;
    if (flag == "city") flags |= PlaceData::kCityProvince;
    if (flag == "like-country") flags |= PlaceData::kLikeCountry;
  }
  return flags;
}

// Collects the lines; what refers to other regions is resolved at the end. The data refer to the
// reader's strings.
class TextReader {
 public:
  absl::Status Line(int number, const std::string& line) {
    const Cells cells = absl::StrSplit(line, '\t');
    if (cells[0] == "region") return Region(number, cells);
    if (cells[0] == "members") {
      members_.push_back(cells);
      return absl::OkStatus();
    }
    if (cells[0] == "arc" && cells.size() == 2) return Arc(number, cells[1]);
    return Bad(number, "unknown record");
  }

  absl::StatusOr<PlaceData> Finish() {
    for (size_t i = 0; i < parents_.size(); ++i) {
      if (parents_[i].empty()) continue;
      const auto parent = by_id_.find(parents_[i]);
      if (parent == by_id_.end()) return absl::InvalidArgumentError("no region " + parents_[i]);
      data_.regions[i].parent = parent->second;
    }
    for (const Cells& cells : members_) {
      std::vector<RegionIndex> indexes;
      for (size_t i = 1; i < cells.size(); ++i) {
        const auto member = by_id_.find(cells[i]);
        if (member == by_id_.end()) return absl::InvalidArgumentError("no region " + cells[i]);
        indexes.push_back(member->second);
      }
      const RegionIndex group = indexes.front();
      indexes.erase(indexes.begin());
      data_.members.emplace_back(group, std::move(indexes));
    }
    data_.names = MakeKeys(data_, names_);
    return std::move(data_);
  }

 private:
  static constexpr size_t kFirstName = 12;

  absl::Status Region(int number, const Cells& cells) {
    if (cells.size() <= kFirstName) return Bad(number, "too few cells");
    PlaceData::Entry entry;
    entry.id = Keep(cells[1]);
    ASSIGN_OR_RETURN(entry.kind, ParseKind(cells[2]));
    entry.country = Keep(cells[3]);
    entry.claimed_by = Keep(cells[5]);
    entry.name = Keep(cells[kFirstName]);
    entry.flags = ParseFlags(cells[9]);
    if (!absl::SimpleAtoi(cells[6], &entry.population) || !ParseUnits(cells[7], &entry.point.y) ||
        !ParseUnits(cells[8], &entry.point.x) || !absl::SimpleAtoi(cells[10], &entry.reach_m) ||
        !ParseRings(cells[11], &entry.rings)) {
      return Bad(number, "not a number");
    }
    if (!by_id_.emplace(entry.id, static_cast<RegionIndex>(data_.regions.size())).second) {
      return Bad(number, absl::StrCat("id twice: ", entry.id));
    }
    parents_.push_back(cells[4]);
    names_.emplace_back(cells.begin() + kFirstName, cells.end());
    data_.regions.push_back(std::move(entry));
    return absl::OkStatus();
  }

  absl::Status Arc(int number, const std::string& text) {
    for (absl::string_view pair : absl::StrSplit(text, ' ')) {
      const std::pair<absl::string_view, absl::string_view> xy = absl::StrSplit(pair, ',');
      UnitPoint& point = data_.arcs.points.emplace_back();
      if (!absl::SimpleAtoi(xy.first, &point.x) || !absl::SimpleAtoi(xy.second, &point.y)) {
        return Bad(number, "not a number");
      }
    }
    data_.arcs.ends.push_back(static_cast<uint32_t>(data_.arcs.points.size()));
    return absl::OkStatus();
  }

  absl::string_view Keep(const std::string& text) { return texts_.emplace_back(text); }

  std::deque<std::string> texts_;  // what the regions of data_ refer to
  PlaceData data_;
  absl::flat_hash_map<std::string, RegionIndex> by_id_;
  std::vector<std::string> parents_;
  std::vector<Cells> names_;
  std::vector<Cells> members_;
};

absl::Status Compile(const std::string& input, const std::string& output) {
  std::ifstream in(input);
  if (!in) return absl::NotFoundError(input);
  TextReader reader;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) RETURN_IF_ERROR(reader.Line(number, line));
  ASSIGN_OR_RETURN(const PlaceData data, reader.Finish());
  const std::string bytes = EncodePlaces(data);
  std::ofstream out(output, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return absl::DataLossError("cannot write " + output);
  std::cerr << data.regions.size() << " regions, " << data.names.size() << " keys with "
            << data.names.postings.size() << " meanings, " << bytes.size() << " bytes\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: compile_places INPUT OUTPUT\n";
    return 2;
  }
  const absl::Status status = sitrep::Compile(argv[1], argv[2]);
  if (!status.ok()) std::cerr << "compile_places: " << status << "\n";
  return status.ok() ? 0 : 1;
}
