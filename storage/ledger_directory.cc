#include "storage/ledger_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "storage/big_endian.h"
#include "storage/schema.h"

namespace sitrep {
namespace {

constexpr char kLockFile[] = "LOCK";
constexpr char kFormatFile[] = "FORMAT";
constexpr char kMarkFile[] = "ACKNOWLEDGED";
constexpr char kDatabaseDirectory[] = "db";

constexpr absl::string_view kFormatPrefix = "sitrep ";
// The sequence, and its complement, so that damage shows.
constexpr size_t kMarkBytes = 16;
constexpr size_t kFormatBytesMax = 64;

absl::Status Trouble(absl::string_view doing, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(doing, " ", path));
}

std::string EncodeMark(int64_t sequence) {
  std::string bytes;
  AppendBigEndian64(static_cast<uint64_t>(sequence), bytes);
  AppendBigEndian64(~static_cast<uint64_t>(sequence), bytes);
  return bytes;
}

std::optional<int64_t> DecodeMark(absl::string_view bytes) {
  if (bytes.size() != kMarkBytes) return std::nullopt;
  const uint64_t sequence = ReadBigEndian64(bytes);
  if (ReadBigEndian64(bytes.substr(8)) != ~sequence) return std::nullopt;
  return static_cast<int64_t>(sequence);
}

// Nullopt if there is no such file. Reads one byte more than `bytes_max` at most.
absl::StatusOr<std::optional<std::string>> ReadSmallFile(const std::string& path,
                                                         size_t bytes_max) {
  const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return Trouble("opening", path);
  }
  std::string bytes(bytes_max + 1, '\0');
  const ssize_t size = pread(file.descriptor(), bytes.data(), bytes.size(), 0);
  if (size < 0) return Trouble("reading", path);
  bytes.resize(static_cast<size_t>(size));
  return bytes;
}

absl::Status SyncDirectory(const std::string& path) {
  const OpenFile directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.descriptor() < 0 || fsync(directory.descriptor()) != 0) {
    return Trouble("syncing", path);
  }
  return absl::OkStatus();
}

// All of it is there under its name after a crash, or nothing.
absl::Status WriteSmallFile(const std::string& directory, const std::string& path,
                            absl::string_view bytes) {
  const std::string unfinished = absl::StrCat(path, ".new");
  {
    const OpenFile file(open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.descriptor() < 0) return Trouble("making", unfinished);
    if (write(file.descriptor(), bytes.data(), bytes.size()) !=
            static_cast<ssize_t>(bytes.size()) ||
        fsync(file.descriptor()) != 0) {
      return Trouble("writing", unfinished);
    }
  }
  if (rename(unfinished.c_str(), path.c_str()) != 0) return Trouble("naming", path);
  return SyncDirectory(directory);
}

}  // namespace

OpenFile::OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
OpenFile::~OpenFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<std::unique_ptr<LedgerDirectory>> LedgerDirectory::Open(
    const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return absl::InternalError(absl::StrCat("making ", directory, ": ", error.message()));

  const std::string lock_path = absl::StrCat(directory, "/", kLockFile);
  OpenFile lock(open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (lock.descriptor() < 0) return Trouble("opening", lock_path);
  if (flock(lock.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return absl::UnavailableError(
          absl::StrCat("the data directory ", directory, " is in use by another process"));
    }
    return Trouble("locking", lock_path);
  }
  std::unique_ptr<LedgerDirectory> result(new LedgerDirectory(directory, std::move(lock)));
  RETURN_IF_ERROR(result->CheckFormat());
  RETURN_IF_ERROR(result->OpenMark());
  return result;
}

LedgerDirectory::LedgerDirectory(std::string directory, OpenFile lock)
    : directory_(std::move(directory)), lock_(std::move(lock)) {}

std::string LedgerDirectory::PathOf(const char* name) const {
  return absl::StrCat(directory_, "/", name);
}

std::string LedgerDirectory::database_directory() const { return PathOf(kDatabaseDirectory); }

// A new directory gets its mark first and its version last, so that a directory with a version is
// complete.
absl::Status LedgerDirectory::CheckFormat() {
  const std::string path = PathOf(kFormatFile);
  ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadSmallFile(path, kFormatBytesMax));
  if (!text) {
    std::error_code error;
    if (std::filesystem::exists(database_directory(), error) || error) {
      return absl::DataLossError(absl::StrCat(path, " is missing, though there is a database"));
    }
    RETURN_IF_ERROR(WriteSmallFile(directory_, PathOf(kMarkFile), EncodeMark(0)));
    return WriteFormat(kFormatVersionOfEvents);
  }
  absl::string_view number = *text;
  int64_t version = 0;
  if (!absl::ConsumePrefix(&number, kFormatPrefix) || !absl::ConsumeSuffix(&number, "\n") ||
      !absl::SimpleAtoi(number, &version)) {
    return absl::DataLossError(absl::StrCat(path, " does not say a format version"));
  }
  if (version < kFormatVersionOfEvents || version > kFormatVersionOfActors) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory_, " has format version ", version, "; this program reads ",
                     kFormatVersionOfEvents, " to ", kFormatVersionOfActors));
  }
  format_version_ = version;
  return absl::OkStatus();
}

absl::Status LedgerDirectory::WriteFormat(int64_t version) {
  RETURN_IF_ERROR(
      WriteSmallFile(directory_, PathOf(kFormatFile), absl::StrCat(kFormatPrefix, version, "\n")));
  format_version_ = version;
  return absl::OkStatus();
}

absl::Status LedgerDirectory::RaiseFormat(int64_t version) {
  return version > format_version_ ? WriteFormat(version) : absl::OkStatus();
}

absl::Status LedgerDirectory::OpenMark() {
  const std::string path = PathOf(kMarkFile);
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, ReadSmallFile(path, kMarkBytes));
  if (!bytes) return absl::DataLossError(absl::StrCat(path, " is missing"));
  const std::optional<int64_t> sequence = DecodeMark(*bytes);
  if (!sequence) return absl::DataLossError(absl::StrCat(path, " is damaged"));
  acknowledged_ = *sequence;
  mark_ = OpenFile(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (mark_.descriptor() < 0) return Trouble("opening", path);
  return absl::OkStatus();
}

absl::Status LedgerDirectory::SetAcknowledged(int64_t sequence) {
  const std::string bytes = EncodeMark(sequence);
  if (pwrite(mark_.descriptor(), bytes.data(), bytes.size(), 0) !=
      static_cast<ssize_t>(bytes.size())) {
    return Trouble("writing", PathOf(kMarkFile));
  }
  acknowledged_ = sequence;
  return absl::OkStatus();
}

}  // namespace sitrep
