// How well and how fast names are read: `./dev bench names FILE.csv`.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include "bench/latencies.h"
#include "bench/name_sample.h"
#include "bench/name_score.h"
#include "bench/steady_clock.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

constexpr int kCandidates = 10;

std::string MatchName(v1::MatchedBy matched_by) {
  const std::string name = v1::MatchedBy_Name(matched_by);
  return std::string(absl::StripPrefix(name, "MATCHED_BY_"));
}

NameAnswer Ask(const NameSample& sample) {
  NameAnswer answer;
  if (sample.IsPlace()) {
    const PlaceGazetteer& places = PlaceGazetteer::Embedded();
    for (const PlaceCandidate& candidate : places.Resolve(sample.name, "", kCandidates)) {
      answer.candidates.push_back(
          {std::string(places.region(candidate.region).id), MatchName(candidate.matched_by)});
    }
  } else {
    const ActorDictionary& actors = ActorDictionary::Embedded();
    for (const ActorCandidate& candidate : actors.Resolve(sample.name, kCandidates)) {
      answer.candidates.push_back({candidate.actor->id, MatchName(candidate.matched_by)});
    }
  }
  return answer;
}

int Main(int argc, char** argv) {
  FLAGS_s2debug = false;
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench names FILE.csv\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open()) {
    std::fprintf(stderr, "can't read %s\n", argv[1]);
    return 2;
  }
  const auto samples = ParseNameSamples(text);
  if (!samples.ok()) {
    std::fprintf(stderr, "%s: %s\n", argv[1], std::string(samples.status().message()).c_str());
    return 2;
  }
  // Parsed at their first use, which is not to be measured.
  PlaceGazetteer::Embedded();
  ActorDictionary::Embedded();
  NameScore score;
  Latencies latencies;
  for (const NameSample& sample : *samples) {
    const auto began = SteadyClock::now();
    const NameAnswer answer = Ask(sample);
    latencies.Add(MicrosSince(began));
    score.Add(sample, answer);
  }
  std::printf("%sall candidates of a name, uncached: p50 %.0f us, p99 %.0f us\n",
              score.Report().c_str(), latencies.Percentile(0.5), latencies.Percentile(0.99));
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
