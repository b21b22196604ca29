#include "kernels/cpu/threads.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace widefield {

void on_threads(int threads, const std::function<void(int)>& f) {
  std::exception_ptr failure;
  std::mutex guard;
  const auto attempt = [&](int thread) {
    try {
      f(thread);
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (int thread = 1; thread < threads; ++thread)
      others.emplace_back(attempt, thread);
    attempt(0);
  }
  if (failure) std::rethrow_exception(failure);
}

void parallel_for(int threads, std::int64_t count,
                  const std::function<void(std::int64_t, int)>& f) {
  std::atomic<std::int64_t> next = 0;
  const int useful = int(threads < count ? threads : count);
  on_threads(useful, [&](int thread) {
    for (std::int64_t item = next++; item < count; item = next++)
      f(item, thread);
  });
}

}  // namespace widefield
