#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/catalog.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/lazy.hpp"
#include "kernels/engine/layered/state.hpp"
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
using LazyWork = LazyEngine::Workspace<C, T>;
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
/// square of the pre-activations at the last layer, the squared distance of two states above it,
/// and gradients: at layers 1 and 2, of a weight and a bias, and what is there where a state lives
/// on.
template <template <class, class> class Work, class C>
Sample sample_of(const HandMade<C>& made, std::uint32_t first, int networks = 3000) {
  Sample sample{C::carried ? 13 : 11, {}};
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
          std::log(at(Primitive::gradient_square, 2, 0)),
          std::log(at(Primitive::state_difference, depth, 0)),
          std::log(at(Primitive::bias_gradient, 1, 0)),
          std::log(at(Primitive::weight_gradient, 2, 0))})
      sample.values.push_back(x);
    if (!C::carried) continue;
    sample.values.push_back(std::log(at(Primitive::input_gradient, 1, 0)));
    sample.values.push_back(C::stages > 1 ? std::log(at(Primitive::branch_weight_gradient, 1, 0))
                                          : at(Primitive::state_gram, depth, map.pair(0, 1)));
  }
  return sample;
}

constexpr std::uint32_t apart = 1u << 20;

template <class C>
class CellLaw : public testing::Test {};
using CellsUnderTest = testing::Types<Residual, ReducedResidual, Gru, BatchNorm, BatchNormResidual>;
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

/// Residual blocks whose states and hidden neurons change their number, with variances that fall.
TEST(RectangularLaw, StateIsDenseThroughProjections) {
  Network network = network_of();
  network.residual.branch_variance = 0.7;
  network.residual.branch_bias_variance = 0.1;
  network.residual.weight_variance_exponent = 0.5;
  network.residual.branch_variance_exponent = 0.3;
  HandMade<Residual> made(network, {9, 9, 5, 14}, 2, 0.6);
  made.hide({0, 20, 6, 11});
  expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
}

/// The same with what every matrix has shown from both sides, and over several tiles.
TEST(RectangularLaw, LazyIsDenseThroughProjections) {
  HandMade<Residual> made(network_of(), {20, 20, 10, 14}, 2, 0.6);
  made.hide({0, 12, 16, 11});
  expect_same_law(sample_of<LazyWork>(made, 0), sample_of<DenseWork>(made, apart));
}
TEST(RectangularLaw, StateIsDenseOverSeveralTiles) {
  HandMade<Residual> made(network_of(), {70, 70, 130, 130}, 2, 0.6);
  made.hide({0, 150, 60, 200});
  expect_same_law(sample_of<StateWork>(made, 0, 1000), sample_of<DenseWork>(made, apart, 1000));
}

/// Two batches, each normalised by itself.
TEST(BatchLaw, StateIsDenseWithTwoBatches) {
  HandMade<BatchNorm> made(network_of(), std::vector<std::int64_t>(4, 12), 6, 0.2);
  made.problem.batch = 3;
  expect_same_law(sample_of<StateWork>(made, 0), sample_of<DenseWork>(made, apart));
}

/// Planted errors in cells: a projection with the variance of its other side, a deviation with the
/// divisor B - 1, batches that are normalised together.
struct WrongProjection : Residual {
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape& layer, int stage,
                                  int which) {
    Field field = Residual::field(p, layer, stage, which);
    if (stage == 0 && which == 1) field.weight_variance *= double(layer.below) / double(layer.here);
    return field;
  }
};
struct WrongDivisor : BatchNorm {
  template <class Values>
  static void mix(const Parameters& p, Values values, int copies, Values result) {
    BatchNorm::mix(p, values, copies, result);
    for (int a = 0; a < copies; ++a)
      result[a] = result[a] * ValueOf<Values>(std::sqrt((copies - 1.0) / copies));
  }
};

TEST(PlantedCell, AWrongProjectionIsRejected) {
  const HandMade<Residual> right(network_of(), {9, 9, 5, 14}, 2, 0.6);
  const HandMade<WrongProjection> wrong(network_of(), {9, 9, 5, 14}, 2, 0.6);
  EXPECT_LT(smallest_p(sample_of<StateWork>(wrong, 0), sample_of<DenseWork>(right, apart)),
            significance);
}

TEST(PlantedCell, AWrongDivisorIsRejected) {
  const HandMade<BatchNorm> right(network_of(), std::vector<std::int64_t>(4, 12), 6, 0.2);
  const HandMade<WrongDivisor> wrong(network_of(), std::vector<std::int64_t>(4, 12), 6, 0.2);
  EXPECT_LT(smallest_p(sample_of<StateWork>(wrong, 0), sample_of<DenseWork>(right, apart)),
            significance);
}

TEST(PlantedCell, BatchesNormalisedTogetherAreRejected) {
  HandMade<BatchNorm> right(network_of(), std::vector<std::int64_t>(4, 12), 6, 0.2);
  right.problem.batch = 3;
  const HandMade<BatchNorm> wrong(network_of(), std::vector<std::int64_t>(4, 12), 6, 0.2);
  EXPECT_LT(smallest_p(sample_of<StateWork>(wrong, 0), sample_of<DenseWork>(right, apart)),
            significance);
}

/// Planted error: gradients as if the weights on the way back were others ("gradient
/// independence").
template <class C, class Team>
struct IndependentGradients : FreshAdjoint<C, Team> {
  using Base = FreshAdjoint<C, Team>;
  using Base::Base;

  void prepare_field_side(const StageAt<C>& at, const SumShape& shape, const double* total) {
    Base::prepare_field_side(at, shape, without_products(shape, total).data());
  }
  void prepare_adjoint(const StageAt<C>& at, const SumShape& shape, const double* total) {
    Base::prepare_adjoint(at, shape, without_products(shape, total).data());
  }

 private:
  static std::vector<double> without_products(const SumShape& shape, const double* total) {
    std::vector<double> forgotten(total, total + shape.size());
    std::fill(forgotten.begin() + shape.product(0, 0, 0), forgotten.end(), 0.0);
    return forgotten;
  }
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

/// Where states have a mean, a coherent part of the gradient lives on what the layer has shown.
/// [theory sheet, section 1.7]
TEST(PlantedResidual, IndependentGradientsAreRejected) {
  Network network = network_of();
  network.activation = "leaky_relu";  // not relu, whose gradient may vanish altogether
  network.activation_slope = 0.1;
  const HandMade<ReducedResidual> made(network, std::vector<std::int64_t>(5, 8), 2, 0.6);
  const Sample dense = sample_of<DenseWork>(made, apart);
  expect_same_law(sample_of<StateWork>(made, 0), dense);
  EXPECT_LT(smallest_p(sample_of<IndependentWork>(made, 0), dense), significance);
}

TEST_F(PlantedSampler, DecoupledTangentsAreRejected) {
  EXPECT_LT(smallest_p(sample_of<DecoupledWork>(made, 0, many), dense), significance);
}

}  // namespace
}  // namespace widefield::law
