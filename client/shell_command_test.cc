#include "client/shell_command.h"

#include <signal.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(RunShellCommand, GivesTheInputAndWaits) {
  const std::string path = testing::TempDir() + "/shell_command_test";
  ASSERT_TRUE(RunShellCommand("sleep 0.1; cat > " + path, "a\nb").ok());
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), "a\nb");
}

TEST(RunShellCommand, TellsHowItEnded) {
  const absl::Status exited = RunShellCommand("exit 3", "");
  EXPECT_EQ(exited.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(absl::StrContains(exited.message(), "exit code 3"));
  EXPECT_TRUE(absl::StrContains(RunShellCommand("kill -9 $$", "").message(), "signal 9"));
}

TEST(RunShellCommand, NeedNotReadItsInput) {
  signal(SIGPIPE, SIG_IGN);
  EXPECT_TRUE(RunShellCommand("exec true", std::string(1 << 20, 'x')).ok());
}

}  // namespace
}  // namespace sitrep
