#pragma once
#include <barrier>

namespace widefield {

/// Where the threads of one team meet. Not inline: engine sources are compiled per instruction set
/// and must not bring their own copies of library templates.
class Barrier {
 public:
  explicit Barrier(int members);
  void wait();

 private:
  std::barrier<> barrier_;
};

}  // namespace widefield
