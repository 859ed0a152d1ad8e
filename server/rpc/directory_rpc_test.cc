#include "server/rpc/directory_rpc.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/harness/from_text.h"
#include "tests/harness/raw_call.h"
#include "tests/harness/test_server.h"

namespace sitrep {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPutActors[] = "/sitrep.v1.DirectoryService/PutActors";
constexpr char kFalcons[] =
    "actors { id: 'grp:falcon' kind: 'armed_group' name: 'Blue Falcon Brigade' belongs_to: 'RU' } ";

grpc::Status Put(TestServer& server, const std::string& request_text,
                 v1::PutActorsResponse* response) {
  grpc::ClientContext context;
  return server.directory().PutActors(&context, FromText<v1::PutActorsRequest>(request_text),
                                      response);
}

v1::Resolution Resolve(TestServer& server, const std::string& name) {
  grpc::ClientContext context;
  v1::ResolveActorsRequest request;
  request.add_names(name);
  v1::ResolveActorsResponse response;
  EXPECT_TRUE(server.directory().ResolveActors(&context, request, &response).ok());
  return response.resolutions_size() == 1 ? response.resolutions(0) : v1::Resolution();
}

grpc::Status GetPlace(TestServer& server, const std::string& id, v1::Region* region = nullptr) {
  grpc::ClientContext context;
  v1::GetPlaceRequest request;
  request.set_id(id);
  v1::GetPlaceResponse response;
  const grpc::Status status = server.directory().GetPlace(&context, request, &response);
  if (region != nullptr) *region = response.region();
  return status;
}

TEST(DirectoryRpc, PutsActorsThatAreResolvedReadAndFound) {
  TestServer server;
  server.Submit("id: 'before' participants { name: 'Blue Falcon Brigade' }");
  v1::PutActorsResponse response;
  ASSERT_TRUE(Put(server, kFalcons, &response).ok());
  EXPECT_EQ(response.sequence(), 2);
  EXPECT_THAT(response.outcomes(), ElementsAre(v1::ACTOR_OUTCOME_ADDED));
  const v1::Resolution resolution = Resolve(server, "Blue Falcon Brigade");
  ASSERT_EQ(resolution.candidates_size(), 1);
  EXPECT_EQ(resolution.candidates(0).id(), "grp:falcon");
  EXPECT_EQ(resolution.candidates(0).kind(), "armed_group");
  EXPECT_THAT(resolution.candidates(0).ancestor_ids(), ElementsAre("RU"));
  server.Submit("id: 'after' participants { name: 'Blue Falcon Brigade' }");
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(server.List("actors: 'Blue Falcon Brigade'"), ElementsAre("after", "before"));
    EXPECT_THAT(server.List("actors: 'grp:falcon'"), ElementsAre("after"));
    EXPECT_THAT(server.List(""), ElementsAre("after", "before"));
    server.Restart();
  }
}

TEST(DirectoryRpc, ChangesOfActorsAreNotCounted) {
  TestServer server;
  v1::PutActorsResponse response;
  ASSERT_TRUE(Put(server, kFalcons, &response).ok());
  server.Submit("id: 'a'");
  grpc::ClientContext context;
  v1::CountEventsResponse count;
  ASSERT_TRUE(server.events().CountEvents(&context, {}, &count).ok());
  EXPECT_EQ(count.total(), 1);
  EXPECT_EQ(count.sequence(), 2);
  grpc::ClientContext again;
  v1::GetStatusResponse status;
  ASSERT_TRUE(server.admin().GetStatus(&again, {}, &status).ok());
  EXPECT_EQ(status.events(), 1);
  EXPECT_EQ(status.format_version(), 2);
}

TEST(DirectoryRpc, NamesEveryBadFieldOfActors) {
  TestServer server;
  v1::PutActorsResponse response;
  const grpc::Status status =
      Put(server, absl::StrCat(kFalcons, "actors { id: 'x y' kind: 'gang' names: '' }"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(BadFields(status), ElementsAre("actors[1].id", "actors[1].kind", "actors[1].name",
                                             "actors[1].names[0]"));
  EXPECT_THAT(Resolve(server, "grp:falcon").candidates(), IsEmpty());
  const grpc::Status empty = Put(server, "", &response);
  EXPECT_THAT(BadFields(empty), ElementsAre("actors"));
}

TEST(DirectoryRpc, NamesWhereActorsAreNotUtf8OrUnknown) {
  TestServer server;
  // An actor whose name, field 3, is cut UTF-8; one with a field 99; one that is cut off.
  const struct {
    std::string bytes;
    std::string field;
  } kTable[] = {
      {std::string("\x0a\x04\x1a\x02\xc3\x28", 6), "actors[0].name"},
      {std::string("\x0a\x03\x98\x06\x01", 5), "actors[0].99"},
      {std::string("\x0a\x05\x1a\x07zz", 6), ""},
  };
  for (const auto& row : kTable) {
    const RawAnswer answer = CallRaw(server.channel(), kPutActors, row.bytes);
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << row.field;
    const std::vector<std::string> fields = BadFields(answer.status);
    ASSERT_EQ(fields.size(), 1) << row.field;
    if (!row.field.empty()) {
      EXPECT_EQ(fields[0], row.field);
    }
  }
}

TEST(DirectoryRpc, FilesOfActorsArePutAtTheStart) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() + "/our.txt";
  const auto start = [&](const std::string& text) {
    std::ofstream(file) << text;
    ServerConfig config;
    config.store.directory = directory.path() + "/ledger";
    config.actor_files = {file};
    config.clock = [] { return absl::UnixEpoch(); };
    return Server::Start(std::move(config));
  };
  const TestServer for_the_process;
  const std::string groups = "grp:falcon armed_group Blue Falcon Brigade\nru: Соколы\n\n";
  for (const int64_t sequence : {1, 1}) {
    const auto server = start(groups);
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ((*server)->Status().sequence(), sequence);
  }
  // Nothing is removed: what the file does not say any more stays.
  {
    const auto server = start("RU also\nen: Ruritania Maior\n");
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ((*server)->Status().sequence(), 2);
    const auto stub = v1::DirectoryService::NewStub((*server)->InProcessChannel());
    grpc::ClientContext context;
    v1::ResolveActorsRequest request;
    for (const char* name : {"Соколы", "Ruritania Maior"}) request.add_names(name);
    v1::ResolveActorsResponse response;
    ASSERT_TRUE(stub->ResolveActors(&context, request, &response).ok());
    EXPECT_EQ(response.resolutions(0).candidates(0).id(), "grp:falcon");
    EXPECT_EQ(response.resolutions(1).candidates(0).id(), "RU");
  }
  for (const char* bad : {"grp:x gang Xs\n", "x body Y of {}\n", "- titles\nwords: sir\n", "x\n"}) {
    const auto server = start(groups + bad);
    EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(server.status().message()), HasSubstr(file + ":4: ")) << bad;
  }
}

TEST(DirectoryRpc, GetsAPlaceByItsId) {
  TestServer server;
  v1::Region region;
  ASSERT_TRUE(GetPlace(server, "RU-KRS", &region).ok());
  EXPECT_EQ(region.id(), "RU-KRS");
  EXPECT_EQ(region.kind(), "admin1");
  EXPECT_EQ(region.country(), "RU");
  EXPECT_EQ(region.ancestor_ids(0), "RU");
  EXPECT_THAT(region.province_ids(), IsEmpty());
  ASSERT_TRUE(GetPlace(server, "group:donbas", &region).ok());
  EXPECT_EQ(region.kind(), "group");
  EXPECT_EQ(region.province_ids_size(), 2);
  ASSERT_TRUE(GetPlace(server, "ua", &region).ok());
  EXPECT_EQ(region.id(), "UA");
  EXPECT_GT(region.population(), 10'000'000);
  EXPECT_NEAR(region.point().lat(), 49, 5);
  EXPECT_THAT(region.province_ids(), Contains("UA-63"));
  ASSERT_TRUE(GetPlace(server, "UA-43", &region).ok());
  EXPECT_THAT(region.claimed_by(), ElementsAre("RU"));
}

TEST(DirectoryRpc, AnUnknownPlaceIsNotFoundWithWhatItMayMean) {
  TestServer server;
  const grpc::Status unknown = GetPlace(server, "Kursk");
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("RU-KRS"));
  EXPECT_EQ(GetPlace(server, "Qwrtpsdfg").error_code(), grpc::StatusCode::NOT_FOUND);
  const grpc::Status none = GetPlace(server, "");
  EXPECT_EQ(none.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(BadFields(none), ElementsAre("id"));
}

}  // namespace
}  // namespace sitrep
