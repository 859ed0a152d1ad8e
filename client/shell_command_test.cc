#include "client/shell_command.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
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

TEST(RunShellCommand, EndsTheCommandWhenItIsInterrupted) {
  struct sigaction wake = {};
  wake.sa_handler = [](int) {};
  sigemptyset(&wake.sa_mask);
  struct sigaction old;
  sigaction(SIGUSR1, &wake, &old);
  std::atomic<bool> interrupted = false;
  std::atomic<bool> ended = false;
  const pthread_t waiting = pthread_self();
  std::thread signals([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    interrupted = true;
    for (; !ended; std::this_thread::sleep_for(std::chrono::milliseconds(10))) {
      pthread_kill(waiting, SIGUSR1);
    }
  });
  const absl::Status status = RunShellCommand("exec sleep 20", "", interrupted);
  ended = true;
  signals.join();
  sigaction(SIGUSR1, &old, nullptr);
  EXPECT_TRUE(absl::StrContains(status.message(), "signal 15")) << status;
}

}  // namespace
}  // namespace sitrep
