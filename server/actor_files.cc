#include "server/actor_files.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "gazetteer/actor_file.h"

namespace sitrep {
namespace {

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char block[64 << 10];
  while (file.read(block, sizeof(block)), file.gcount() > 0) {
    text.append(block, static_cast<size_t>(file.gcount()));
    if (text.size() > limits::kLocalActorsBytesMax) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": has more than ", limits::kLocalActorsBytesMax, " bytes"));
    }
  }
  // A directory opens, and fails when it is read.
  if (!file.eof()) return absl::ErrnoToStatus(errno, absl::StrCat("reading ", path));
  return text;
}

}  // namespace

absl::StatusOr<PlacedActors> ReadActorFiles(const std::vector<std::string>& paths,
                                            const ActorMap& stored) {
  std::vector<ActorEntry> entries;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const std::string text, ReadWhole(path));
    ASSIGN_OR_RETURN(std::vector<ActorEntry> of_file, ParseActorFile(path, text));
    entries.insert(entries.end(), std::make_move_iterator(of_file.begin()),
                   std::make_move_iterator(of_file.end()));
  }
  return ReadParagraphs(entries, stored);
}

}  // namespace sitrep
