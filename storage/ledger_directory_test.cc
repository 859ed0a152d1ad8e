#include "storage/ledger_directory.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/schema.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class LedgerDirectoryTest : public testing::Test {
 protected:
  LedgerDirectoryTest() : path_(temporary_.path() + "/ledger") {}

  absl::Status Reopen() {
    directory_.reset();
    auto opened = LedgerDirectory::Open(path_);
    if (opened.ok()) directory_ = *std::move(opened);
    return opened.status();
  }

  TemporaryDirectory temporary_;
  std::string path_;
  std::unique_ptr<LedgerDirectory> directory_;
};

TEST_F(LedgerDirectoryTest, IsMadeWithItsParents) {
  path_ = temporary_.path() + "/a/b";
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(directory_->acknowledged(), 0);
  EXPECT_EQ(Read(path_ + "/FORMAT"), "sitrep 1\n");
  EXPECT_EQ(directory_->database_directory(), path_ + "/db");
}

TEST_F(LedgerDirectoryTest, KeepsTheMark) {
  for (int64_t sequence : {int64_t{1}, int64_t{77}, std::numeric_limits<int64_t>::max()}) {
    ASSERT_TRUE(Reopen().ok());
    ASSERT_TRUE(directory_->SetAcknowledged(sequence).ok());
    ASSERT_TRUE(Reopen().ok());
    EXPECT_EQ(directory_->acknowledged(), sequence);
  }
}

TEST_F(LedgerDirectoryTest, IsRefusedWhileItIsOpen) {
  ASSERT_TRUE(Reopen().ok());
  const auto second = LedgerDirectory::Open(path_);
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
  EXPECT_EQ(second.status().message(),
            "the data directory " + path_ + " is in use by another process");
}

TEST_F(LedgerDirectoryTest, IsRefusedToAnotherProcess) {
  ASSERT_TRUE(Reopen().ok());
  const pid_t child = fork();
  if (child == 0) _exit(absl::IsUnavailable(LedgerDirectory::Open(path_).status()) ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(LedgerDirectoryTest, IsFreeWhenItsProcessIsGone) {
  const pid_t child = fork();
  if (child == 0) _exit(Reopen().ok() ? 0 : 1);  // Without closing it.
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(Reopen().ok());
}

TEST_F(LedgerDirectoryTest, AnotherVersionNamesBoth) {
  ASSERT_TRUE(Reopen().ok());
  for (const char* version : {"0", "3"}) {
    Write(path_ + "/FORMAT", absl::StrCat("sitrep ", version, "\n"));
    const absl::Status status = Reopen();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_EQ(status.message(),
              absl::StrCat(path_, " has format version ", version, "; this program reads 1 to 2"));
  }
}

TEST_F(LedgerDirectoryTest, ARaisedFormatStaysAndIsNeverLowered) {
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(directory_->format_version(), kFormatVersionOfEvents);
  ASSERT_TRUE(directory_->RaiseFormat(kFormatVersionOfActors).ok());
  EXPECT_EQ(Read(path_ + "/FORMAT"), "sitrep 2\n");
  ASSERT_TRUE(Reopen().ok());
  ASSERT_TRUE(directory_->RaiseFormat(kFormatVersionOfEvents).ok());
  EXPECT_EQ(directory_->format_version(), kFormatVersionOfActors);
  EXPECT_EQ(Read(path_ + "/FORMAT"), "sitrep 2\n");
}

TEST_F(LedgerDirectoryTest, ADamagedFormatIsDataLoss) {
  ASSERT_TRUE(Reopen().ok());
  for (const char* text :
       {"", "sitrep", "sitrep \n", "sitrep 1", "sitrep x\n", "sitrep 1 2\n", "something else\n"}) {
    Write(path_ + "/FORMAT", text);
    EXPECT_TRUE(absl::IsDataLoss(Reopen())) << text;
  }
}

TEST_F(LedgerDirectoryTest, AMissingFormatBesideADatabaseIsDataLoss) {
  ASSERT_TRUE(Reopen().ok());
  std::filesystem::create_directory(path_ + "/db");
  std::filesystem::remove(path_ + "/FORMAT");
  EXPECT_TRUE(absl::IsDataLoss(Reopen()));
}

TEST_F(LedgerDirectoryTest, ADirectoryThatWasHalfMadeIsMadeAgain) {
  ASSERT_TRUE(Reopen().ok());
  std::filesystem::remove(path_ + "/FORMAT");
  Write(path_ + "/FORMAT.new", "sitr");
  Write(path_ + "/ACKNOWLEDGED", "half");
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(directory_->acknowledged(), 0);
}

TEST_F(LedgerDirectoryTest, ADamagedMarkIsDataLoss) {
  ASSERT_TRUE(Reopen().ok());
  ASSERT_TRUE(directory_->SetAcknowledged(1234567).ok());
  const std::string mark = Read(path_ + "/ACKNOWLEDGED");
  ASSERT_EQ(mark.size(), 16u);
  for (size_t bit = 0; bit < mark.size() * 8; ++bit) {
    std::string damaged = mark;
    damaged[bit / 8] ^= char(1 << (bit % 8));
    Write(path_ + "/ACKNOWLEDGED", damaged);
    EXPECT_TRUE(absl::IsDataLoss(Reopen())) << "bit " << bit;
  }
  Write(path_ + "/ACKNOWLEDGED", mark.substr(0, 15));
  EXPECT_TRUE(absl::IsDataLoss(Reopen()));
  Write(path_ + "/ACKNOWLEDGED", mark + "x");
  EXPECT_TRUE(absl::IsDataLoss(Reopen()));
  std::filesystem::remove(path_ + "/ACKNOWLEDGED");
  EXPECT_TRUE(absl::IsDataLoss(Reopen()));
}

TEST_F(LedgerDirectoryTest, WhatIsNoDirectoryIsAnError) {
  Write(path_, "a file");
  EXPECT_FALSE(Reopen().ok());
}

}  // namespace
}  // namespace sitrep
