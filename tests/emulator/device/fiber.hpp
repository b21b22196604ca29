#pragma once
#include <cstddef>

namespace emulator {

/// A flow of control with a stack of its own, entered from a thread of the host and left again to
/// it. The sanitizers are told of every change; to the race detector each is a thread of its own.
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;

  /// Next time it is entered, it begins with body(), which must end with leave_for_ever().
  void begin(void (*body)());
  /// By the host: runs the fiber until it leaves.
  void enter();
  /// By the fiber: goes back to the host, until it is entered again.
  void leave();
  [[noreturn]] void leave_for_ever();

 private:
  static void start();

  void* stack_;
  void* stack_pointer_ = nullptr;
  void* race_fiber_ = nullptr;
  void* fake_stack_ = nullptr;
  void (*body_)() = nullptr;
};

/// What is written before release(place) is seen after acquire(place) has followed it.
void release(char* place);
void acquire(char* place);

}  // namespace emulator
