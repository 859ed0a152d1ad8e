#include "client/shell_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

extern char** environ;

namespace sitrep {
namespace {

// The child has the signals as a shell would give them, and the pipe as its standard input.
int Spawn(const std::string& command, int input_fd, pid_t* child) {
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&defaults, signal);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input_fd, STDIN_FILENO);
  char* const arguments[] = {const_cast<char*>("sh"), const_cast<char*>("-c"),
                             const_cast<char*>(command.c_str()), nullptr};
  const int error = posix_spawn(child, "/bin/sh", &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// As much as it reads.
void WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

absl::Status WaitFor(pid_t child, const std::atomic<bool>& interrupted) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return absl::UnavailableError(strerror(errno));
    if (interrupted) kill(child, SIGTERM);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  if (WIFEXITED(status)) {
    return absl::AbortedError(absl::StrCat("it ended with exit code ", WEXITSTATUS(status)));
  }
  return absl::AbortedError(absl::StrCat("it was ended by signal ", WTERMSIG(status)));
}

}  // namespace

absl::Status RunShellCommand(const std::string& command, absl::string_view input,
                             const std::atomic<bool>& interrupted) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(strerror(errno));
  pid_t child = 0;
  const int error = Spawn(command, ends[0], &child);
  close(ends[0]);
  if (error == 0) WriteAll(ends[1], input);
  close(ends[1]);
  return error == 0 ? WaitFor(child, interrupted) : absl::UnavailableError(strerror(error));
}

}  // namespace sitrep
