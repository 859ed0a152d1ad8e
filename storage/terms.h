// Terms: what the index knows an event by. Each makes one posting list.
//
// A term is a short byte string: one letter for its field, then the value. Terms over-approximate:
// a query looks up the terms that every match must have, and the exact answer is settled on the
// event itself. Which terms an event has is part of the format on disk (kTermsVersion in schema.h).
#ifndef SITREP_STORAGE_TERMS_H_
#define SITREP_STORAGE_TERMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "sitrep/v1/event.pb.h"
#include "storage/entry.pb.h"

// S2's headers cost every includer a second of compiling.
class S2CellId;

namespace sitrep {

using Term = std::string;

// Places are indexed in two families, since filters leave launch sites out unless asked.
enum class RoleFamily : char { kOrdinary = 'o', kLaunch = 'l' };
RoleFamily FamilyOf(v1::PlaceRole role);

namespace terms {

// Every event has it.
Term All();
Term Kind(v1::Kind kind);
Term Status(v1::Status status);
Term Verification(v1::Verification verification);
// By the key of the name (entry.proto), not the name.
Term Publisher(absl::string_view key);
Term Attribution(absl::string_view key);
Term Tag(absl::string_view tag);
Term Code(absl::string_view scheme, absl::string_view code);
Term SubmittedBy(absl::string_view principal);
Term RunId(absl::string_view run_id);
// The event's id: so that a filter by ids needs no second way.
Term Id(absl::string_view id);
// Any of a participant's actors.
Term Actor(absl::string_view actor_id);
// A participant whose name, or whose `represents`, was not read.
Term UnreadActor(absl::string_view key);

// A place was read as the region or as something inside it.
Term In(RoleFamily family, absl::string_view region_id);
// A place is known only as coarsely as this region.
Term At(RoleFamily family, absl::string_view region_id);
// A place has a point and was read as no more than this region: it is not known to be in a part of
// the region, such as a city, though its point is known.
Term AtExact(RoleFamily family, absl::string_view region_id);
// A place may be anywhere.
Term Nowhere(RoleFamily family);
// An alternative name of a place was read as the region or as something inside it.
Term Maybe(RoleFamily family, absl::string_view region_id);
// A place, or an alternative, whose name was not read.
Term UnreadPlace(RoleFamily family, absl::string_view key);
// An exact place lies in the cell (levels of gazetteer/cell_levels.h).
Term Cell(RoleFamily family, S2CellId cell);
// An exact place with a radius may touch the cell: its disc's covering has the cell or one below
// it.
Term DiscIn(RoleFamily family, S2CellId cell);
// An exact place with a radius, whose disc's covering has exactly this cell: for looking upwards
// from a smaller query cell.
Term DiscAt(RoleFamily family, S2CellId cell);
// An exact place whose disc is too large to be indexed by cells: always looked at.
Term WideDisc(RoleFamily family);

}  // namespace terms

// All terms of an entry, sorted, each once. Deterministic: depends on the entry alone.
std::vector<Term> TermsOf(const storage::Entry& entry);

// The terms of which every event with an exact place in or touching one of these cells has at least
// one. For planners.
std::vector<Term> CellTerms(RoleFamily family, const std::vector<S2CellId>& cells);

}  // namespace sitrep

#endif  // SITREP_STORAGE_TERMS_H_
