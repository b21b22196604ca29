#include "kernels/cpu/barrier.hpp"

namespace widefield {

Barrier::Barrier(int members) : barrier_(members) {}

void Barrier::wait() {
  barrier_.arrive_and_wait();
}

}  // namespace widefield
