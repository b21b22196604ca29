#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/lazy.hpp"
#include "kernels/engine/layered/state.hpp"
#include "tests/engines/all_cells.hpp"
#include "tests/law/cell_sample.hpp"
#include "tests/law/same_law.hpp"

// Any cell: the engines agree in law for two stages, gates and a mix over copies, and samplers with
// a planted error are rejected.
namespace widefield::law {
namespace {

Network network_of(double keep = 1) {
  Network network = tanh_network();
  network.dropout_keep = keep;
  return network;
}

template <class C>
class CellLaw : public testing::Test {};
TYPED_TEST_SUITE(CellLaw, AllCells);

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
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape& layer, int stage,
                                int which) {
    Term term = Residual::term(p, layer, stage, which);
    if (stage == 0 && which == 1) term.weight_variance *= double(layer.below) / double(layer.here);
    return term;
  }
};
struct WrongDivisor : BatchNorm {
  template <class Values>
  static void mix(const Parameters&, Values values, int copies, Values result) {
    using S = ValueOf<Values>;
    const S mean = mean_of(values, copies);
    const S scale =
        inverse_deviation(values, mean, 0, copies) * S(std::sqrt((copies - 1.0) / copies));
    for (int a = 0; a < copies; ++a)
      result[a] = scale * (S(values[a]) - mean);
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
template <class Team>
struct IndependentGradients : FreshAdjoint<TableCell, Team> {
  using Base = FreshAdjoint<TableCell, Team>;
  using Base::Base;

  void prepare_field_side(const StageAt& at, const SumShape& shape, const double* total) {
    Base::prepare_field_side(at, shape, without_products(shape, total).data());
  }
  void prepare_adjoint(const StageAt& at, const SumShape& shape, const double* total) {
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
template <class Team>
struct DecoupledTangents : FreshAdjoint<TableCell, Team> {
  using Base = FreshAdjoint<TableCell, Team>;
  using Base::Base;

  void prepare(const StageAt& at, double* gram) {
    constexpr int k = 4;  // value, tangent, value, tangent
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        if (a % 2 != b % 2) gram[a * k + b] = 0;
    Base::prepare(at, gram);
  }
};

template <class T>
using IndependentWork = LayeredEngineWorkspace<TableCell, T, IndependentGradients<T>>;
template <class T>
using DecoupledWork = LayeredEngineWorkspace<TableCell, T, DecoupledTangents<T>>;

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
