// Kills a process that appends, again and again, at random moments, and looks at what it leaves.
// SITREP_CRASH_SECONDS (default 10) is how long.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "storage/event_store.h"
#include "storage/temporary_directory.h"
#include "tests/crash/crash_load.h"

namespace sitrep {
namespace {

constexpr char kWriter[] = "tests/crash/crash_writer";
constexpr int kThreads = 6;
constexpr int kSecondsDefault = 10;
// A round is killed after this many milliseconds at most, opening included.
constexpr int kRoundMsMax = 900;

int SecondsToRun() {
  const char* given = std::getenv("SITREP_CRASH_SECONDS");
  int seconds = 0;
  return given != nullptr && absl::SimpleAtoi(given, &seconds) ? seconds : kSecondsDefault;
}

std::string ReadToEnd(int descriptor) {
  std::string text;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = read(descriptor, buffer, sizeof(buffer))) > 0) text.append(buffer, size);
  return text;
}

// Runs the writer for a while, kills it, and returns what it printed.
std::string RunAndKill(const std::string& directory, int round, int milliseconds) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    const std::string round_text = std::to_string(round);
    const std::string threads_text = std::to_string(kThreads);
    execl(kWriter, kWriter, directory.c_str(), round_text.c_str(), threads_text.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  // The killer; the pipe is read meanwhile, so that the writer never waits for it.
  const pid_t killer = fork();
  if (killer == 0) {
    usleep(1000 * milliseconds);
    kill(child, SIGKILL);
    _exit(0);
  }
  const std::string printed = ReadToEnd(ends[0]);
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself";
  EXPECT_EQ(waitpid(killer, nullptr, 0), killer);
  return printed;
}

class CrashTest : public testing::Test {
 protected:
  // Adds the calls of whole lines; the last line may be cut.
  void Remember(const std::string& printed) {
    const size_t whole = printed.rfind('\n');
    if (whole == std::string::npos) return;
    for (absl::string_view line : absl::StrSplit(printed.substr(0, whole), '\n')) {
      const auto acknowledged = ParseLine(line);
      ASSERT_TRUE(acknowledged.ok()) << acknowledged.status();
      acknowledged_.push_back(*acknowledged);
    }
  }

  void CheckLog(const EventStore& store);
  void CheckAcknowledged(const EventStore& store);
  void Check();

  TemporaryDirectory directory_;
  std::vector<Acknowledgement> acknowledged_;
  int64_t entries_ = 0;
};

// Every call in the log is whole, and no call is there twice.
void CrashTest::CheckLog(const EventStore& store) {
  std::set<CrashEntry> calls;
  LogReader reader = store.ReadLog(0);
  int64_t next = 1;
  while (true) {
    const auto call = reader.Next();
    ASSERT_TRUE(call.ok()) << call.status();
    if (!*call) break;
    ASSERT_EQ((*call)->first_sequence, next);
    next = (*call)->last_sequence() + 1;
    for (size_t i = 0; i < (*call)->entries.size(); ++i) {
      const auto entry = ReadCrashEntry(*(*call)->entries[i]);
      ASSERT_TRUE(entry.ok()) << entry.status();
      ASSERT_EQ(entry->index, int(i));
      ASSERT_EQ(entry->size, int((*call)->entries.size())) << "half a call at " << next;
    }
    CrashEntry first = *ReadCrashEntry(*(*call)->entries[0]);
    ASSERT_TRUE(calls.insert(first).second) << "twice: the call at " << (*call)->first_sequence;
  }
  ASSERT_EQ(store.sequence(), next - 1);
  entries_ = store.sequence();
}

// Every acknowledged call is where it was said to be.
void CrashTest::CheckAcknowledged(const EventStore& store) {
  for (const Acknowledgement& call : acknowledged_) {
    CrashEntry expected = call.call;
    for (expected.index = 0; expected.index < expected.size; ++expected.index) {
      const auto bytes = store.ReadEntry(call.first_sequence + expected.index);
      ASSERT_TRUE(bytes.ok()) << "acknowledged but lost: " << bytes.status();
      const auto entry = ReadCrashEntry(**bytes);
      ASSERT_TRUE(entry.ok()) << entry.status();
      ASSERT_TRUE(*entry == expected) << "another entry at " << call.first_sequence;
    }
  }
}

void CrashTest::Check() {
  const auto store = EventStore::Open(CrashStoreOptions(directory_.path() + "/ledger"));
  ASSERT_TRUE(store.ok()) << store.status();
  CheckLog(**store);
  CheckAcknowledged(**store);
  const absl::Status verified = (*store)->VerifyIndex();
  ASSERT_TRUE(verified.ok()) << verified;
}

TEST_F(CrashTest, KilledAtAnyMomentLosesNothingAcknowledgedAndLeavesNothingHalf) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(SecondsToRun());
  std::mt19937 random(std::random_device{}());
  int round = 0;
  for (; std::chrono::steady_clock::now() < end; ++round) {
    const int milliseconds = 1 + random() % kRoundMsMax;
    const size_t before = acknowledged_.size();
    Remember(RunAndKill(directory_.path() + "/ledger", round, milliseconds));
    Check();
    ASSERT_FALSE(HasFailure()) << "round " << round << ", killed after " << milliseconds << " ms, "
                               << acknowledged_.size() - before << " calls in it";
  }
  std::cout << round << " rounds, " << acknowledged_.size() << " acknowledged calls, " << entries_
            << " entries" << std::endl;
  EXPECT_GT(acknowledged_.size(), 0u);
}

}  // namespace
}  // namespace sitrep
