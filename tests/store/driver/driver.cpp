// A process to kill: store_driver FOLDER BLOCKS [resume] [kill=K] [tear] [microseconds=T].
// Prints the number of every block whose `add` returned. store_driver FOLDER axes: writes the
// results of every axis there.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "tests/store/every_axis.hpp"
#include "tests/store/faulty_io.hpp"
#include "tests/store/synthetic_run.hpp"

namespace {

struct Arguments {
  widefield::OpenMode mode = widefield::OpenMode::fresh;
  widefield::testing::Trap trap;
  std::chrono::microseconds work{0};  // of every block
};

Arguments parse(int count, char** texts) {
  Arguments arguments;
  for (int i = 3; i < count; ++i) {
    const std::string text = texts[i];
    const std::size_t equals = std::min(text.find('='), text.size() - 1);
    if (text == "resume") arguments.mode = widefield::OpenMode::resume;
    if (text == "tear") arguments.trap.partial = true;
    if (text.starts_with("kill=")) arguments.trap.at = std::stoull(text.substr(equals + 1));
    if (text.starts_with("microseconds="))
      arguments.work = std::chrono::microseconds(std::stoll(text.substr(equals + 1)));
  }
  arguments.trap.kill = true;
  return arguments;
}

// Past the buffers of stdio: what was printed survives the kill.
void announce(std::uint64_t number) {
  const std::string line = std::to_string(number) + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::perror("store_driver");
}

}  // namespace

int main(int count, char** texts) {
  if (count < 3) return 2;
  if (std::string(texts[2]) == "axes") {
    widefield::write_outputs(texts[1], widefield::testing::on_every_axis(), {});
    return 0;
  }
  const Arguments arguments = parse(count, texts);
  widefield::testing::FaultyIo io(arguments.trap);
  try {
    widefield::testing::synthetic_run(texts[1], arguments.mode, std::stoull(texts[2]), &io,
                                      [&](std::uint64_t number) {
                                        announce(number);
                                        std::this_thread::sleep_for(arguments.work);
                                      });
  } catch (const widefield::InputError& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  } catch (const widefield::RunError& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
  return 0;
}
