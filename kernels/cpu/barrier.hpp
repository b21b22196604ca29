#pragma once
#include <memory>

namespace widefield {

/// Where the threads of one team meet. Opaque, because engine sources are compiled once per
/// instruction set and must not bring copies of library templates of their own.
class Barrier {
 public:
  explicit Barrier(int members);
  ~Barrier();
  void wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace widefield
