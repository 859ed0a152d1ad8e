// A directory for one test, removed with all that is in it.
#ifndef SITREP_STORAGE_TEMPORARY_DIRECTORY_H_
#define SITREP_STORAGE_TEMPORARY_DIRECTORY_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "gtest/gtest.h"

namespace sitrep {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_(testing::TempDir() + "sitrep-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "can't make " << path_;
  }
  ~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  // Without a slash at its end.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_TEMPORARY_DIRECTORY_H_
