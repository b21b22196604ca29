#include "host/app/signals.hpp"

#include <csignal>

namespace widefield {
namespace {

constexpr int caught[] = {SIGINT, SIGTERM, SIGUSR1};
volatile std::sig_atomic_t number_arrived = 0;

extern "C" void note_signal(int number) {
  if (number_arrived != 0 && number == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  number_arrived = number;
}

}  // namespace

CaughtSignals::CaughtSignals() {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (int number : caught)
    sigaction(number, &action, nullptr);
}

CaughtSignals::~CaughtSignals() {
  for (int number : caught)
    std::signal(number, SIG_DFL);
  if (number_arrived != 0) std::raise(number_arrived);
}

int CaughtSignals::arrived() {
  return number_arrived;
}

}  // namespace widefield
