// A directory for one run.
#ifndef SITREP_BENCH_SCRATCH_DIRECTORY_H_
#define SITREP_BENCH_SCRATCH_DIRECTORY_H_

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace sitrep {

// Made in /tmp, and gone with this object, unless the program ends by exit(). One that is to be
// kept is made where it is said, unless it is there, and stays.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& keep = "") : path_(keep), is_kept_(!keep.empty()) {
    if (is_kept_) {
      std::filesystem::create_directories(path_);
      return;
    }
    char pattern[] = "/tmp/sitrep-bench-XXXXXX";
    const char* const made = mkdtemp(pattern);
    if (made == nullptr) {
      std::perror("mkdtemp");
      std::exit(1);
    }
    path_ = made;
  }
  ~ScratchDirectory() {
    if (is_kept_) return;
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  const bool is_kept_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_SCRATCH_DIRECTORY_H_
