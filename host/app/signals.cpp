#include "host/app/signals.hpp"

#include <csignal>
#include <initializer_list>

namespace widefield {
namespace {

volatile std::sig_atomic_t arrived = 0;

extern "C" void note_signal(int number) {
  if (arrived != 0 && number == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  arrived = number;
}

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (int number : {SIGINT, SIGTERM, SIGUSR1})
    sigaction(number, &action, nullptr);
}

int caught_signal() {
  return arrived;
}

}  // namespace widefield
