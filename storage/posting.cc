#include "storage/posting.h"

namespace sitrep {

Posting PostingOf(const storage::Entry& entry) {
  const v1::Event& event = entry.event();
  Posting posting;
  if (!entry.actors().empty()) {
    posting.address.sequence = event.record().sequence();
    posting.supersedes = posting.address;
    return posting;
  }
  const SpanTimes times = TimesOf(event);
  posting.address = {times.sort_start, event.record().sequence()};
  if (!times.unknown) {
    posting.possible_start = times.extended_start();
    posting.possible_end = times.extended_end();
  }
  if (event.record().prev_sequence() != 0) {
    posting.supersedes = {entry.prev_sort_start(), event.record().prev_sequence()};
  }
  posting.terms = TermsOf(entry);
  const TraitsAndPoints known = TraitsOf(entry);
  posting.traits = known.traits;
  posting.points = known.points;
  return posting;
}

}  // namespace sitrep
