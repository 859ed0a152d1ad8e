// What ThreadSanitizer is not to report: RocksDB and libzstd are not built for it, so it does not
// see how they synchronise. Most of all it does not see that one writer of RocksDB's writes the
// batches of others for them. Calls at the end of a function leave no frame, so our functions that
// end in a write are named too, each up to its parameters: what they call otherwise stays watched.

extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "race:librocksdb.so\n"
         "race:rocksdb::\n"
         "race:libzstd.so\n"
         "race:sitrep::Database::\n"
         "race:sitrep::EventStore::Impl::Write(\n"
         "race:sitrep::EventIndex::Impl::FlipToSegment(\n"
         "race:sitrep::EventIndex::Impl::FlipToMerged(\n"
         "race:sitrep::EventIndex::Impl::DeleteRetired(\n"
         "race:sitrep::SegmentBuilder::Write(\n"
         "race:sitrep::SubscriptionTable::Put(\n"
         "race:sitrep::SubscriptionTable::Delete(\n";
}
