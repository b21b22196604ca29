#include "kernels/cpu/threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "kernels/cpu/barrier.hpp"

namespace widefield {
namespace {

TEST(Threads, EveryItemIsDoneOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> done(100);
    parallel_for(threads, 100, [&](std::int64_t item, int thread) {
      EXPECT_LT(thread, threads);
      ++done[item];
    });
    for (const auto& count : done)
      EXPECT_EQ(count, 1);
  }
  parallel_for(4, 0, [](std::int64_t, int) { FAIL() << "there is nothing to do"; });
}

TEST(Threads, AnExceptionReachesTheCaller) {
  EXPECT_THROW(parallel_for(3, 10,
                            [](std::int64_t item, int) {
                              if (item == 4) throw std::runtime_error("planted");
                            }),
               std::runtime_error);
}

TEST(Threads, NobodyPassesABarrierEarly) {
  constexpr int members = 4, rounds = 50;
  Barrier meeting(members);
  std::atomic<int> arrived = 0;
  on_threads(members, [&](int) {
    for (int round = 1; round <= rounds; ++round) {
      ++arrived;
      meeting.wait();
      EXPECT_GE(arrived, round * members);
      meeting.wait();
    }
  });
  EXPECT_EQ(arrived, members * rounds);
}

}  // namespace
}  // namespace widefield
