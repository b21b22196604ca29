#pragma once
#include <cstdint>
#include <functional>

namespace widefield {

/// f(0), ..., f(threads - 1), each on a thread of its own (thread 0 is the caller); returns when
/// all have. The first exception is thrown again.
void on_threads(int threads, const std::function<void(int)>& f);

/// f(item, thread) for items 0 .. count-1, each once, in any order on any thread.
void parallel_for(int threads, std::int64_t count,
                  const std::function<void(std::int64_t item, int thread)>& f);

}  // namespace widefield
