#include "storage/terms.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gazetteer/cell_levels.h"
#include "gtest/gtest.h"
#include "s2/s2cap.h"
#include "s2/s2cell.h"
#include "s2/s2earth.h"
#include "s2/s2latlng.h"
#include "s2/s2region_coverer.h"

namespace sitrep {
namespace {

constexpr RoleFamily kOrdinary = RoleFamily::kOrdinary;
constexpr RoleFamily kLaunch = RoleFamily::kLaunch;

bool Has(const std::vector<Term>& terms, const Term& term) {
  return std::binary_search(terms.begin(), terms.end(), term);
}

storage::Entry EntryOfOnePlace(storage::Exactness exactness, std::vector<std::string> region_ids,
                               v1::PlaceRole role = v1::PLACE_ROLE_UNSPECIFIED) {
  storage::Entry entry;
  v1::Place& place = *entry.mutable_event()->add_places();
  place.set_role(role);
  for (std::string& id : region_ids) place.add_region_ids(std::move(id));
  entry.add_places()->set_exactness(exactness);
  return entry;
}

storage::Entry EntryOfDisc(const S2LatLng& center, double radius_km) {
  storage::Entry entry = EntryOfOnePlace(storage::EXACTNESS_EXACT, {});
  entry.mutable_places(0)->set_lat(center.lat().degrees());
  entry.mutable_places(0)->set_lon(center.lng().degrees());
  entry.mutable_places(0)->set_radius_km(radius_km);
  return entry;
}

bool HaveCommonTerm(const std::vector<Term>& sorted, const std::vector<Term>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const Term& term) { return Has(sorted, term); });
}

TEST(TermsOf, HasAnEventsOwnFields) {
  storage::Entry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id("feed/1");
  event.set_status(v1::STATUS_OCCURRED);
  event.mutable_record()->set_kind(v1::KIND_STRIKE);
  event.mutable_record()->set_submitted_by("desk");
  event.mutable_extraction()->set_run_id("run 7");
  event.add_tags("energy");
  v1::Code& code = *event.add_codes();
  code.set_scheme("CAMEO");
  code.set_code("190");
  entry.add_sources()->set_publisher("cnn");
  entry.add_sources()->set_attribution("zelensky");
  std::vector<Term> expected = {terms::All(),
                                terms::Id("feed/1"),
                                terms::Status(v1::STATUS_OCCURRED),
                                terms::Verification(v1::VERIFICATION_UNSPECIFIED),
                                terms::Kind(v1::KIND_STRIKE),
                                terms::SubmittedBy("desk"),
                                terms::RunId("run 7"),
                                terms::Tag("energy"),
                                terms::Code("CAMEO", "190"),
                                terms::Publisher("cnn"),
                                terms::Attribution("zelensky")};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(TermsOf(entry), expected);
}

TEST(TermsOf, AreSortedAndEachOnce) {
  storage::Entry entry = EntryOfOnePlace(storage::EXACTNESS_COARSE, {"KP"});
  *entry.mutable_event()->add_places() = entry.event().places(0);
  *entry.add_places() = entry.places(0);
  const std::vector<Term> terms = TermsOf(entry);
  EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
  EXPECT_EQ(std::set<Term>(terms.begin(), terms.end()).size(), terms.size());
  EXPECT_TRUE(Has(terms, terms::At(kOrdinary, "KP")));
}

TEST(TermsOf, TellEveryFieldApart) {
  const std::vector<Term> all = {
      terms::All(),
      terms::Kind(v1::KIND_MEETING),
      terms::Status(v1::STATUS_PLANNED),
      terms::Verification(v1::VERIFICATION_UNVERIFIED),
      terms::Publisher("1"),
      terms::Attribution("1"),
      terms::Tag("1"),
      terms::Code("1", ""),
      terms::Code("", "1"),
      terms::Code("1:", "1"),
      terms::Code("1", ":1"),
      terms::SubmittedBy("1"),
      terms::RunId("1"),
      terms::Id("1"),
      terms::Actor("1"),
      terms::UnreadActor("1"),
      terms::In(kOrdinary, "1"),
      terms::In(kLaunch, "1"),
      terms::At(kOrdinary, "1"),
      terms::At(kLaunch, "1"),
      terms::AtExact(kOrdinary, "1"),
      terms::AtExact(kLaunch, "1"),
      terms::Nowhere(kOrdinary),
      terms::Nowhere(kLaunch),
      terms::Maybe(kOrdinary, "1"),
      terms::Maybe(kLaunch, "1"),
      terms::UnreadPlace(kOrdinary, "1"),
      terms::UnreadPlace(kLaunch, "1"),
      terms::WideDisc(kOrdinary),
      terms::WideDisc(kLaunch),
  };
  EXPECT_EQ(std::set<Term>(all.begin(), all.end()).size(), all.size());
}

TEST(TermsOf, HaveAPlacesRegionAndItsAncestors) {
  const auto coarse = TermsOf(EntryOfOnePlace(storage::EXACTNESS_COARSE, {"KP-07", "KP"}));
  EXPECT_TRUE(Has(coarse, terms::In(kOrdinary, "KP-07")));
  EXPECT_TRUE(Has(coarse, terms::In(kOrdinary, "KP")));
  EXPECT_TRUE(Has(coarse, terms::At(kOrdinary, "KP-07")));
  EXPECT_FALSE(Has(coarse, terms::At(kOrdinary, "KP")));
  EXPECT_FALSE(Has(coarse, terms::In(kLaunch, "KP")));

  const auto exact = TermsOf(EntryOfOnePlace(storage::EXACTNESS_EXACT, {"KP-07", "KP"}));
  EXPECT_TRUE(Has(exact, terms::In(kOrdinary, "KP")));
  EXPECT_TRUE(Has(exact, terms::AtExact(kOrdinary, "KP-07")));
  EXPECT_FALSE(Has(exact, terms::At(kOrdinary, "KP-07")));

  const auto nowhere = TermsOf(EntryOfOnePlace(storage::EXACTNESS_NOWHERE, {}));
  EXPECT_TRUE(Has(nowhere, terms::Nowhere(kOrdinary)));
}

TEST(TermsOf, KeepLaunchSitesApart) {
  const auto terms =
      TermsOf(EntryOfOnePlace(storage::EXACTNESS_COARSE, {"RU-KRS", "RU"}, v1::PLACE_ROLE_LAUNCH));
  EXPECT_TRUE(Has(terms, terms::In(kLaunch, "RU")));
  EXPECT_FALSE(Has(terms, terms::In(kOrdinary, "RU")));
  EXPECT_EQ(FamilyOf(v1::PLACE_ROLE_UNSPECIFIED), kOrdinary);
  EXPECT_EQ(FamilyOf(v1::PLACE_ROLE_TARGET), kOrdinary);
}

TEST(TermsOf, HaveAlternativesAndUnreadNames) {
  storage::Entry entry = EntryOfOnePlace(storage::EXACTNESS_UNREAD, {});
  entry.mutable_places(0)->set_unread_key("atlantis");
  storage::AlternativeReading& read = *entry.mutable_places(0)->add_alternatives();
  read.add_region_ids("UA-63");
  read.add_region_ids("UA");
  entry.mutable_places(0)->add_alternatives()->set_unread_key("lemuria");
  entry.mutable_event()->add_participants()->add_actor_ids("KP");
  entry.add_participants()->set_unread_represents_key("the deep");
  entry.mutable_participants(0)->set_unread_key("nemo");
  const std::vector<Term> terms = TermsOf(entry);
  EXPECT_TRUE(Has(terms, terms::UnreadPlace(kOrdinary, "atlantis")));
  EXPECT_TRUE(Has(terms, terms::UnreadPlace(kOrdinary, "lemuria")));
  EXPECT_TRUE(Has(terms, terms::Maybe(kOrdinary, "UA-63")));
  EXPECT_TRUE(Has(terms, terms::Maybe(kOrdinary, "UA")));
  EXPECT_FALSE(Has(terms, terms::In(kOrdinary, "UA")));
  EXPECT_TRUE(Has(terms, terms::Actor("KP")));
  EXPECT_TRUE(Has(terms, terms::UnreadActor("nemo")));
  EXPECT_TRUE(Has(terms, terms::UnreadActor("the deep")));
}

TEST(TermsOf, HaveAPointsCellsAtEveryLevel) {
  const S2LatLng wonsan = S2LatLng::FromDegrees(39.15, 127.44);
  const std::vector<Term> terms = TermsOf(EntryOfDisc(wonsan, 0));
  for (int level : kCellLevels) {
    EXPECT_TRUE(Has(terms, terms::Cell(kOrdinary, S2CellId(wonsan).parent(level))));
  }
  EXPECT_EQ(
      std::count_if(terms.begin(), terms.end(), [](const Term& term) { return term[0] == 'C'; }),
      4);
}

TEST(TermsOf, HaveTheCellsOfADiscUpToAWidth) {
  const S2LatLng kyiv = S2LatLng::FromDegrees(50.45, 30.52);
  EXPECT_FALSE(Has(TermsOf(EntryOfDisc(kyiv, 1000)), terms::WideDisc(kOrdinary)));
  const std::vector<Term> wide = TermsOf(EntryOfDisc(kyiv, 1000.1));
  EXPECT_TRUE(Has(wide, terms::WideDisc(kOrdinary)));
  EXPECT_FALSE(std::any_of(wide.begin(), wide.end(), [](const Term& t) { return t[0] == 'D'; }));
  // Even the widest disc has a moderate number of terms.
  EXPECT_LT(TermsOf(EntryOfDisc(kyiv, 1000)).size(), 150);
  EXPECT_LT(TermsOf(EntryOfDisc(kyiv, 20)).size(), 60);
}

S2LatLng RandomPoint(std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit(-1, 1);
  switch (random() % 8) {
    case 0:
      return S2LatLng::FromDegrees(unit(random) > 0 ? 90 : -90, unit(random) * 180);
    case 1:
      return S2LatLng::FromDegrees(unit(random) * 90, unit(random) > 0 ? 180 : -180);
    default:
      return S2LatLng::FromDegrees(std::asin(unit(random)) * 180 / M_PI, unit(random) * 180);
  }
}

// A point of the disc, often of its rim.
S2Point PointOfDisc(const S2LatLng& center, double radius_km, std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit(0, 1);
  const double share = random() % 2 == 0 ? 1 : unit(random);
  const S1Angle distance = S1Angle::Radians(S2Earth::KmToRadians(radius_km * share));
  const S2Point axis = RandomPoint(random).ToPoint().CrossProd(center.ToPoint());
  if (axis.Norm() < 1e-9) return center.ToPoint();
  const double angle = distance.radians();
  const S2Point sideways = center.ToPoint().CrossProd(axis.Normalize());
  return (center.ToPoint() * std::cos(angle) + sideways * std::sin(angle)).Normalize();
}

// Whoever touches an area is found by the cells of any covering of it.
TEST(CellTerms, NeverMissADiscThatTouchesACell) {
  std::mt19937_64 random(3);
  const double radii[] = {0, 0.001, 0.5, 3, 20, 120, 600, 1000, 1001, 9000, 20040};
  for (int round = 0; round < 3000; ++round) {
    const S2LatLng center = RandomPoint(random);
    const double radius_km = radii[random() % std::size(radii)];
    const std::vector<Term> terms = TermsOf(EntryOfDisc(center, radius_km));
    const S2Point touched = PointOfDisc(center, radius_km, random);
    const S2CellId cell = S2CellId(touched).parent(static_cast<int>(random() % 31));
    EXPECT_TRUE(HaveCommonTerm(terms, CellTerms(kOrdinary, {cell})))
        << center.ToStringInDegrees() << " " << radius_km << " km, " << cell.ToString();
  }
}

TEST(CellTerms, LeaveOutWhatLiesFarAway) {
  const std::vector<S2CellId> cells = {S2CellId(S2LatLng::FromDegrees(39.15, 127.44)).parent(8)};
  const std::vector<Term> asked = CellTerms(kOrdinary, cells);
  EXPECT_FALSE(HaveCommonTerm(TermsOf(EntryOfDisc(S2LatLng::FromDegrees(50, 30), 50)), asked));
  EXPECT_FALSE(HaveCommonTerm(TermsOf(EntryOfDisc(S2LatLng::FromDegrees(41, 129), 0)), asked));
  EXPECT_FALSE(HaveCommonTerm(TermsOf(EntryOfDisc(S2LatLng::FromDegrees(39.15, 127.44), 0)),
                              CellTerms(kLaunch, cells)));
}

TEST(CellTerms, OfNoCellsFindOnlyWideDiscs) {
  EXPECT_EQ(CellTerms(kOrdinary, {}), std::vector<Term>{terms::WideDisc(kOrdinary)});
}

}  // namespace
}  // namespace sitrep
