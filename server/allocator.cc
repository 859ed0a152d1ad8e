// How sitrepd allocates: with jemalloc, from huge pages where the system has them. A ledger that is
// written to takes and returns memory all the time (memtables, heads, segments that are built), and
// the system hands out small pages at a cost per page: on virtual machines up to 16 us each, an
// eighth of all that ingest takes.

// Read by jemalloc when the process starts; MALLOC_CONF in the environment overrides it.
extern "C" {
const char* malloc_conf = "thp:always";
}
