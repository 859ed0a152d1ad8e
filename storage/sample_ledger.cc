#include "storage/sample_ledger.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sitrep {

std::vector<NewEntry> SampleLedger::Call(int size) {
  std::vector<NewEntry> entries;
  for (int i = 0; i < size; ++i) {
    std::string id = absl::StrCat("sample/", sequence() + 1);
    if (sequence() > 0 && Random(5) == 0) {
      const std::string& known = entries_[Random(sequence())].event().id();
      if (!known.empty()) id = known;
    }
    const std::string summary(1 + Random(Random(20) == 0 ? 20000 : 300), char('a' + Random(26)));
    entries.push_back(Make(id, summary, i + 1 == size));
  }
  return entries;
}

NewEntry SampleLedger::Make(const std::string& id, const std::string& summary, bool ends_call) {
  storage::IdRecord& record = ids_[id];
  storage::Entry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id(id);
  event.set_summary(summary);
  event.mutable_record()->set_sequence(sequence() + 1);
  event.mutable_record()->set_revision(record.revisions_size() + 1);
  if (!record.revisions().empty()) {
    const storage::Revision& before = *record.revisions().rbegin();
    event.mutable_record()->set_prev_sequence(before.sequence());
    entry.set_prev_sort_start(before.sort_start());
  }
  FillIn(entry);

  NewEntry result;
  result.bytes = std::make_shared<const std::string>(entry.SerializeAsString());
  result.posting = PostingOf(entry);
  storage::Revision& revision = *record.add_revisions();
  revision.set_sequence(sequence() + 1);
  revision.set_sort_start(result.posting.address.sort_start);
  result.event_id = id;
  result.id_record = record;
  result.ends_call = ends_call;
  entries_.push_back(std::move(entry));
  call_ends_.push_back(ends_call);
  return result;
}

NewEntry SampleLedger::MakeActorChange(bool ends_call) {
  storage::Entry entry;
  entry.mutable_event()->mutable_record()->set_sequence(sequence() + 1);
  const uint32_t first = Random(20);
  for (uint32_t i = 0; i < 1 + Random(3); ++i) {
    v1::Actor& actor = *entry.add_actors();
    actor.set_id(absl::StrCat("grp:", first + i));
    if (Random(3) == 0) {
      actor.set_removed(true);
    } else {
      actor.set_name(std::string(1 + Random(100), char('a' + Random(26))));
    }
    ApplyChange(actor, actors_);
  }
  NewEntry result;
  result.bytes = std::make_shared<const std::string>(entry.SerializeAsString());
  result.posting = PostingOf(entry);
  result.actors.assign(entry.actors().begin(), entry.actors().end());
  result.ends_call = ends_call;
  entries_.push_back(std::move(entry));
  call_ends_.push_back(ends_call);
  return result;
}

void SampleLedger::FillIn(storage::Entry& entry) {
  v1::Event& event = *entry.mutable_event();
  if (Random(10) != 0) {
    event.mutable_occurred()->mutable_start()->set_seconds(1'700'000'000 + 86'400 * Random(400));
    event.mutable_occurred()->set_precision(v1::TIME_PRECISION_DAY);
  }
  event.mutable_record()->set_kind(v1::Kind(Random(5)));
  event.add_tags(absl::StrCat("tag", Random(20)));
  v1::Participant& participant = *event.add_participants();
  participant.add_actor_ids(absl::StrCat("Q", Random(50)));
  entry.add_participants();
  event.add_places()->add_region_ids(absl::StrCat("R", Random(30)));
  storage::PlaceReading& place = *entry.add_places();
  if (Random(2) == 0) {
    place.set_exactness(storage::EXACTNESS_EXACT);
    place.set_lat(45 + Random(1000) / 100.0);
    place.set_lon(30 + Random(1000) / 100.0);
  } else {
    place.set_exactness(storage::EXACTNESS_COARSE);
  }
}

}  // namespace sitrep
