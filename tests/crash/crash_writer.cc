// Appends under load until it is killed: `crash_writer DIRECTORY ROUND THREADS`. Prints a line for
// each acknowledged call. Threads submit calls and wait; whoever finds no committer at work commits
// all that wait, as a server does.
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "tests/crash/crash_load.h"

namespace sitrep {
namespace {

[[noreturn]] void Fail(const absl::Status& status) {
  std::cerr << "crash_writer: " << status << std::endl;
  _exit(1);
}

class GroupCommit {
 public:
  explicit GroupCommit(EventStore* store) : store_(store) {}

  // Returns when the call is on disk; its first sequence.
  int64_t Submit(CrashEntry call) {
    std::unique_lock<std::mutex> lock(mutex_);
    Waiting waiting{call};
    waiting_.push_back(&waiting);
    while (waiting.first_sequence == 0) {
      if (committing_) {
        changed_.wait(lock);
        continue;
      }
      committing_ = true;
      std::vector<Waiting*> group;
      group.swap(waiting_);
      lock.unlock();
      Commit(group);
      lock.lock();
      committing_ = false;
      changed_.notify_all();
    }
    return waiting.first_sequence;
  }

 private:
  struct Waiting {
    CrashEntry call;
    int64_t first_sequence = 0;
  };

  void Commit(const std::vector<Waiting*>& group) {
    int64_t sequence = store_->sequence();
    std::vector<NewEntry> entries;
    std::vector<int64_t> first_sequences;
    for (const Waiting* waiting : group) {
      first_sequences.push_back(sequence + 1);
      CrashEntry what = waiting->call;
      for (what.index = 0; what.index < what.size; ++what.index) {
        auto entry = MakeCrashEntry(*store_, what, ++sequence);
        if (!entry.ok()) Fail(entry.status());
        entries.push_back(*std::move(entry));
      }
    }
    const absl::Status status = store_->Append(std::move(entries));
    if (!status.ok()) Fail(status);
    const std::lock_guard<std::mutex> lock(mutex_);
    for (size_t i = 0; i < group.size(); ++i) group[i]->first_sequence = first_sequences[i];
  }

  EventStore* const store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool committing_ = false;
  std::vector<Waiting*> waiting_;
};

// One write, so that lines of threads do not mix and a line is whole or cut at its end.
void Report(const Acknowledgement& acknowledgement) {
  const std::string line = ToLine(acknowledgement);
  if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    _exit(0);  // Nobody listens any more.
  }
}

void SubmitForEver(GroupCommit& commits, int round, int thread) {
  for (int call = 0;; ++call) {
    CrashEntry what;
    what.round = round;
    what.thread = thread;
    what.call = call;
    what.size = SizeOfCall(thread, call);
    Report({what, commits.Submit(what)});
  }
}

int Main(int argc, char** argv) {
  int round = 0;
  int threads = 0;
  if (argc != 4 || !absl::SimpleAtoi(argv[2], &round) || !absl::SimpleAtoi(argv[3], &threads)) {
    std::cerr << "crash_writer DIRECTORY ROUND THREADS" << std::endl;
    return 2;
  }
  auto store = EventStore::Open(CrashStoreOptions(argv[1]));
  if (!store.ok()) Fail(store.status());
  GroupCommit commits(store->get());
  std::vector<std::thread> submitters;
  for (int thread = 0; thread < threads; ++thread) {
    submitters.emplace_back([&commits, round, thread] { SubmitForEver(commits, round, thread); });
  }
  for (std::thread& submitter : submitters) submitter.join();
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
