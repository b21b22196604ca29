#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cell/mlp.hpp"
#include "kernels/engine/dense.hpp"
#include "kernels/engine/state.hpp"
#include "tests/engines/test_cells.hpp"
#include "tests/law/hand_run.hpp"
#include "tests/law/same_law.hpp"

// Any cell: the engines agree in law for two stages, gates and a mix over copies, and samplers with
// a planted error are rejected.
namespace widefield::law {
namespace {

template <class C, class T>
using DenseWork = DenseEngine::Workspace<C, T>;
template <class C, class T>
using StateWork = StateEngine::Workspace<C, T>;

Network network_of(double keep = 1) {
  Network network;
  network.activation = "tanh";
  network.weight_variance = 1.8;
  network.bias_variance = 0.1;
  network.dropout_keep = keep;
  return network;
}

/// q of two inputs, their correlation, a squared tangent, its overlap with its input and the mean
/// square of the pre-activations at the last layer, and the gradients at layers 1 and 2.
template <template <class, class> class Work, class C>
Sample sample_of(const HandMade<C>& made, std::uint32_t first, int networks = 3000) {
  Sample sample{8, {}};
  const int depth = made.problem.depth;
  for (std::uint32_t network = first; network < first + std::uint32_t(networks); ++network) {
    const std::vector<double> record = run_by_hand<Work, float>(made, network);
    const auto at = [&](Primitive primitive, int layer, int component) {
      return made.value(record, primitive, layer, component);
    };
    const RecordMap& map = made.problem.record;
    const double q0 = at(Primitive::gram, depth, map.pair(0, 0));
    const double q1 = at(Primitive::gram, depth, map.pair(1, 1));
    const double tangent = at(Primitive::tangent_square, depth, 0);
    for (const double x :
         {q0, q1, at(Primitive::gram, depth, map.pair(0, 1)) / std::sqrt(q0 * q1),
          std::log(tangent), at(Primitive::tangent_cross, depth, 0) / std::sqrt(q0 * tangent),
          std::log(at(Primitive::field_square, depth, 0)),
          std::log(at(Primitive::gradient_square, 1, 0)),
          std::log(at(Primitive::gradient_square, 2, 0))})
      sample.values.push_back(x);
  }
  return sample;
}

constexpr std::uint32_t apart = 1u << 20;

template <class C>
class CellLaw : public testing::Test {};
using CellsUnderTest = testing::Types<FullResidual, Gru, BatchNorm>;
TYPED_TEST_SUITE(CellLaw, CellsUnderTest);

TYPED_TEST(CellLaw, StateIsDenseAndBack) {
  HandMade<TypeParam> made(network_of(), std::vector<std::int64_t>(4, 16), 3, 0.6);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
  }
}

TYPED_TEST(CellLaw, StateIsDenseAndBackWithDropout) {
  const HandMade<TypeParam> made(network_of(0.8), std::vector<std::int64_t>(4, 12), 3, 0.6);
  expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
}

/// Layers that widen and narrow.
TEST(RectangularLaw, StateIsDense) {
  const HandMade<Mlp> made(network_of(), {9, 20, 6, 14}, 2, 0.6);
  expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
}

/// Planted error: gradients as if the weights on the way back were others ("gradient
/// independence").
template <class C, class Team>
struct IndependentGradients : FreshAdjoint<C, Team> {
  using Base = FreshAdjoint<C, Team>;
  using Base::Base;
  using Rows = typename Team::Rows;

  void field_side(Team& team, const StageAt<C>& at, std::int64_t tile, Rows adjoint,
                  Rows rows) const {
    Base::field_side(team, at, tile, adjoint, rows);
    forget_directions(at, rows);
  }
  void signal_side(Team& team, const StageAt<C>& at, std::int64_t tile, Rows signals,
                   Rows rows) const {
    Base::signal_side(team, at, tile, signals, rows);
    forget_directions(at, rows);
  }
  void forget_directions(const StageAt<C>& at, Rows rows) const {
    const int each = Base::sum_rows() / most_fields<C>();
    for (int f = 0; f < at.of.fields; ++f)
      clear_rows(row_of(rows, static_cast<std::size_t>(f * each)), forgotten);
  }
  static constexpr int forgotten = 4;  // two inputs and their tangents
};

/// Planted error: tangents that do not know which weights their input has met.
template <class C, class Team>
struct DecoupledTangents : FreshAdjoint<C, Team> {
  using Base = FreshAdjoint<C, Team>;
  using Base::Base;

  void prepare(const StageAt<C>& at, double* gram) {
    constexpr int k = 4;  // value, tangent, value, tangent
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        if (a % 2 != b % 2) gram[a * k + b] = 0;
    Base::prepare(at, gram);
  }
};

template <class C, class T>
using IndependentWork = LayeredEngineWorkspace<C, T, IndependentGradients<C, T>>;
template <class C, class T>
using DecoupledWork = LayeredEngineWorkspace<C, T, DecoupledTangents<C, T>>;

/// A homogeneous network: where a layer has amplified its input on the way up, it must amplify the
/// gradient on the way back.
Network homogeneous() {
  Network network = network_of();
  network.activation = "leaky_relu";
  network.activation_slope = 0.3;
  network.bias_variance = 0;
  return network;
}

class PlantedSampler : public testing::Test {
 protected:
  HandMade<Mlp> made{homogeneous(), std::vector<std::int64_t>(4, 4), 2, 0.6};
  Sample dense = sample_of<DenseWork>(made, apart, many);
  static constexpr int many = 8000;
};

TEST_F(PlantedSampler, TheRightOneIsNotRejected) {
  expect_same_law(sample_of<StateWork>(made, 0, many), dense);
}

TEST_F(PlantedSampler, IndependentGradientsAreRejected) {
  EXPECT_LT(smallest_p(sample_of<IndependentWork>(made, 0, many), dense), significance);
}

TEST_F(PlantedSampler, DecoupledTangentsAreRejected) {
  EXPECT_LT(smallest_p(sample_of<DecoupledWork>(made, 0, many), dense), significance);
}

}  // namespace
}  // namespace widefield::law
