#include "client/shell_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

extern char** environ;

namespace sitrep {
namespace {

// A signal may come just before the process waits, and not wake it.
constexpr int kTickMs = 100;
// A pipe that can be written to takes so much without blocking.
constexpr size_t kPipeBytes = 4096;

// The child has the signals as a shell would give them, the pipe as its standard input, and a
// process group of its own, so that what it starts can be ended with it.
int Spawn(const std::string& command, int input_fd, pid_t* child) {
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&defaults, signal);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
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

// Gives a command that runs its input, and waits for its end.
class RunningCommand {
 public:
  // Takes the writing end of its standard input.
  RunningCommand(pid_t child, int input_fd)
      : child_(child),
        input_fd_(input_fd),
        // glibc 2.36 declares pidfd_open without saying that it is C's.
        pid_fd_(static_cast<int>(syscall(SYS_pidfd_open, child, 0))) {}
  ~RunningCommand() {
    CloseInput();
    if (pid_fd_ >= 0) close(pid_fd_);
  }

  absl::Status Wait(absl::string_view input, const std::atomic<bool>& interrupted) {
    bool told = false;
    for (;;) {
      if (interrupted && !std::exchange(told, true)) kill(-child_, SIGTERM);
      if (input.empty() || told) CloseInput();
      pollfd fds[] = {{.fd = pid_fd_, .events = POLLIN, .revents = 0},
                      {.fd = input_fd_, .events = POLLOUT, .revents = 0}};
      poll(fds, 2, kTickMs);
      if (fds[1].revents != 0) Write(input);
      int status = 0;
      const pid_t ended = waitpid(child_, &status, WNOHANG);
      if (ended < 0) return absl::UnavailableError(strerror(errno));
      if (ended == child_) return Outcome(status);
    }
  }

 private:
  // It need not read its input.
  void Write(absl::string_view& input) {
    const ssize_t written = write(input_fd_, input.data(), std::min(input.size(), kPipeBytes));
    if (written > 0) {
      input.remove_prefix(static_cast<size_t>(written));
    } else if (written < 0 && errno != EINTR) {
      CloseInput();
    }
  }

  void CloseInput() {
    // A negative descriptor is not polled.
    if (input_fd_ >= 0) close(std::exchange(input_fd_, -1));
  }

  static absl::Status Outcome(int status) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
    if (WIFEXITED(status)) {
      return absl::AbortedError(absl::StrCat("it ended with exit code ", WEXITSTATUS(status)));
    }
    return absl::AbortedError(absl::StrCat("it was ended by signal ", WTERMSIG(status)));
  }

  const pid_t child_;
  int input_fd_;
  const int pid_fd_;
};

}  // namespace

absl::Status RunShellCommand(const std::string& command, absl::string_view input,
                             const std::atomic<bool>& interrupted) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(strerror(errno));
  pid_t child = 0;
  const int error = Spawn(command, ends[0], &child);
  close(ends[0]);
  if (error == 0) return RunningCommand(child, ends[1]).Wait(input, interrupted);
  close(ends[1]);
  return absl::UnavailableError(strerror(error));
}

}  // namespace sitrep
