#include "client/event_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/display_text.h"
#include "client/event_phrases.h"
#include "client/event_table.h"

namespace sitrep {
namespace {

constexpr int kLabelCells = 9;

// Lines under labels; a label that repeats is written once.
class Block {
 public:
  void Add(const std::string& label, const std::string& text) {
    if (text.empty()) return;
    absl::StrAppend(&lines_, "  ", TableCell(label == last_ ? "" : label, kLabelCells), " ",
                    Printable(text), "\n");
    last_ = label;
  }
  const std::string& lines() const { return lines_; }

 private:
  std::string lines_;
  std::string last_;
};

// "(settlement, target)", or nothing.
std::string InBrackets(const std::vector<std::string>& words) {
  std::vector<std::string> given;
  for (const std::string& word : words) {
    if (!word.empty()) given.push_back(word);
  }
  return given.empty() ? "" : absl::StrCat(" (", absl::StrJoin(given, ", "), ")");
}

// " = geonames:706483 < UA-63 < UA", or that it was read as nothing.
template <typename Ids>
std::string ReadAs(const v1::Event& event, const Ids& ids) {
  if (!ids.empty()) return absl::StrCat(" = ", absl::StrJoin(ids, " < "));
  return event.has_record() ? " (not read; found by this name)" : "";
}

void AddPlaces(const v1::Event& event, Block& block) {
  for (const v1::Place& place : event.places()) {
    std::string name = place.name();
    for (const std::string& other : place.alternatives()) absl::StrAppend(&name, " or ", other);
    std::string point;
    if (place.has_point()) {
      point = absl::StrCat(" ", place.point().lat(), ",", place.point().lon());
    }
    block.Add(
        "where",
        absl::StrCat(name, point, InBrackets({EnumWord(place.precision()), EnumWord(place.role())}),
                     ReadAs(event, place.region_ids())));
  }
}

void AddParticipants(const v1::Event& event, Block& block) {
  for (const v1::Participant& participant : event.participants()) {
    const std::string stands_for =
        participant.represents().empty() ? "" : absl::StrCat("for ", participant.represents());
    block.Add(
        "who",
        absl::StrCat(participant.name(),
                     InBrackets({EnumWord(participant.role()), participant.office(), stands_for}),
                     ReadAs(event, participant.actor_ids())));
  }
}

void AddCasualties(const v1::Event& event, Block& block) {
  const auto add = [&](const v1::Casualties& casualties, const char* label, bool has,
                       const v1::Estimate& estimate) {
    if (!has) return;
    std::string text = EstimatePhrase(estimate);
    if (!estimate.verbatim().empty() && estimate.verbatim() != text) {
      absl::StrAppend(&text, " (\"", estimate.verbatim(), "\")");
    }
    if (!casualties.side().empty()) absl::StrAppend(&text, ", ", casualties.side());
    block.Add(label, text);
  };
  for (const v1::Casualties& casualties : event.casualties()) {
    add(casualties, "killed", casualties.has_killed(), casualties.killed());
    add(casualties, "wounded", casualties.has_wounded(), casualties.wounded());
    add(casualties, "captured", casualties.has_captured(), casualties.captured());
    add(casualties, "missing", casualties.has_missing(), casualties.missing());
    add(casualties, "harmed", casualties.has_killed_or_wounded(), casualties.killed_or_wounded());
  }
}

void AddSources(const v1::Event& event, Block& block) {
  for (const v1::Source& source : event.sources()) {
    const std::string name =
        source.attribution().empty() ? source.publisher() : source.attribution();
    block.Add("said by",
              absl::StrCat(name,
                           InBrackets({source.attribution().empty() ? "" : source.publisher(),
                                       EnumWord(source.stance()), source.language()}),
                           source.url().empty() ? "" : " ", source.url()));
  }
}

void AddRecord(const v1::Event& event, absl::TimeZone zone, Block& block) {
  if (!event.has_record()) return;
  const v1::Record& record = event.record();
  const absl::Time recorded = absl::FromUnixSeconds(record.recorded_at().seconds());
  block.Add("record", absl::StrCat("sequence ", record.sequence(), ", revision ", record.revision(),
                                   ", ", absl::FormatTime("%-d %b %Y %H:%M:%S %Z", recorded, zone),
                                   record.submitted_by().empty() ? "" : " by ",
                                   record.submitted_by(), record.retracted() ? ", withdrawn" : "",
                                   record.reason().empty() ? "" : ": ", record.reason()));
}

}  // namespace

std::string EventText(const v1::Event& event, absl::TimeZone zone) {
  Block block;
  std::string when = WhenPhrase(event, zone);
  if (!event.occurred().verbatim().empty()) {
    absl::StrAppend(&when, " (\"", event.occurred().verbatim(), "\")");
  }
  if (event.occurred().lasting()) when += ", lasting";
  block.Add("when", when);
  AddPlaces(event, block);
  AddParticipants(event, block);
  block.Add("what", event.summary());
  block.Add("what", DetailPhrase(event));
  AddCasualties(event, block);
  AddSources(event, block);
  for (const v1::Link& link : event.links()) {
    const std::string relation = EnumWord(link.relation());
    block.Add("link", absl::StrCat(relation, relation.empty() ? "" : " ", link.event_id()));
  }
  block.Add("tags", absl::StrJoin(event.tags(), ", "));
  AddRecord(event, zone, block);
  std::string head = EnumWord(KindOf(event));
  for (const std::string& word : {EnumWord(event.status()), EnumWord(event.verification())}) {
    if (!word.empty()) absl::StrAppend(&head, head.empty() ? "" : ", ", word);
  }
  return absl::StrCat(Printable(event.id()), "  ", head, event.test() ? ", a test" : "", "\n",
                      block.lines());
}

std::string ResultText(const v1::Result& result, absl::TimeZone zone) {
  std::string text = EventText(result.event(), zone);
  if (result.match() != v1::MATCH_POSSIBLE) return text;
  text.insert(text.find('\n'), absl::StrCat("  ? possible, uncertain: ", UncertainPhrase(result)));
  return text;
}

std::string ReadingText(const v1::NameReading& reading) {
  std::string text =
      reading.ids().empty()
          ? absl::StrCat(reading.name(), ": sought by the name itself")
          : absl::StrCat(reading.name(), " = ", absl::StrJoin(reading.ids(), " or "));
  if (!reading.candidates().empty()) {
    absl::StrAppend(&text, " (not ", absl::StrJoin(reading.candidates(), ", "), ")");
  }
  return Printable(text);
}

}  // namespace sitrep
