#include "tests/app/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace {

namespace fs = std::filesystem;

void redirect(const fs::path& file, int descriptor) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(opened, descriptor);
  ::close(opened);
}

pid_t start(const std::vector<std::string>& arguments, const fs::path& folder,
            const Scratch& streams) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  redirect(streams.path() / "out", STDOUT_FILENO);
  redirect(streams.path() / "err", STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>(WIDEFIELD)};
  for (const std::string& argument : arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execv(WIDEFIELD, argv.data());
  ::_exit(127);
}

// Leaves its status to be fetched by finish().
bool is_running(pid_t child) {
  siginfo_t ended = {};
  ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
  return ended.si_pid == 0;
}

Answer finish(pid_t child, const Scratch& streams) {
  int status = 0;
  ::waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, contents(streams.path() / "out"), contents(streams.path() / "err")};
}

}  // namespace

Answer widefield(const std::vector<std::string>& arguments, const fs::path& folder) {
  const Scratch streams;
  return finish(start(arguments, folder, streams), streams);
}

Answer widefield_interrupted(const std::vector<std::string>& arguments, const fs::path& folder,
                             const Interruption& how) {
  const Scratch streams;
  const pid_t child = start(arguments, folder, streams);
  while (!fs::exists(folder / how.begun) && is_running(child))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::duration<double>(how.seconds));
  ::kill(child, how.signal);
  return finish(child, streams);
}

Scratch::Scratch() {
  std::string pattern = (fs::temp_directory_path() / "widefield-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> list;
  bool quoted = false, open = false;
  for (char c : line) {
    if (c == '\'') {
      quoted = !quoted;
      if (!open) list.emplace_back(), open = true;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) list.emplace_back(), open = true;
      list.back() += c;
    }
  }
  return list;
}
