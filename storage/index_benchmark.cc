// What the fold costs a revision, and what queries cost over a head and over sealed segments.
//
//   bazel run --config=opt //storage:index_benchmark
//
// The data: 20 terms a revision, as real events have them: ids, kinds, regions with their
// ancestors, cells of four levels about 48 hot spots, actors by Zipf's law, nearly in time order.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "s2/s2cap.h"
#include "s2/s2latlng.h"
#include "s2/s2region_coverer.h"
#include "storage/database.h"
#include "storage/event_index.h"
#include "storage/posting.h"
#include "storage/terms.h"

namespace sitrep {
namespace {

constexpr int64_t kMinuteMicros = 60'000'000;
constexpr int64_t kDayMicros = 1440 * kMinuteMicros;

void Check(const absl::Status& status) {
  if (status.ok()) return;
  fprintf(stderr, "%s\n", status.ToString().c_str());
  abort();
}

// Rank 0 is the most common; the chance falls with the rank.
int Zipf(std::mt19937_64& random, int ranks) {
  std::uniform_real_distribution<double> unit(0, 1);
  return static_cast<int>(std::pow(ranks, unit(random))) - 1;
}

S2LatLng HotSpot(int i) {
  return S2LatLng::FromDegrees(-55 + (i * 37) % 115, -170 + (i * 61) % 340);
}

storage::Entry MakeEntry(int64_t sequence, std::mt19937_64& random) {
  std::uniform_real_distribution<double> spread(-0.6, 0.6);
  storage::Entry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id(absl::StrCat("feed/", sequence));
  event.mutable_record()->set_sequence(sequence);
  event.mutable_record()->set_kind(static_cast<v1::Kind>(1 + Zipf(random, 10)));
  event.mutable_record()->set_submitted_by("feeder");
  const int64_t late = random() % 10 == 0 ? static_cast<int64_t>(random() % 5) * kDayMicros : 0;
  *event.mutable_occurred()->mutable_start() = ToTimestamp(sequence * kMinuteMicros - late);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_HOUR);
  const int spot = static_cast<int>(random() % 48);
  v1::Place& place = *event.add_places();
  place.add_region_ids(absl::StrCat("geonames:", spot));
  place.add_region_ids(absl::StrCat("R", spot, "-1"));
  place.add_region_ids(absl::StrCat("R", spot));
  storage::PlaceReading& reading = *entry.add_places();
  reading.set_exactness(storage::EXACTNESS_EXACT);
  reading.set_lat(HotSpot(spot).lat().degrees() + spread(random));
  reading.set_lon(HotSpot(spot).lng().degrees() + spread(random));
  for (int i = 0; i < 3; ++i) {
    event.add_participants()->add_actor_ids(absl::StrCat("Q", Zipf(random, 10'000)));
  }
  entry.add_sources()->set_publisher(absl::StrCat("publisher ", Zipf(random, 2000)));
  return entry;
}

std::vector<Posting> MakePostings(int64_t count) {
  std::mt19937_64 random(1);
  std::vector<Posting> postings;
  for (int64_t s = 1; s <= count; ++s) postings.push_back(PostingOf(MakeEntry(s, random)));
  return postings;
}

// An index in a directory of its own.
class BenchmarkIndex {
 public:
  explicit BenchmarkIndex(size_t head_entries_max)
      : directory_(std::filesystem::temp_directory_path() / absl::StrCat("index-", getpid())) {
    std::filesystem::remove_all(directory_);
    DatabaseOptions options;
    options.directory = directory_.string();
    auto database = Database::Open(options);
    Check(database.status());
    database_ = *std::move(database);
    IndexOptions index_options;
    index_options.head_entries_max = head_entries_max;
    auto index = EventIndex::Open(database_.get(), index_options);
    Check(index.status());
    index_ = *std::move(index);
  }
  ~BenchmarkIndex() {
    index_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  EventIndex* operator->() { return index_.get(); }

 private:
  const std::filesystem::path directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EventIndex> index_;
};

void BM_PostingOf(benchmark::State& state) {
  std::mt19937_64 random(1);
  storage::Entry entry = MakeEntry(1, random);
  entry.mutable_places(0)->set_radius_km(static_cast<double>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(PostingOf(entry));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PostingOf)->Arg(0)->Arg(5)->Arg(100)->ArgName("radius_km");

// With the sealing that it causes.
void BM_Apply(benchmark::State& state) {
  const std::vector<Posting> postings = MakePostings(200'000);
  for (auto _ : state) {
    state.PauseTiming();
    BenchmarkIndex index(static_cast<size_t>(state.range(0)));
    state.ResumeTiming();
    for (const Posting& posting : postings) Check(index->Apply(posting));
    Check(index->WaitUntilSealed());
    state.PauseTiming();
    state.counters["bytes_an_entry"] =
        index->stats().segments == 0
            ? 0
            : static_cast<double>(index->stats().segment_bytes) / index->stats().segment_entries;
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(postings.size()));
}
BENCHMARK(BM_Apply)
    ->Arg(64 << 10)
    ->Arg(1 << 20)
    ->ArgName("head")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

AnyTerm DiscCells(int spot) {
  S2RegionCoverer::Options options;
  options.set_min_level(4);
  options.set_max_level(10);
  options.set_level_mod(2);
  options.set_max_cells(8);
  S2RegionCoverer coverer(options);
  const S2Cap cap(HotSpot(spot).ToPoint(), S1Angle::Degrees(0.5));
  return CellTerms(RoleFamily::kOrdinary, coverer.GetCovering(cap).cell_ids());
}

std::vector<IndexQuery> MakeQueries(int shape, int64_t last) {
  std::vector<IndexQuery> queries;
  for (int i = 0; i < 48; ++i) {
    IndexQuery query;
    query.snapshot = last;
    const int64_t end = last * (i + 2) / 50 * kMinuteMicros;
    switch (shape) {
      case 0:  // A region.
        query.all_of = {{terms::In(RoleFamily::kOrdinary, absl::StrCat("R", i))}};
        break;
      case 1:  // An area.
        query.all_of = {DiscCells(i)};
        break;
      case 2:  // An area in a week.
        query.all_of = {DiscCells(i)};
        query.occurred = {end - 7 * kDayMicros, end};
        break;
      case 3:  // An actor in a week.
        query.all_of = {{terms::Actor(absl::StrCat("Q", i))}};
        query.occurred = {end - 7 * kDayMicros, end};
        break;
      case 4:  // An area, an actor, a kind.
        query.all_of = {DiscCells(i),
                        {terms::Actor(absl::StrCat("Q", i * 3))},
                        {terms::Kind(static_cast<v1::Kind>(1 + i % 10))}};
        break;
      default:  // A week, and nothing else.
        query.occurred = {end - 7 * kDayMicros, end};
    }
    queries.push_back(std::move(query));
  }
  return queries;
}

// The first 100 of each query.
void BM_Query(benchmark::State& state) {
  const int64_t count = state.range(1);
  const std::vector<Posting> postings = MakePostings(count);
  BenchmarkIndex index(static_cast<size_t>(state.range(2)));
  for (const Posting& posting : postings) Check(index->Apply(posting));
  Check(index->WaitUntilSealed());
  const std::vector<IndexQuery> queries = MakeQueries(static_cast<int>(state.range(0)), count);
  size_t next = 0;
  int64_t rows = 0;
  int64_t candidates = 0;
  for (auto _ : state) {
    IndexCursor cursor = index->Query(queries[next++ % queries.size()]);
    IndexedRevision revision;
    for (int i = 0; i < 100; ++i) {
      const auto more = cursor.Next(&revision);
      Check(more.status());
      if (!*more) break;
      ++rows;
    }
    candidates += cursor.counters().candidates;
  }
  state.counters["rows"] =
      benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kAvgIterations);
  state.counters["candidates"] =
      benchmark::Counter(static_cast<double>(candidates), benchmark::Counter::kAvgIterations);
}
BENCHMARK(BM_Query)
    ->ArgNames({"shape", "events", "head"})
    ->ArgsProduct({{0, 1, 2, 3, 4, 5}, {60'000, 100'000}, {64 << 10}})
    ->ArgsProduct({{0, 1, 2, 3, 4, 5}, {100'000}, {10'000}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sitrep

BENCHMARK_MAIN();
