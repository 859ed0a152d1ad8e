#include "server/engine/filter_terms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "gazetteer/area.h"
#include "storage/terms.h"

namespace sitrep {
namespace {

// Cells of a query's covering: more make it tighter and cost a list each.
constexpr int kCoveringCellsMax = 16;

template <typename Values, typename MakeTerm>
AnyTerm Each(const Values& values, MakeTerm make_term) {
  AnyTerm any;
  any.reserve(values.size());
  for (const auto& value : values) any.push_back(make_term(value));
  std::sort(any.begin(), any.end());
  return any;
}

AnyTerm OfActors(const ActorSet& actors) {
  AnyTerm any = Each(actors.ids, [](const auto& id) { return terms::Actor(id); });
  for (const std::string& key : actors.keys) any.push_back(terms::UnreadActor(key));
  return any;
}

std::vector<RoleFamily> FamiliesOf(const ResolvedFilter& filter) {
  std::vector<RoleFamily> families;
  for (const v1::PlaceRole role : filter.place_roles) {
    const RoleFamily family = FamilyOf(role);
    if (std::find(families.begin(), families.end(), family) == families.end()) {
      families.push_back(family);
    }
  }
  return families;
}

AnyTerm OfRegions(const ResolvedFilter& filter) {
  const RegionSet& regions = *filter.regions;
  AnyTerm any;
  for (const RoleFamily family : FamiliesOf(filter)) {
    for (const auto& id : regions.ids) any.push_back(terms::In(family, id));
    for (const auto& key : regions.keys) any.push_back(terms::UnreadPlace(family, key));
    if (!filter.possible) continue;
    for (const auto& id : regions.ids) any.push_back(terms::Maybe(family, id));
    for (const auto& id : regions.containing) any.push_back(terms::At(family, id));
    for (const auto& id : regions.containing) any.push_back(terms::AtExact(family, id));
    any.push_back(terms::Nowhere(family));
  }
  return any;
}

// Terms of what was said; unsaid is possible, which has no term of its own.
template <typename Values, typename MakeTerm>
AnyTerm SaidOrUnsaid(const Values& values, bool possible, MakeTerm make_term) {
  AnyTerm any = Each(values, make_term);
  if (possible) any.push_back(make_term({}));
  return any;
}

void AddSources(const ResolvedFilter& filter, std::vector<RequiredTerms>& required) {
  if (!filter.publisher_keys.empty()) {
    required.push_back({"publishers", Each(filter.publisher_keys, terms::Publisher)});
  }
  if (!filter.attribution_keys.empty()) {
    required.push_back({"attributions", Each(filter.attribution_keys, terms::Attribution)});
  }
  if (!filter.submitted_by.empty()) {
    required.push_back({"submitted_by", Each(filter.submitted_by, terms::SubmittedBy)});
  }
  if (!filter.run_ids.empty()) required.push_back({"run_ids", Each(filter.run_ids, terms::RunId)});
}

void AddValues(const ResolvedFilter& filter, std::vector<RequiredTerms>& required) {
  if (!filter.kinds.empty()) required.push_back({kKindsField, Each(filter.kinds, terms::Kind)});
  if (!filter.statuses.empty()) {
    required.push_back(
        {"statuses", SaidOrUnsaid(filter.statuses, filter.possible,
                                  [](v1::Status status) { return terms::Status(status); })});
  }
  if (!filter.verifications.empty()) {
    required.push_back({"verifications", SaidOrUnsaid(filter.verifications, filter.possible,
                                                      [](v1::Verification verification) {
                                                        return terms::Verification(verification);
                                                      })});
  }
  if (!filter.tags.empty()) required.push_back({"tags", Each(filter.tags, terms::Tag)});
  if (!filter.ids.empty()) required.push_back({"ids", Each(filter.ids, terms::Id)});
  if (!filter.codes.empty()) {
    required.push_back({"codes", Each(filter.codes, [](const auto& code) {
                          return terms::Code(code.first, code.second);
                        })});
  }
}

void AddActors(const ResolvedFilter& filter, std::vector<RequiredTerms>& required) {
  for (const ActorSet& actors : filter.actors) required.push_back({"actors", OfActors(actors)});
  if (filter.any_actors) required.push_back({"any_actors", OfActors(*filter.any_actors)});
  for (const ParticipantTest& test : filter.participants) {
    required.push_back({"participants", OfActors(test.actors)});
  }
}

}  // namespace

std::optional<AreaTerms> AreaTermsOf(const ResolvedFilter& filter, int cells_max) {
  if (!filter.area) return std::nullopt;
  const AreaTest& area = *filter.area;
  const auto cells = area.area->Covering(cells_max);
  if (!cells) return std::nullopt;
  AreaTerms terms;
  for (const CoveringCell& cell : *cells) terms.cells.push_back(cell.id);
  for (const RoleFamily family : FamiliesOf(filter)) {
    for (Term& term : CellTerms(family, terms.cells)) terms.any.push_back(std::move(term));
    for (const CoveringCell& cell : *cells) {
      if (cell.inside) terms.settling.push_back(terms::Cell(family, cell.id));
    }
    for (const auto& [id, relation] : area.regions) {
      if (relation == AreaRelation::kInside) terms.settling.push_back(terms::At(family, id));
      if (filter.possible || relation == AreaRelation::kInside) {
        terms.any.push_back(terms::At(family, id));
      }
      if (filter.possible) terms.any.push_back(terms::Maybe(family, id));
    }
    if (filter.possible) terms.any.push_back(terms::Nowhere(family));
  }
  return terms;
}

std::vector<RequiredTerms> RequiredTermsOf(const ResolvedFilter& filter) {
  std::vector<RequiredTerms> required;
  AddValues(filter, required);
  AddSources(filter, required);
  AddActors(filter, required);
  if (filter.regions) required.push_back({"regions", OfRegions(filter)});
  if (filter.area) {
    if (auto terms = AreaTermsOf(filter, kCoveringCellsMax)) {
      required.push_back({kAreaField, std::move(terms->any), std::move(terms->cells)});
    }
  }
  return required;
}

TimeInterval RequiredInterval(const ResolvedFilter& filter, int64_t now_us) {
  TimeInterval interval = filter.occurred.value_or(TimeInterval{});
  if (filter.max_age_us) interval.start = std::max(interval.start, now_us - *filter.max_age_us);
  return interval;
}

}  // namespace sitrep
