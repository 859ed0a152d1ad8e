#include "server/engine/content.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/stable_hash.h"
#include "google/protobuf/util/message_differencer.h"

namespace sitrep {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::util::MessageDifferencer;

constexpr size_t kDifferingFieldsMax = 100;

// Collects the paths of differences.
class PathReporter : public MessageDifferencer::Reporter {
 public:
  using FieldChain = std::vector<MessageDifferencer::SpecificField>;

  void ReportAdded(const Message&, const Message&, const FieldChain& chain) override { Add(chain); }
  void ReportDeleted(const Message&, const Message&, const FieldChain& chain) override {
    Add(chain);
  }
  void ReportModified(const Message&, const Message&, const FieldChain& chain) override {
    // Messages around a difference are reported as well.
    const FieldDescriptor* field = chain.back().field;
    if (field != nullptr && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) Add(chain);
  }

  std::vector<std::string> Take() { return std::move(paths_); }

 private:
  void Add(const FieldChain& chain) {
    if (paths_.size() >= kDifferingFieldsMax) return;
    std::string path;
    for (const auto& step : chain) {
      if (step.field == nullptr) continue;
      path = step.index < 0 ? FieldPath(path, step.field->name())
                            : FieldPath(path, step.field->name(), step.index);
    }
    paths_.push_back(std::move(path));
  }

  std::vector<std::string> paths_;
};

}  // namespace

bool IsServed(const FieldDescriptor& field) {
  static const FieldDescriptor* const record =
      v1::Event::descriptor()->FindFieldByNumber(v1::Event::kRecordFieldNumber);
  static const FieldDescriptor* const region_ids =
      v1::Place::descriptor()->FindFieldByNumber(v1::Place::kRegionIdsFieldNumber);
  static const FieldDescriptor* const actor_ids =
      v1::Participant::descriptor()->FindFieldByNumber(v1::Participant::kActorIdsFieldNumber);
  return &field == record || &field == region_ids || &field == actor_ids;
}

std::vector<std::string> FilledSourceKeys(const v1::Event& event) {
  absl::flat_hash_set<std::string> taken;
  for (const v1::Source& source : event.sources()) taken.insert(source.key());
  std::vector<std::string> keys;
  keys.reserve(event.sources_size());
  for (const v1::Source& source : event.sources()) {
    std::string key = source.key();
    if (key.empty()) {
      const std::string position = absl::StrCat(keys.size() + 1);
      key = position;
      for (int suffix = 2; !taken.insert(key).second; ++suffix) {
        key = absl::StrCat(position, "-", suffix);
      }
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

void MakeContent(v1::Event& event) {
  event.clear_record();
  for (v1::Place& place : *event.mutable_places()) place.clear_region_ids();
  for (v1::Participant& participant : *event.mutable_participants()) participant.clear_actor_ids();
  const auto& sources = event.sources();
  const auto has_key = [](const v1::Source& source) { return !source.key().empty(); };
  if (std::all_of(sources.begin(), sources.end(), has_key)) return;
  std::vector<std::string> keys = FilledSourceKeys(event);
  for (int i = 0; i < event.sources_size(); ++i) {
    if (event.sources(i).key().empty()) event.mutable_sources(i)->set_key(std::move(keys[i]));
  }
}

size_t SubmittedBytes(const v1::Event& event) {
  if (!event.has_record()) return event.ByteSizeLong();
  v1::Event content = event;
  MakeContent(content);
  for (int i = 0; i < content.sources_size(); ++i) {
    v1::Source& source = *content.mutable_sources(i);
    if (source.key() == absl::StrCat(i + 1)) source.clear_key();
  }
  return content.ByteSizeLong();
}

std::string ContentBytes(const v1::Event& content) {
  // Without maps and unknown fields, protobuf's order is that of the field numbers.
  return content.SerializeAsString();
}

uint64_t ContentHash(absl::string_view content_bytes) { return StableHash(content_bytes); }

bool SameContent(const v1::Event& a, const v1::Event& b) {
  // Equal bytes are equal messages; other bytes may be equal messages, too.
  return ContentBytes(a) == ContentBytes(b) || MessageDifferencer::Equals(a, b);
}

std::vector<std::string> DifferingFields(const v1::Event& a, const v1::Event& b) {
  PathReporter reporter;
  MessageDifferencer differencer;
  differencer.ReportDifferencesTo(&reporter);
  differencer.Compare(a, b);
  return reporter.Take();
}

}  // namespace sitrep
