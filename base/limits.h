// Every bound of sitrep that a caller can meet, with its unit and its reason. What is past a bound
// is refused with INVALID_ARGUMENT that names the field, or RESOURCE_EXHAUSTED for a whole message.
#ifndef SITREP_BASE_LIMITS_H_
#define SITREP_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace sitrep::limits {

// Events.
inline constexpr size_t kEventBytesMax = 64 << 10;
// Of one event; a further amendment is INVALID with RESOURCE_EXHAUSTED. What is known of an event's
// id is written whole with each of them, some 25 bytes a revision.
inline constexpr int kRevisionsMax = 10'000;
inline constexpr int kPlacesMax = 64;
inline constexpr int kAlternativesMax = 32;
inline constexpr int kParticipantsMax = 256;
inline constexpr int kCasualtiesMax = 64;
inline constexpr int kSourcesMax = 256;
inline constexpr int kLinksMax = 256;
inline constexpr int kTagsMax = 64;
inline constexpr int kCodesMax = 32;
inline constexpr int kMunitionsMax = 64;
inline constexpr int kItemsMax = 64;
// `topics` and `about`.
inline constexpr int kTopicsMax = 64;
// `said_by`: no more than there can be sources.
inline constexpr int kSaidByMax = kSourcesMax;
inline constexpr size_t kStringBytesMax = 8 << 10;
inline constexpr size_t kNameBytesMax = 512;
// Characters (code points), not bytes.
inline constexpr int kIdCharactersMax = 200;
inline constexpr int kYearMin = 1;
inline constexpr int kYearMax = 9999;
// Half of the earth's circumference: from any point everything is within it.
inline constexpr double kRadiusKmMax = 20040;
inline constexpr size_t kSha256Bytes = 32;

// Calls.
inline constexpr int kEventsPerCallMax = 1000;
inline constexpr size_t kMessageBytesMax = 8 << 20;
inline constexpr int kResolveNamesMax = 100;
inline constexpr int kResolveLimitDefault = 10;
inline constexpr int kResolveLimitMax = 100;

// Local actors. All names of all of them are held in memory and read anew at each change.
inline constexpr int kActorsPerCallMax = 1000;
inline constexpr int kActorNamesMax = 100;
// `belongs_to`.
inline constexpr int kActorOwnersMax = 32;
// Of one ledger; one more is RESOURCE_EXHAUSTED.
inline constexpr int kLocalActorsMax = 20'000;
// All of them together, as messages; more is RESOURCE_EXHAUSTED.
inline constexpr size_t kLocalActorsBytesMax = 32 << 20;
// Calls of PutActors that wait for their turn; one more is RESOURCE_EXHAUSTED with RetryInfo.
inline constexpr int kPutActorsCallsMax = 16;

// Queries.
inline constexpr int kPageSizeDefault = 100;
inline constexpr int kPageSizeMax = 1000;
// A page is cut here so that it stays below the 4 MiB that gRPC clients accept by default.
inline constexpr size_t kPageBytesMax = 3 << 20;
// `ids`, `regions` and `any_actors`.
inline constexpr int kFilterIdsMax = 1000;
// Every other list of a filter.
inline constexpr int kFilterListMax = 100;
inline constexpr int kPolygonVerticesMax = 10000;
inline constexpr int kRelatedDepthMax = 5;
// Suggestions for a name that means nothing.
inline constexpr int kSuggestionsMax = 5;

// Watches.
inline constexpr int64_t kProgressIntervalMsMin = 100;
inline constexpr int64_t kProgressIntervalMsDefault = 10'000;
inline constexpr int64_t kProgressIntervalMsMax = 3'600'000;
// Open watches of one server; one more is RESOURCE_EXHAUSTED.
inline constexpr int kWatchersMax = 100'000;
// Named subscriptions; one more is RESOURCE_EXHAUSTED. A list of them, with the longest names, is
// below the 4 MiB that a client takes.
inline constexpr int kSubscriptionsMax = 5'000;

// Commits. Calls that wait for the committer; one more is RESOURCE_EXHAUSTED with RetryInfo. The
// bound is on events, so that a few large calls count as much as many small ones.
inline constexpr int kCommitQueueEventsMax = 64'000;
// What one fsync covers at most: larger groups gain nothing and make the first caller wait.
inline constexpr int kCommitGroupEventsMax = 4'000;
// ... and so many bytes of them, unless one call has more.
inline constexpr size_t kCommitGroupBytesMax = 16 << 20;

// Batches of one ingest stream that were read and are not answered; the server reads no more until
// one is. Large enough for reading, preparing and committing to overlap.
inline constexpr int kUnansweredBatchesMax = 8;
// ... nor while so many bytes of them wait to be committed: two of the largest batches.
inline constexpr size_t kUncommittedBytesMax = 16 << 20;
// Open ingest streams of one server; one more is RESOURCE_EXHAUSTED with RetryInfo. With the bound
// on batches, this is what bounds the memory of streams, whose batches never find the queue full.
inline constexpr int kIngestStreamsMax = 64;

static_assert(kEventBytesMax < kPageBytesMax, "one event always fits a message");
static_assert(kEventsPerCallMax <= kCommitGroupEventsMax, "a call is committed as a whole");
static_assert(kCommitGroupEventsMax <= kCommitQueueEventsMax);

}  // namespace sitrep::limits

#endif  // SITREP_BASE_LIMITS_H_
