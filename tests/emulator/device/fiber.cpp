#include "fiber.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

#include "emulator/device.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(WIDEFIELD_RACES)  // this file itself is not looked at
#include <sanitizer/tsan_interface.h>
#endif

// Saves what a call may not change, and the stack pointer; goes on with another stack.
extern "C" void emulator_switch(void** saved, void* to);
asm(R"(
.text
.globl emulator_switch
.type emulator_switch,@function
emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp,(%rdi)
  movq %rsi,%rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emulator_switch,.-emulator_switch
)");

namespace emulator {
namespace {

constexpr std::size_t page = 4096, stack_bytes = 256 * 1024;
constexpr int saved_registers = 6;

/// The thread of the host that a fiber was entered from.
struct Host {
  void* stack_pointer = nullptr;
  void* race_fiber = nullptr;
  void* fake_stack = nullptr;
  const void* bottom = nullptr;
  std::size_t size = 0;
  Fiber* entered = nullptr;
};
constinit thread_local Host host;

#if defined(__SANITIZE_ADDRESS__)
void tell_leaving(void** fake_stack, const void* bottom, std::size_t size) {
  __sanitizer_start_switch_fiber(fake_stack, bottom, size);
}
void tell_arrived_at_host() {
  __sanitizer_finish_switch_fiber(host.fake_stack, nullptr, nullptr);
}
void tell_arrived_at_fiber(void* fake_stack) {
  __sanitizer_finish_switch_fiber(fake_stack, &host.bottom, &host.size);
}
void forget_frames(void* stack) {
  __asan_unpoison_memory_region(stack, stack_bytes);
}
#else
void tell_leaving(void**, const void*, std::size_t) {}
void tell_arrived_at_host() {}
void tell_arrived_at_fiber(void*) {}
void forget_frames(void*) {}
#endif

#if defined(WIDEFIELD_RACES)
void* make_race_fiber() {
  return __tsan_create_fiber(0);
}
void* this_race_fiber() {
  return __tsan_get_current_fiber();
}
void end_race_fiber(void* fiber) {
  __tsan_destroy_fiber(fiber);
}
void tell_race_fiber(void* to) {
  __tsan_switch_to_fiber(to, __tsan_switch_to_fiber_no_sync);
}
#else
void* make_race_fiber() {
  return nullptr;
}
void* this_race_fiber() {
  return nullptr;
}
void end_race_fiber(void*) {}
void tell_race_fiber(void*) {}
#endif

void* low_end(void* stack) {
  return static_cast<char*>(stack) + page;
}

}  // namespace

#if defined(WIDEFIELD_RACES)
void release(char* place) {
  __tsan_release(place);
}
void acquire(char* place) {
  __tsan_acquire(place);
}
#else
void release(char*) {}
void acquire(char*) {}
#endif

Fiber::Fiber()
    : stack_(mmap(nullptr, stack_bytes + page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)),
      race_fiber_(make_race_fiber()) {
  if (stack_ == MAP_FAILED) throw std::bad_alloc();
  mprotect(stack_, page, PROT_NONE);
}

Fiber::~Fiber() {
  end_race_fiber(race_fiber_);
  forget_frames(low_end(stack_));
  munmap(stack_, stack_bytes + page);
}

void Fiber::begin(void (*body)()) {
  body_ = body;
  forget_frames(low_end(stack_));
  // At the entry of a function the stack is 8 bytes off a multiple of 16.
  void** top = reinterpret_cast<void**>(static_cast<char*>(low_end(stack_)) + stack_bytes - 64);
  *--top = nullptr;  // nobody called start()
  *--top = reinterpret_cast<void*>(&Fiber::start);
  for (int i = 0; i < saved_registers; ++i)
    *--top = nullptr;
  stack_pointer_ = top;
  fake_stack_ = nullptr;
}

void Fiber::start() {
  tell_arrived_at_fiber(nullptr);
  host.entered->body_();
  std::abort();
}

void Fiber::enter() {
  host.entered = this;
  host.race_fiber = this_race_fiber();
  tell_leaving(&host.fake_stack, low_end(stack_), stack_bytes);
  tell_race_fiber(race_fiber_);
  emulator_switch(&host.stack_pointer, stack_pointer_);
  tell_arrived_at_host();
}

void Fiber::leave() {
  tell_leaving(&fake_stack_, host.bottom, host.size);
  tell_race_fiber(host.race_fiber);
  emulator_switch(&stack_pointer_, host.stack_pointer);
  tell_arrived_at_fiber(fake_stack_);
}

void Fiber::leave_for_ever() {
  tell_leaving(nullptr, host.bottom, host.size);
  tell_race_fiber(host.race_fiber);
  emulator_switch(&stack_pointer_, host.stack_pointer);
  std::abort();
}

}  // namespace emulator
