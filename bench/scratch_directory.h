// A directory for one run.
#ifndef SITREP_BENCH_SCRATCH_DIRECTORY_H_
#define SITREP_BENCH_SCRATCH_DIRECTORY_H_

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace sitrep {

// Made in /tmp, and gone with this object, unless the program ends by exit().
class ScratchDirectory {
 public:
  ScratchDirectory() {
    char pattern[] = "/tmp/sitrep-bench-XXXXXX";
    const char* const made = mkdtemp(pattern);
    if (made == nullptr) {
      std::perror("mkdtemp");
      std::exit(1);
    }
    path_ = made;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_SCRATCH_DIRECTORY_H_
