// What the house holds beyond the architectures of the catalog, on every engine that takes it:
// fields that are sums of terms, external input, several states, means of weights and biases, tied
// matrices, copies that hear each other. Every engine has the law of `dense`; planted errors are
// rejected.
#include <gtest/gtest.h>

#include "tests/engines/all_cells.hpp"
#include "tests/law/cell_sample.hpp"
#include "tests/law/same_law.hpp"

namespace widefield::law {
namespace {

Network network_of(bool tied = false) {
  Network network = tanh_network();
  network.tied = tied;
  return network;
}

std::vector<std::int64_t> layers(std::int64_t width) {
  return std::vector<std::int64_t>(4, width);
}

template <class C>
class LazyCellLaw : public testing::Test {};
TYPED_TEST_SUITE(LazyCellLaw, AllCells);

/// Tied, a matrix meets 18 directions from below and 9 from above; the Haar frame needs them all.
TYPED_TEST(LazyCellLaw, LazyIsDenseAndBack) {
  for (const bool tied : {false, true}) {
    const HandMade<TypeParam> made(network_of(tied), layers(28), 3, 0.6);
    expect_same_law(sample_of<LazyWork>(made, 0, 2000), sample_of<DenseWork>(made, apart, 2000));
  }
}

/// A ring of three inputs: one tap looks right with variance 0.4, one averages both neighbours.
struct Ring {
  int right_start[4] = {0, 1, 2, 3}, right_column[3] = {1, 2, 0};
  double right_value[3] = {1, 1, 1};
  int both_start[4] = {0, 2, 4, 6}, both_column[6] = {1, 2, 0, 2, 0, 1};
  double both_value[6] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
  Tap tap[2] = {{0.4, right_start, right_column, right_value},
                {0.9, both_start, both_column, both_value}};
};

/// Without what a coupled network does not say of its states.
template <class C>
void couple(HandMade<C>& made, const Coupling& coupling) {
  made.problem.coupling = coupling;
}

template <class C>
class CoupledLaw : public testing::Test {};
using CoupledCells = testing::Types<Mlp, ReducedResidual, Gru, MeanMlp, Lstm>;
TYPED_TEST_SUITE(CoupledLaw, CoupledCells);

TYPED_TEST(CoupledLaw, EveryEngineIsDenseAndBack) {
  const Ring ring;
  HandMade<TypeParam> made(network_of(), layers(16), 3, 0.6);
  couple(made, {2, ring.tap});
  const Sample dense = sample_of<DenseWork>(made, apart);
  expect_same_law(sample_of<StateWork>(made, 0), dense);
  HandMade<TypeParam> wide(network_of(), layers(28), 3, 0.6);
  couple(wide, {2, ring.tap});
  expect_same_law(sample_of<LazyWork>(wide, 0, 2000), sample_of<DenseWork>(wide, apart, 2000));
}

TYPED_TEST(CoupledLaw, EveryEngineIsDenseOnDrawnGraphs) {
  HandMade<TypeParam> made(network_of(), layers(16), 4, 0.6);
  couple(made, {.taps = 1, .edge_probability = 0.6});
  expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
}

/// The chain of Gram matrices, coupled.
TEST(CoupledChain, GramIsDense) {
  const Ring ring;
  for (const Coupling& coupling :
       {Coupling{2, ring.tap}, Coupling{.taps = 1, .edge_probability = 0.7}}) {
    HandMade<Mlp> made(network_of(), layers(16), 3, 0.6);
    couple(made, coupling);
    const auto gram = [](const auto& of, std::uint32_t n) {
      return run_gram_by_hand(of.problem, n);
    };
    const auto dense = [](const auto& of, std::uint32_t n) {
      return run_by_hand<DenseWork, float>(of, n);
    };
    expect_same_law(forward_sample_of(gram, made, 0), forward_sample_of(dense, made, apart));
  }
}

/// Means of weights and biases, on inputs whose mean the chain draws itself.
TEST(MeanChain, GramIsDense) {
  HandMade<MeanMlp> made(network_of(), layers(12), 3, 0.6);
  made.leave_out_tangents();
  const auto gram = [](const auto& of, std::uint32_t n) { return run_gram_by_hand(of.problem, n); };
  const auto dense = [](const auto& of, std::uint32_t n) {
    return run_by_hand<DenseWork, float>(of, n);
  };
  expect_same_law(forward_sample_of(gram, made, 0), forward_sample_of(dense, made, apart));
}

// ---- planted errors -----------------------------------------------------------------------------

struct OtherInput : MinimalRnn {
  static InputStream input(const Parameters&) { return {1.3, 0.0}; }
};
struct NoBiasMean : Lstm {
  static Field field(const Parameters& p, const LayerShape&, int, int) {
    return {.bias_variance = p.bias_variance};
  }
};
struct OneTermLess : Lstm {
  static Term term(const Parameters& p, const LayerShape& layer, int stage, int which) {
    Term term = Lstm::term(p, layer, stage, which);
    if (which == 2 * gates - 1) term.weight_variance = 0;
    return term;
  }
};
struct HalfMean : MeanMlp {
  static Term term(const Parameters& p, const LayerShape& layer, int stage, int which) {
    Term term = MeanMlp::term(p, layer, stage, which);
    term.weight_mean /= 2;
    return term;
  }
};

template <class Right, class Wrong>
void expect_rejected() {
  const HandMade<Right> right(network_of(), layers(16), 3, 0.6);
  const HandMade<Wrong> wrong(network_of(), layers(16), 3, 0.6);
  EXPECT_LT(smallest_p(sample_of<StateWork>(wrong, 0), sample_of<DenseWork>(right, apart)),
            significance)
      << Right::name;
}

TEST(PlantedHouse, ErrorsOfInputsTermsAndMeansAreRejected) {
  expect_rejected<MinimalRnn, OtherInput>();
  expect_rejected<Lstm, NoBiasMean>();
  expect_rejected<Lstm, OneTermLess>();
  expect_rejected<MeanMlp, HalfMean>();
}

TEST(PlantedHouse, AnotherTapIsRejected) {
  const Ring ring;
  HandMade<Mlp> right(network_of(), layers(16), 3, 0.6), wrong(network_of(), layers(16), 3, 0.6);
  couple(right, {2, ring.tap});
  couple(wrong, {1, ring.tap});
  EXPECT_LT(smallest_p(sample_of<StateWork>(wrong, 0), sample_of<DenseWork>(right, apart)),
            significance);
}

TEST(PlantedHouse, AnotherLagIsRejected) {
  HandMade<Mlp> right(network_of(true), layers(28), 3, 0.6),
      wrong(network_of(true), layers(28), 3, 0.6);
  wrong.problem.record.window.lag[1] = 2;
  EXPECT_LT(
      smallest_p(sample_of<LazyWork>(wrong, 0, 8000), sample_of<DenseWork>(right, apart, 8000)),
      significance);
}

/// The mean of the weights brings the same number back to every neuron of a signal. A planted
/// error: it is forgotten there.
template <class Team>
struct ForgottenMean : FreshAdjoint<TableCell, Team> {
  using Base = FreshAdjoint<TableCell, Team>;
  using Base::Base;

  void add_adjoint(const StageAt& at, std::int64_t tile, typename Team::Rows signals,
                   typename Team::Rows result) const {
    Base::add_adjoint(at, tile, signals, result);
    for (int row = 0; row < at.signals() * 3; ++row)
      for (int j = 0; j < lane_neurons; ++j)
        result(row, j) = result(row, j) * typename Team::Scalar(1.05f);
  }
};
template <class T>
using ForgottenWork = LayeredEngineWorkspace<TableCell, T, ForgottenMean<T>>;

TEST(PlantedHouse, AWrongWayBackIsRejected) {
  const HandMade<MeanMlp> made(network_of(), layers(16), 3, 0.6);
  EXPECT_LT(
      smallest_p(sample_of<ForgottenWork>(made, 0, 6000), sample_of<DenseWork>(made, apart, 6000)),
      significance);
}

}  // namespace
}  // namespace widefield::law
