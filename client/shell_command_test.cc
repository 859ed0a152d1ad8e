#include "client/shell_command.h"

#include <signal.h>
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

const std::atomic<bool> kNever = false;

TEST(RunShellCommand, GivesTheInputAndWaits) {
  const std::string path = testing::TempDir() + "/shell_command_test";
  ASSERT_TRUE(RunShellCommand("sleep 0.1; cat > " + path, "a\nb", kNever).ok());
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), "a\nb");
}

TEST(RunShellCommand, TellsHowItEnded) {
  const absl::Status exited = RunShellCommand("exit 3", "", kNever);
  EXPECT_EQ(exited.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(absl::StrContains(exited.message(), "exit code 3"));
  EXPECT_TRUE(absl::StrContains(RunShellCommand("kill -9 $$", "", kNever).message(), "signal 9"));
}

TEST(RunShellCommand, NeedNotReadItsInput) {
  signal(SIGPIPE, SIG_IGN);
  EXPECT_TRUE(RunShellCommand("exec true", std::string(1 << 20, 'x'), kNever).ok());
}

// Sets the flag after a while, as a signal would, but wakes nobody.
class Interruption {
 public:
  ~Interruption() { thread_.join(); }
  const std::atomic<bool>& flag() const { return flag_; }

 private:
  std::atomic<bool> flag_ = false;
  std::thread thread_ = std::thread([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    flag_ = true;
  });
};

TEST(RunShellCommand, EndsTheCommandWhenItIsInterrupted) {
  const Interruption interruption;
  const absl::Status status = RunShellCommand("exec sleep 20", "", interruption.flag());
  EXPECT_TRUE(absl::StrContains(status.message(), "signal 15")) << status;
}

TEST(RunShellCommand, EndsOneThatDoesNotReadItsInputWhenItIsInterrupted) {
  signal(SIGPIPE, SIG_IGN);
  const Interruption interruption;
  const auto began = std::chrono::steady_clock::now();
  const absl::Status status =
      RunShellCommand("exec sleep 20", std::string(1 << 20, 'x'), interruption.flag());
  EXPECT_TRUE(absl::StrContains(status.message(), "signal 15")) << status;
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(RunShellCommand, EndsWhatTheCommandStartedWhenItIsInterrupted) {
  const std::string path = testing::TempDir() + "/shell_command_test_group";
  const Interruption interruption;
  const absl::Status status =
      RunShellCommand("sleep 20 & echo $! > " + path + "; wait; true", "", interruption.flag());
  EXPECT_TRUE(absl::StrContains(status.message(), "signal 15")) << status;
  std::ifstream file(path);
  pid_t started = 0;
  file >> started;
  ASSERT_GT(started, 0);
  // It is no more, or waits for init to notice.
  for (int i = 0; i < 100 && kill(started, 0) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::ifstream stat("/proc/" + std::to_string(started) + "/stat");
  std::string line;
  std::getline(stat, line);
  EXPECT_TRUE(line.empty() || absl::StrContains(line, ") Z ")) << line;
}

}  // namespace
}  // namespace sitrep
