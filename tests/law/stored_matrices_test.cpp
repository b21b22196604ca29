// Matrices that are met again, drawn once and kept: the same bits as drawn in every product, for
// every cell, up and back, with taps, in either precision, shared by any number of threads.
#include <gtest/gtest.h>

#include "tests/engines/all_cells.hpp"
#include "tests/engines/same_bits.hpp"
#include "tests/law/hand_run.hpp"

namespace widefield::law {
namespace {

Network tied_network() {
  Network network = tanh_network();
  network.tied = true;
  return network;
}

/// Widths that fill no tile, and more than one.
const std::vector<std::int64_t> layers(6, 70);

template <class Real, class C>
void expect_the_same_bits(HandMade<C>& made) {
  made.problem.stored = false;
  const auto drawn = run_by_hand<DenseWork, Real>(made, 5);
  made.problem.stored = true;
  for (const int members : {1, 3})
    EXPECT_TRUE(same_bits(drawn, run_by_hand<DenseWork, Real>(made, 5, members))) << members;
}

template <class C>
class StoredCell : public testing::Test {};
TYPED_TEST_SUITE(StoredCell, AllCells);

TYPED_TEST(StoredCell, HaveTheBitsOfDrawnOnes) {
  for (const auto law : {WeightLaw::gaussian, WeightLaw::rademacher, WeightLaw::orthogonal}) {
    HandMade<TypeParam> made(tied_network(), layers, 3, 0.6);
    made.problem.weights = law;
    expect_the_same_bits<float>(made);
    expect_the_same_bits<double>(made);
  }
}

TEST(StoredMatrices, HaveTheBitsOfDrawnOnesUnderTaps) {
  HandMade<Mlp> made(tied_network(), layers, 3, 0.6);
  made.problem.coupling = {.taps = 1, .edge_probability = 0.6};
  expect_the_same_bits<float>(made);
}

template <class C>
std::size_t memory_of(HandMade<C>& made, bool stored) {
  made.problem.stored = stored;
  Team<float> measuring{TeamPlace{}};
  const DenseWork<Team<float>> work(measuring, made.problem);
  return measuring.shared().used;
}

/// What is kept is counted, and nothing is where no matrix comes again.
TEST(StoredMatrices, TakeTheirMemory) {
  HandMade<Mlp> tied(tied_network(), layers, 1, 0);
  const std::size_t padded = 2 * tile_neurons;
  EXPECT_EQ(memory_of(tied, true) - memory_of(tied, false), padded * padded * sizeof(float));
  Network fresh = tied_network();
  fresh.tied = false;
  HandMade<Mlp> untied(fresh, layers, 1, 0);
  EXPECT_EQ(memory_of(untied, true), memory_of(untied, false));
}

}  // namespace
}  // namespace widefield::law
