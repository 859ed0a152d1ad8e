#include "server/engine/actor_reader.h"

#include <utility>

namespace sitrep {
namespace {

// Names whose readings are remembered, each of at most 512 bytes.
constexpr size_t kKnownNamesMax = 32'768;

ActorReader::Reading ReadBy(const ActorDictionary& dictionary, absl::string_view name) {
  const ActorReading read = dictionary.ReadForIngest(name);
  ActorReader::Reading reading;
  if (read.actor != nullptr) reading.ids = dictionary.Closure(read.actor->id);
  for (const ActorCandidate& candidate : read.candidates) {
    reading.candidates.push_back(candidate.actor->id);
  }
  return reading;
}

}  // namespace

ActorReader::ActorReader(std::shared_ptr<const ActorDictionary> dictionary)
    : dictionary_(std::move(dictionary)), known_(kKnownNamesMax) {}

std::shared_ptr<const ActorReader::Reading> ActorReader::ReadForIngest(
    absl::string_view name) const {
  return known_.Get(name,
                    [this](absl::string_view unknown) { return ReadBy(*dictionary_, unknown); });
}

}  // namespace sitrep
