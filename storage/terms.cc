#include "storage/terms.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gazetteer/cell_levels.h"
#include "s2/s1angle.h"
#include "s2/s2cap.h"
#include "s2/s2cell_union.h"
#include "s2/s2earth.h"
#include "s2/s2latlng.h"
#include "s2/s2region_coverer.h"

namespace sitrep {
namespace {

// A larger disc has so many cells that looking at its events every time is cheaper.
constexpr double kDiscRadiusKmMax = 1000;
// What the coverer aims at; a disc that is wide at the coarsest level takes more.
constexpr int kDiscCellsMax = 8;
// The disc is covered a little larger, so that rounding loses no point of its rim.
constexpr double kDiscMargin = 1 + 1e-9;
constexpr double kDiscMarginRadians = 1e-12;

Term InFamily(char field, RoleFamily family, absl::string_view value) {
  Term term;
  term.reserve(2 + value.size());
  term.push_back(field);
  term.push_back(static_cast<char>(family));
  term.append(value.data(), value.size());
  return term;
}

// Three bytes: a cell of the finest level or above has no set bit below them, and the lowest set
// one tells the level.
Term CellTerm(char field, RoleFamily family, S2CellId cell) {
  const uint64_t id = cell.id();
  const char bytes[] = {static_cast<char>(id >> 56), static_cast<char>(id >> 48),
                        static_cast<char>(id >> 40)};
  static_assert(3 + 2 * kFinestCellLevel + 1 <= 24);
  return InFamily(field, family, absl::string_view(bytes, sizeof(bytes)));
}

S2CellUnion CoverDisc(const S2LatLng& center, double radius_km) {
  S2RegionCoverer::Options options;
  options.set_min_level(kCoarsestCellLevel);
  options.set_max_level(kFinestCellLevel);
  options.set_level_mod(kCellLevelStep);
  options.set_max_cells(kDiscCellsMax);
  S2RegionCoverer coverer(options);
  const S1Angle radius =
      S1Angle::Radians(S2Earth::KmToRadians(radius_km) * kDiscMargin + kDiscMarginRadians);
  return coverer.GetCovering(S2Cap(center.ToPoint(), radius));
}

void AddPoint(RoleFamily family, const S2LatLng& point, std::vector<Term>& out) {
  const S2CellId leaf(point);
  for (int level : kCellLevels) out.push_back(terms::Cell(family, leaf.parent(level)));
}

void AddDisc(RoleFamily family, const S2LatLng& center, double radius_km, std::vector<Term>& out) {
  if (radius_km > kDiscRadiusKmMax) {
    out.push_back(terms::WideDisc(family));
    return;
  }
  for (S2CellId cell : CoverDisc(center, radius_km)) {
    out.push_back(terms::DiscAt(family, cell));
    for (int level : kCellLevels) {
      if (level <= cell.level()) out.push_back(terms::DiscIn(family, cell.parent(level)));
    }
  }
}

void AddExact(RoleFamily family, const v1::Place& place, const storage::PlaceReading& reading,
              std::vector<Term>& out) {
  if (place.region_ids_size() > 0) out.push_back(terms::AtExact(family, place.region_ids(0)));
  const S2LatLng point = S2LatLng::FromDegrees(reading.lat(), reading.lon());
  if (!point.is_valid()) return;
  if (reading.radius_km() > 0) {
    AddDisc(family, point, reading.radius_km(), out);
  } else {
    AddPoint(family, point, out);
  }
}

void AddAlternatives(RoleFamily family, const storage::PlaceReading& reading,
                     std::vector<Term>& out) {
  for (const storage::AlternativeReading& alternative : reading.alternatives()) {
    for (const std::string& id : alternative.region_ids()) out.push_back(terms::Maybe(family, id));
    if (!alternative.unread_key().empty()) {
      out.push_back(terms::UnreadPlace(family, alternative.unread_key()));
    }
  }
}

void AddPlace(const v1::Place& place, const storage::PlaceReading& reading,
              std::vector<Term>& out) {
  const RoleFamily family = FamilyOf(place.role());
  for (const std::string& id : place.region_ids()) out.push_back(terms::In(family, id));
  if (!reading.unread_key().empty()) {
    out.push_back(terms::UnreadPlace(family, reading.unread_key()));
  }
  AddAlternatives(family, reading, out);
  switch (reading.exactness()) {
    case storage::EXACTNESS_EXACT:
      AddExact(family, place, reading, out);
      break;
    case storage::EXACTNESS_COARSE:
      if (place.region_ids_size() > 0) out.push_back(terms::At(family, place.region_ids(0)));
      break;
    case storage::EXACTNESS_NOWHERE:
      out.push_back(terms::Nowhere(family));
      break;
    default:
      break;
  }
}

void AddParticipants(const storage::Entry& entry, std::vector<Term>& out) {
  for (const v1::Participant& participant : entry.event().participants()) {
    for (const std::string& id : participant.actor_ids()) out.push_back(terms::Actor(id));
  }
  for (const storage::ParticipantReading& reading : entry.participants()) {
    if (!reading.unread_key().empty()) out.push_back(terms::UnreadActor(reading.unread_key()));
    if (!reading.unread_represents_key().empty()) {
      out.push_back(terms::UnreadActor(reading.unread_represents_key()));
    }
  }
}

// What has one value, or none.
void AddScalars(const v1::Event& event, std::vector<Term>& out) {
  out.push_back(terms::All());
  out.push_back(terms::Id(event.id()));
  out.push_back(terms::Kind(event.record().kind()));
  out.push_back(terms::Status(event.status()));
  out.push_back(terms::Verification(event.verification()));
  if (!event.record().submitted_by().empty()) {
    out.push_back(terms::SubmittedBy(event.record().submitted_by()));
  }
  if (!event.extraction().run_id().empty()) {
    out.push_back(terms::RunId(event.extraction().run_id()));
  }
}

// A covering may hold cells of any level; a list exists only for those of kCellLevels. What is
// finer is widened, what is coarser than all is split.
void AddIndexedCells(S2CellId cell, std::vector<S2CellId>& out) {
  if (cell.level() < kCoarsestCellLevel) {
    const S2CellId end = cell.child_end(kCoarsestCellLevel);
    for (S2CellId c = cell.child_begin(kCoarsestCellLevel); c != end; c = c.next()) {
      out.push_back(c);
    }
    return;
  }
  int level = kCoarsestCellLevel;
  for (int indexed : kCellLevels) {
    if (indexed <= cell.level()) level = indexed;
  }
  out.push_back(cell.parent(level));
}

void SortUnique(std::vector<Term>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace

RoleFamily FamilyOf(v1::PlaceRole role) {
  return role == v1::PLACE_ROLE_LAUNCH ? RoleFamily::kLaunch : RoleFamily::kOrdinary;
}

namespace terms {

Term All() { return "*"; }
Term Kind(v1::Kind kind) { return absl::StrCat("k", static_cast<int>(kind)); }
Term Status(v1::Status status) { return absl::StrCat("s", static_cast<int>(status)); }
Term Verification(v1::Verification verification) {
  return absl::StrCat("v", static_cast<int>(verification));
}
Term Publisher(absl::string_view key) { return absl::StrCat("p", key); }
Term Attribution(absl::string_view key) { return absl::StrCat("q", key); }
Term Tag(absl::string_view tag) { return absl::StrCat("t", tag); }
// The size tells where the scheme ends.
Term Code(absl::string_view scheme, absl::string_view code) {
  return absl::StrCat("c", scheme.size(), ":", scheme, code);
}
Term SubmittedBy(absl::string_view principal) { return absl::StrCat("b", principal); }
Term RunId(absl::string_view run_id) { return absl::StrCat("r", run_id); }
Term Id(absl::string_view id) { return absl::StrCat("i", id); }
Term Actor(absl::string_view actor_id) { return absl::StrCat("a", actor_id); }
Term UnreadActor(absl::string_view key) { return absl::StrCat("u", key); }

Term In(RoleFamily family, absl::string_view region_id) { return InFamily('I', family, region_id); }
Term At(RoleFamily family, absl::string_view region_id) { return InFamily('A', family, region_id); }
Term AtExact(RoleFamily family, absl::string_view region_id) {
  return InFamily('E', family, region_id);
}
Term Nowhere(RoleFamily family) { return InFamily('N', family, ""); }
Term Maybe(RoleFamily family, absl::string_view region_id) {
  return InFamily('M', family, region_id);
}
Term UnreadPlace(RoleFamily family, absl::string_view key) { return InFamily('U', family, key); }
Term Cell(RoleFamily family, S2CellId cell) { return CellTerm('C', family, cell); }
Term DiscIn(RoleFamily family, S2CellId cell) { return CellTerm('D', family, cell); }
Term DiscAt(RoleFamily family, S2CellId cell) { return CellTerm('X', family, cell); }
Term WideDisc(RoleFamily family) { return InFamily('W', family, ""); }

}  // namespace terms

std::vector<Term> TermsOf(const storage::Entry& entry) {
  const v1::Event& event = entry.event();
  std::vector<Term> out;
  out.reserve(32);
  AddScalars(event, out);
  for (const std::string& tag : event.tags()) out.push_back(terms::Tag(tag));
  for (const v1::Code& code : event.codes()) out.push_back(terms::Code(code.scheme(), code.code()));
  for (const storage::SourceKeys& keys : entry.sources()) {
    if (!keys.publisher().empty()) out.push_back(terms::Publisher(keys.publisher()));
    if (!keys.attribution().empty()) out.push_back(terms::Attribution(keys.attribution()));
  }
  AddParticipants(entry, out);
  const int places = std::min(event.places_size(), entry.places_size());
  for (int i = 0; i < places; ++i) AddPlace(event.places(i), entry.places(i), out);
  SortUnique(out);
  return out;
}

std::vector<Term> CellTerms(RoleFamily family, const std::vector<S2CellId>& cells) {
  std::vector<S2CellId> indexed;
  for (S2CellId cell : cells) AddIndexedCells(cell, indexed);
  std::vector<Term> out;
  for (S2CellId cell : indexed) {
    out.push_back(terms::Cell(family, cell));
    out.push_back(terms::DiscIn(family, cell));
    for (int level : kCellLevels) {
      if (level < cell.level()) out.push_back(terms::DiscAt(family, cell.parent(level)));
    }
  }
  out.push_back(terms::WideDisc(family));
  SortUnique(out);
  return out;
}

}  // namespace sitrep
