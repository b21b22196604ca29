// What the emulator must find, each planted in a kernel of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "emulator/device.hpp"
#include "kernels/cuda/device.cuh"
#include "tests/emulator/planted.hpp"

namespace emulator {
namespace {

using planted::Fault;
using widefield::RunError;
using widefield::cuda::DeviceBuffer;
using widefield::cuda::LaunchShape;
using Numbers = std::vector<int>;
using KernelOfNumbers = void (*)(const int*, int*);

Numbers squares(std::size_t count) {
  Numbers numbers(count);
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = int(i * i % 1013);
  return numbers;
}

/// What a kernel makes of the squares.
Numbers run(KernelOfNumbers kernel, const LaunchShape& shape) {
  const Numbers in = squares(std::size_t(shape.blocks) * shape.threads);
  const DeviceBuffer<int> from{std::span<const int>(in)}, to(in.size());
  widefield::cuda::launch(shape, kernel, from.data(), to.data());
  Numbers out(in.size());
  to.copy_to(out);
  return out;
}

/// The results of many orders.
std::set<Numbers> results(KernelOfNumbers kernel, const LaunchShape& shape) {
  std::set<Numbers> all;
  for (const Order order : {Order::forward, Order::reverse, Order::random})
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      configure({.order = order, .seed = seed});
      all.insert(run(kernel, shape));
    }
  return all;
}

std::string failure_of(KernelOfNumbers kernel, const LaunchShape& shape) {
  configure({.order = Order::forward});
  EXPECT_THROW(run(kernel, shape), RunError);
  return last_failure();
}

constexpr LaunchShape sum_shape{3, 256, 256 * sizeof(int)}, lanes_shape{1, 64};

TEST(Emulator, RunsARightKernelInAnyOrder) {
  const std::set<Numbers> all = results(planted::sum_of_block<Fault::none>, sum_shape);
  ASSERT_EQ(all.size(), 1u);
  const Numbers in = squares(3 * 256);
  for (int block = 0; block < 3; ++block)
    EXPECT_EQ((*all.begin())[std::size_t(block) * 256 + 77],
              std::accumulate(in.begin() + block * 256, in.begin() + (block + 1) * 256, 0));
}

TEST(Emulator, MovesValuesBetweenLanes) {
  const std::set<Numbers> folded = results(planted::fold_lanes, lanes_shape);
  ASSERT_EQ(folded.size(), 1u);
  const Numbers in = squares(64);
  for (int half = 0; half < 4; ++half)
    EXPECT_EQ((*folded.begin())[std::size_t(half) * 16 + 5],
              std::accumulate(in.begin() + half * 16, in.begin() + (half + 1) * 16, 0));
  const std::set<Numbers> turned = results(planted::turn_lanes<Fault::none>, lanes_shape);
  ASSERT_EQ(turned.size(), 1u);
  EXPECT_EQ((*turned.begin())[15], in[0]);
  EXPECT_EQ((*turned.begin())[16], in[17]);
}

TEST(Emulator, BlocksMayWaitForOneAnother) {
  for (const Order order : {Order::reverse, Order::random}) {
    configure({.resident_blocks = 4, .order = order});
    const Numbers out = run(planted::waits_for_next_block, {4, 1});
    EXPECT_EQ(out, (Numbers{0, 1, 2, 3}));
  }
}

#if defined(WIDEFIELD_RACES)
// Every fault ends the program at the first race that is found (halt_on_error).
template <class Kernel>
void expect_race(Kernel kernel, const LaunchShape& shape) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run(kernel, shape), "data race");
}
TEST(Races, AMissingBarrierIsFound) {
  expect_race(planted::sum_of_block<Fault::missing_barrier>, sum_shape);
  expect_race(planted::turn_lanes<Fault::missing_barrier>, lanes_shape);
}
TEST(Races, ALaneThatWritesItsNeighbourIsFound) {
  expect_race(planted::sum_of_block<Fault::neighbour>, {1, 256, 257 * sizeof(int)});
  expect_race(planted::turn_lanes<Fault::neighbour>, lanes_shape);
}
#else
TEST(Emulator, AMissingBarrierIsFoundByTheOrders) {
  EXPECT_GT(results(planted::sum_of_block<Fault::missing_barrier>, sum_shape).size(), 1u);
  EXPECT_GT(results(planted::turn_lanes<Fault::missing_barrier>, lanes_shape).size(), 1u);
}
TEST(Emulator, ALaneThatWritesItsNeighbourIsFoundByTheOrders) {
  EXPECT_GT(results(planted::turn_lanes<Fault::neighbour>, lanes_shape).size(), 1u);
}
#endif

#if defined(__SANITIZE_ADDRESS__)
TEST(Bounds, ALaneThatWritesItsNeighbourBeyondTheEndIsFound) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run(planted::sum_of_block<Fault::neighbour>, sum_shape), "heap-buffer-overflow");
}
#endif

TEST(Emulator, SaysWhoWaitsWhere) {
  const std::string barrier = failure_of(planted::some_wait_for_all, {1, 64});
  EXPECT_NE(barrier.find("no thread can go on\nblock 0:"), std::string::npos) << barrier;
  EXPECT_NE(barrier.find("thread 0-6 waits at __syncthreads in "), std::string::npos) << barrier;
  EXPECT_NE(barrier.find("planted.hpp:"), std::string::npos) << barrier;
  EXPECT_NE(barrier.find("thread 7-31 waits at __syncwarp"), std::string::npos) << barrier;
  EXPECT_NE(barrier.find("thread 32-63 has returned"), std::string::npos) << barrier;
  const std::string lane = failure_of(planted::a_lane_returns, {1, 32});
  EXPECT_NE(lane.find("thread 3 has returned"), std::string::npos) << lane;
  EXPECT_NE(lane.find("thread 0-2 4-31 waits at __syncwarp"), std::string::npos) << lane;
  const std::string outside = failure_of(planted::asks_outside, {1, 32});
  EXPECT_NE(outside.find("asks a lane outside of its mask"), std::string::npos) << outside;
}

TEST(Emulator, WhatIsNotWrittenIsNoNumber) {
  configure({});
  for (const int x : run(planted::reads_unwritten, {2, 32, 128}))
    EXPECT_EQ(x, -1);
  const DeviceBuffer<double> memory(5);
  std::vector<double> numbers(5);
  memory.copy_to(numbers);
  for (const double x : numbers)
    EXPECT_TRUE(std::isnan(x));
}

TEST(Emulator, HasTheLimitsOfTheChip) {
  configure({});
  const auto kernel = planted::sum_of_block<Fault::none>;
  EXPECT_NO_THROW(run(kernel, {1, 1024, 48 << 10}));
  EXPECT_THROW(run(kernel, {1, 1024, (48 << 10) + 1}), RunError);
  EXPECT_THROW(run(kernel, {1, 2048, 1 << 10}), RunError);
  EXPECT_THROW(run(kernel, {0, 32, 1 << 10}), RunError);
  constexpr auto most = cudaFuncAttributeMaxDynamicSharedMemorySize;
  EXPECT_EQ(cudaFuncSetAttribute(kernel, most, 228 << 10), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFuncSetAttribute(kernel, most, 227 << 10), cudaSuccess);
  EXPECT_NO_THROW(run(kernel, {1, 1024, 227 << 10}));
}

TEST(Emulator, MemoryIsLimitedAndCounted) {
  configure({.memory = 1000});
  EXPECT_THROW(DeviceBuffer<std::byte>(1001), RunError);
  const DeviceBuffer<std::byte> most(1000);
  EXPECT_THROW(DeviceBuffer<std::byte>(1), RunError);
  std::size_t free = 7, total = 0;
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, 0u);
  EXPECT_EQ(total, 1000u);
  EXPECT_EQ(counts().most_allocated, 1000u);
}

TEST(Emulator, CopiesStayInsideOfWhatWasAllocated) {
  configure({});
  const DeviceBuffer<int> four(4);
  Numbers five(5);
  EXPECT_THROW(four.copy_to(five), RunError);
  EXPECT_EQ(cudaMemcpy(five.data(), five.data(), 4, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
}

TEST(Emulator, AForgottenCopyIsFound) {
  configure({});
  Numbers here(64);
  EXPECT_THROW(widefield::cuda::launch(lanes_shape, planted::fold_lanes,
                                       static_cast<const int*>(here.data()), here.data()),
               RunError);
  EXPECT_NE(last_failure().find("memory of the host"), std::string::npos);
  configure({});
  const std::vector<const int*> addresses = {here.data()};
  EXPECT_THROW(DeviceBuffer<const int*>{std::span<const int* const>(addresses)}, RunError);
}

TEST(Emulator, CallsFailWhereTheyAreMadeTo) {
  for (const Call call : {Call::allocate, Call::copy, Call::launch}) {
    configure({.fails = call, .fails_at = 1});
    EXPECT_THROW(run(planted::fold_lanes, lanes_shape), RunError);
    if (call == Call::launch)  // such errors stick
      EXPECT_THROW(run(planted::fold_lanes, lanes_shape), RunError);
    else
      EXPECT_NO_THROW(run(planted::fold_lanes, lanes_shape));
    EXPECT_EQ(counts().allocated, 0u);
  }
}

TEST(Emulator, HasAsManyDevicesAsItIsTold) {
  int count = -1;
  configure({.devices = 0});
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorNoDevice);
  configure({.devices = 2});
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 2);
  EXPECT_EQ(cudaSetDevice(2), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaSetDevice(1), cudaSuccess);
  run(planted::fold_lanes, lanes_shape);
  EXPECT_EQ(launches_of(0), 0u);
  EXPECT_EQ(launches_of(1), 1u);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
}

}  // namespace
}  // namespace emulator
