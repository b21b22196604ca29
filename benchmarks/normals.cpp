// Rates of the generator per core and instruction set, beside what a C++ programmer writes first.
// Target C3: at x86-64-v4 at least 7 times std::mt19937 with std::normal_distribution<float>.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "benchmarks/fill/fill_normals.hpp"

namespace widefield {
namespace {

constexpr std::uint64_t tiles = 128;  // 32 KiB: stays in the first cache
constexpr std::size_t count = tiles * 64;

void report_rate(benchmark::State& state) {
  state.counters["normals"] =
      benchmark::Counter(double(count) * double(state.iterations()), benchmark::Counter::kIsRate);
}

using Fill = void (*)(std::uint64_t, std::uint64_t, float*);

void fill(benchmark::State& state, Fill fill_normals, bool able) {
  if (!able) return state.SkipWithError("this processor lacks the instruction set");
  std::vector<float> out(count);
  std::uint64_t seed = 0;
  for (auto _ : state) {
    fill_normals(++seed, tiles, out.data());
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  report_rate(state);
}
BENCHMARK_CAPTURE(fill, x86_64_v3, fill_normals_v3, bool(__builtin_cpu_supports("avx2")));
BENCHMARK_CAPTURE(fill, x86_64_v4, fill_normals_v4, bool(__builtin_cpu_supports("avx512dq")));

void standard_library(benchmark::State& state) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  std::vector<float> out(count);
  for (auto _ : state) {
    for (float& z : out)
      z = normal(generator);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  report_rate(state);
}
BENCHMARK(standard_library);

}  // namespace
}  // namespace widefield
