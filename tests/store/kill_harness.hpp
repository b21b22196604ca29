#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace widefield::testing {

using Command = std::vector<std::string>;

/// How a child process ended.
struct Ending {
  int status = 0;       // of waitpid
  std::string printed;  // its standard output
  std::chrono::microseconds lasted{0};

  bool killed() const { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
  bool succeeded() const { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }
};

/// A child process whose standard output is read when it has ended; it may print at most what a
/// pipe holds (64 KiB).
class Child {
 public:
  explicit Child(const Command& command) : started_(std::chrono::steady_clock::now()) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    output_ = ends[0];
    process_ = ::fork();
    if (process_ == 0) become(command, ends[1]);
    ::close(ends[1]);
  }
  Child(const Child&) = delete;
  ~Child() {
    if (output_ >= 0) ::close(output_);
  }

  void kill() const { ::kill(process_, SIGKILL); }

  Ending wait() {
    Ending ending;
    ::waitpid(process_, &ending.status, 0);
    ending.lasted = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started_);
    char buffer[4096];
    for (ssize_t got; (got = ::read(output_, buffer, sizeof buffer)) > 0;)
      ending.printed.append(buffer, static_cast<std::size_t>(got));
    return ending;
  }

 private:
  [[noreturn]] static void become(const Command& command, int output) {
    ::dup2(output, STDOUT_FILENO);
    std::vector<char*> texts;
    for (const std::string& text : command)
      texts.push_back(const_cast<char*>(text.c_str()));
    texts.push_back(nullptr);
    ::execv(texts[0], texts.data());
    ::_exit(127);
  }

  std::chrono::steady_clock::time_point started_;
  int output_ = -1;
  pid_t process_ = -1;
};

inline Ending run_to_end(const Command& command) {
  return Child(command).wait();
}

inline Ending kill_after(const Command& command, std::chrono::microseconds delay) {
  Child child(command);
  std::this_thread::sleep_for(delay);
  child.kill();
  return child.wait();
}

/// A run that can be cut off and gone on with.
struct Interruptible {
  Command start, resume;
  std::function<void()> clear;                // takes away what a finished run left
  std::function<void()> check_after_kill;     // what must hold whenever it was killed
  std::function<void()> check_after_success;  // what must hold once it ended by itself
};

/// Kills the run `kills` times at moments drawn uniformly from [0, `longest`] with a fixed seed,
/// going on with it every time; a run that gets to its end in spite of that is checked and begun
/// anew. Returns how many runs were completed, the last one without a kill.
inline int kill_at_random(const Interruptible& run, int kills, std::chrono::microseconds longest,
                          std::uint64_t seed) {
  std::mt19937_64 random(seed);
  int completed = 0;
  bool begun = false;
  for (int landed = 0; landed < kills;) {
    const std::chrono::microseconds delay(random() % static_cast<std::uint64_t>(longest.count()));
    const Ending ending = kill_after(begun ? run.resume : run.start, delay);
    begun = ending.killed();
    landed += begun ? 1 : 0;
    (begun ? run.check_after_kill : run.check_after_success)();
    if (begun) continue;
    run.clear();
    ++completed;
  }
  run_to_end(run.resume);
  run.check_after_success();
  return completed + 1;
}

}  // namespace widefield::testing
