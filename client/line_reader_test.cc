#include "client/line_reader.h"

#include <unistd.h>

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

constexpr size_t kBytesMax = 10;

// A pipe that is filled by a thread, in pieces.
class Pipe {
 public:
  explicit Pipe(std::vector<std::string> pieces) {
    EXPECT_EQ(pipe(fds_), 0);
    writer_ = std::thread([this, pieces = std::move(pieces)] {
      for (const std::string& piece : pieces) {
        EXPECT_EQ(write(fds_[1], piece.data(), piece.size()), static_cast<ssize_t>(piece.size()));
      }
      close(fds_[1]);
    });
  }
  ~Pipe() {
    writer_.join();
    close(fds_[0]);
  }
  int fd() const { return fds_[0]; }

 private:
  int fds_[2];
  std::thread writer_;
};

// Every line as "number:text", those that are too long as "number!".
std::vector<std::string> Lines(std::vector<std::string> pieces) {
  Pipe pipe(std::move(pieces));
  LineReader reader(pipe.fd(), kBytesMax);
  std::vector<std::string> lines;
  std::string line;
  for (;;) {
    switch (reader.Next(absl::Seconds(10), line)) {
      case LineReader::Outcome::kLine:
        lines.push_back(std::to_string(reader.line_number()) + ":" + line);
        break;
      case LineReader::Outcome::kTooLong:
        lines.push_back(std::to_string(reader.line_number()) + "!");
        break;
      case LineReader::Outcome::kEnd:
        return lines;
      default:
        ADD_FAILURE();
        return lines;
    }
  }
}

using Strings = std::vector<std::string>;

TEST(LineReader, SplitsWhereverThePiecesEnd) {
  EXPECT_EQ(Lines({"a\nb", "c\r\n", "\nd"}), (Strings{"1:a", "2:bc", "3:", "4:d"}));
  EXPECT_EQ(Lines({}), Strings{});
  EXPECT_EQ(Lines({"\n"}), Strings{"1:"});
}

TEST(LineReader, SkipsALineThatIsTooLongAndGoesOn) {
  EXPECT_EQ(Lines({"0123456789\n0123456789x\nb\n"}), (Strings{"1:0123456789", "2!", "3:b"}));
  EXPECT_EQ(Lines({std::string(1'000'000, 'x'), "y\nb"}), (Strings{"1!", "2:b"}));
  EXPECT_EQ(Lines({"b\n", std::string(50, 'x')}), (Strings{"1:b", "2!"}));
}

TEST(LineReader, SaysWhenNothingComes) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  LineReader reader(fds[0], kBytesMax);
  std::string line;
  EXPECT_EQ(reader.Next(absl::Milliseconds(1), line), LineReader::Outcome::kIdle);
  ASSERT_EQ(write(fds[1], "a\n", 2), 2);
  EXPECT_EQ(reader.Next(absl::Milliseconds(1), line), LineReader::Outcome::kLine);
  close(fds[1]);
  EXPECT_EQ(reader.Next(absl::Milliseconds(1), line), LineReader::Outcome::kEnd);
  close(fds[0]);
}

TEST(LineReader, SaysWhenReadingFails) {
  LineReader reader(-1, kBytesMax);
  std::string line;
  EXPECT_NE(reader.Next(absl::Milliseconds(1), line), LineReader::Outcome::kLine);
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  LineReader wrong_end(fds[1], kBytesMax);
  close(fds[0]);
  EXPECT_EQ(wrong_end.Next(absl::Milliseconds(1), line), LineReader::Outcome::kError);
  close(fds[1]);
}

}  // namespace
}  // namespace sitrep
