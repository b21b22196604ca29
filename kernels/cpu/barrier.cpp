#include "kernels/cpu/barrier.hpp"

#include <barrier>

namespace widefield {

struct Barrier::State {
  std::barrier<> barrier;
};

Barrier::Barrier(int members) : state_(new State{std::barrier<>(members)}) {}
Barrier::~Barrier() = default;

void Barrier::wait() {
  state_->barrier.arrive_and_wait();
}

}  // namespace widefield
