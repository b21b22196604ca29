// The same bits for any threads, order, batch and instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "kernels/cpu/executor.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "same_bits.hpp"
#include "support.hpp"

namespace widefield {
namespace {

std::vector<Experiment> experiments() {
  std::vector<Experiment> all;
  Experiment e = mlp("tanh", 1.7, 0.05, 4);
  e.inputs.count = 3;
  e.measure.observables = {"length_map", "correlation_map", "activity",         "kurtosis",
                           "chi_1",      "chi_length",      "lyapunov_spectrum"};
  e.measure.exponents = 3;
  all.push_back(e);
  e.network.weights = "orthogonal";
  e.network.activation = "gelu";
  all.push_back(e);
  e.network.dropout_keep = 0.9;
  e.network.weights = "gaussian";
  e.run.precision = "float64";
  all.push_back(e);
  e = mlp("erf", 1.1, 0.05, 30);  // the inputs become close: differences
  e.inputs.correlation = 0.97;
  all.push_back(e);
  e = mlp("relu", 2, 0.1, 12);
  e.inputs.count = 1;
  e.measure.observables = {"length_map", "chi_1", "chi_length", "lyapunov_spectrum"};
  all.push_back(e);
  return all;
}

TEST(Bits, DoNotDependOnThreads) {
  for (const Experiment& e : experiments()) {
    const Records one = simulate_records(e, 150, 20, {.threads = 1});
    for (const int threads : {2, 3, 16})
      EXPECT_TRUE(same_bits(one.values, simulate_records(e, 150, 20, {.threads = threads}).values))
          << threads << " threads, " << e.network.activation;
  }
}

TEST(Bits, DoNotDependOnBatchesOrTheirOrder) {
  for (const Experiment& e : experiments()) {
    const Records whole = simulate_records(e, 100, 12);
    const std::size_t slots = whole.layout.size();
    std::vector<double> pieces(whole.values.size(), NAN);
    const Machine machine;
    const std::span<double> records(pieces);
    simulate(e, 100, 7, machine, records.subspan(7 * slots));
    simulate(e, 100, 0, machine, records.first(3 * slots));
    simulate(e, 100, 3, machine, records.subspan(3 * slots, 4 * slots));
    EXPECT_TRUE(same_bits(whole.values, pieces)) << e.network.activation;
  }
}

TEST(Bits, DoNotDependOnTheInstructionSet) {
  for (const Experiment& e : experiments()) {
    const Records reference = simulate_records(e, 150, 6, {});
    for (const InstructionSet set : {InstructionSet::v3, InstructionSet::v4}) {
      try {
        engine_for(set, 0, 0);
      } catch (const std::exception&) {
        continue;  // this processor lacks it; `best`, the reference, is the newest it has
      }
      const Machine machine{.instructions = set};
      EXPECT_TRUE(same_bits(reference.values, simulate_records(e, 150, 6, machine).values))
          << "set " << int(set) << ", " << e.network.activation;
    }
  }
}

/// Wider than a round of chunks, and not a whole number of tiles.
TEST(Bits, DoNotDependOnSplittingOneNetworkOverThreads) {
  constexpr std::int64_t width = chunk_tiles * tile_neurons * (round_chunks + 2) + 17;
  Experiment e = mlp("relu", 2, 0.1, 2);
  e.inputs.count = 1;
  e.run.engine = "gram";
  e.measure.observables = {"length_map", "kurtosis"};
  const Records alone = simulate_records(e, width, 1, {.threads = 1});
  EXPECT_TRUE(same_bits(alone.values, simulate_records(e, width, 1, {.threads = 2}).values));
  EXPECT_TRUE(same_bits(alone.values, simulate_records(e, width, 1, {.threads = 5}).values));
}

TEST(Bits, AnotherSeedAndAnotherNetworkAreOthers) {
  Experiment e = mlp("tanh", 1.7, 0.05, 3);
  const Records first = simulate_records(e, 100, 2);
  const std::size_t slots = first.layout.size();
  EXPECT_NE(first.values[slots - 1], first.values[2 * slots - 1]);
  e.run.seed = 2;
  EXPECT_NE(first.values[slots - 1], simulate_records(e, 100, 2).values[slots - 1]);
}

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
}

/// Or the error of an extrapolation would not be that of independent widths.
TEST(Bits, NetworksOfTwoWidthsAreIndependent) {
  Experiment e = mlp("tanh", 4, 0.05, 2);
  e.measure.observables = {"length_map"};
  constexpr int networks = 4000;
  const auto narrow = simulate_records(e, 64, networks).column("gram", 2, "0,0");
  const auto wide = simulate_records(e, 128, networks).column("gram", 2, "0,0");
  const double mean_narrow = mean_of(narrow), mean_wide = mean_of(wide);
  double products = 0, squares = 0, other_squares = 0;
  for (int i = 0; i < networks; ++i) {
    const double x = narrow[i] - mean_narrow, y = wide[i] - mean_wide;
    products += x * y, squares += x * x, other_squares += y * y;
  }
  // Five standard errors; networks that share the draws of 64 neurons have 0.7.
  EXPECT_LT(std::abs(products) / std::sqrt(squares * other_squares), 5 / std::sqrt(networks));
}

/// One more input changes nothing for those before it.
TEST(Bits, CopiesKeepTheirDrawsWhenOthersAreAdded) {
  Experiment e = mlp("tanh", 4, 0.05, 2);
  e.measure.observables = {"length_map"};
  e.inputs.correlation = 0.3;
  const auto two = simulate_records(e, 100, 3).column("gram", 2, "1,1");
  e.inputs.count = 5;
  EXPECT_EQ(two, simulate_records(e, 100, 3).column("gram", 2, "1,1"));
}

}  // namespace
}  // namespace widefield
