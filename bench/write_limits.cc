#include "bench/write_limits.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/steady_clock.h"
#include "grpcpp/grpcpp.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {
namespace {

void DieUnlessOk(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

// As storage/rocksdb_options has it where it counts here.
rocksdb::Options BareOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.write_buffer_size = size_t{32} << 20;
  options.compression = rocksdb::kLZ4Compression;
  options.allow_concurrent_memtable_write = false;
  options.max_background_jobs = 2;
  return options;
}

std::string SequenceKey(int64_t sequence) {
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(sequence >> shift));
  return key;
}

struct Row {
  std::string id;
  std::string event;
};

std::vector<std::vector<Row>> RowsOf(const std::vector<std::string>& batches) {
  std::vector<std::vector<Row>> rows;
  for (const std::string& bytes : batches) {
    v1::SubmitEventsRequest request;
    request.ParseFromString(bytes);
    rows.emplace_back();
    for (const v1::Event& event : request.events()) {
      rows.back().push_back({event.id(), event.SerializeAsString()});
    }
  }
  return rows;
}

}  // namespace

const char* RocksdbInUse() {
#ifdef SITREP_ROCKSDB_NDEBUG
  return "RocksDB without assertions";
#else
  return "Debian's RocksDB, with assertions";
#endif
}

class EchoServer::Service final
    : public v1::EventService::WithRawCallbackMethod_SubmitEvents<v1::EventService::Service> {
 public:
  explicit Service(rocksdb::DB* database) : database_(database) {}

  grpc::ServerUnaryReactor* SubmitEvents(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override {
    if (database_ != nullptr) Put(*request);
    *response = *request;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  void Put(const grpc::ByteBuffer& request) {
    grpc::Slice slice;
    if (!request.DumpToSingleSlice(&slice).ok()) return;
    rocksdb::WriteOptions options;
    options.sync = true;
    DieUnlessOk(
        database_->Put(options, SequenceKey(next_.fetch_add(1)),
                       rocksdb::Slice(reinterpret_cast<const char*>(slice.begin()), slice.size())));
  }

  rocksdb::DB* const database_;
  std::atomic<int64_t> next_ = 1;
};

EchoServer::EchoServer(const std::string& directory_or_none) {
  if (!directory_or_none.empty()) {
    rocksdb::DB* database = nullptr;
    DieUnlessOk(rocksdb::DB::Open(BareOptions(), directory_or_none, &database));
    database_.reset(database);
  }
  service_ = std::make_unique<Service>(database_.get());
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(service_.get());
  server_ = builder.BuildAndStart();
}

EchoServer::~EchoServer() {
  server_->Shutdown();
  server_->Wait();
}

std::string EchoServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

double RunBareLog(const std::string& directory, const std::vector<std::string>& batches) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : {"default", "log", "ids"}) families.emplace_back(name, BareOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  DieUnlessOk(rocksdb::DB::Open(BareOptions(), directory, families, &handles, &opened));
  const std::unique_ptr<rocksdb::DB> database(opened);
  const std::vector<std::vector<Row>> rows = RowsOf(batches);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  int64_t sequence = 0;
  const auto began = SteadyClock::now();
  for (const std::vector<Row>& batch_rows : rows) {
    rocksdb::WriteBatch batch;
    for (const Row& row : batch_rows) {
      const std::string key = SequenceKey(++sequence);
      DieUnlessOk(batch.Put(handles[1], key, row.event));
      DieUnlessOk(batch.Put(handles[2], row.id, key));
    }
    DieUnlessOk(database->Write(synced, &batch));
  }
  const double seconds = SecondsSince(began);
  for (rocksdb::ColumnFamilyHandle* handle : handles) database->DestroyColumnFamilyHandle(handle);
  return sequence / seconds;
}

}  // namespace sitrep
