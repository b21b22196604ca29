#include "kernels/engine/layered/lazy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cell/mlp.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "tests/law/hand_run.hpp"
#include "tests/law/same_law.hpp"

// Matrices revealed on demand have the law of drawn ones: tied and fresh, Gaussian and Haar, on the
// way up, along tangents and back through time. Samplers with a planted error are rejected.
namespace widefield::law {
namespace {

Network network_of(double bias_variance, bool tied = true) {
  Network network;
  network.tied = tied;
  network.activation = "tanh";
  network.weight_variance = 2.5;
  network.bias_variance = bias_variance;
  return network;
}

constexpr std::uint32_t apart = 1u << 20;
constexpr int depth = 5;

/// Over the time steps of one network: q at three of them, the correlation of two inputs and the
/// mean square of the pre-activations at the last, a squared tangent and its overlap with its
/// input; with `gradients` also those of the first two steps.
template <template <class> class Work>
Sample sample_of(const HandMade<Mlp>& made, std::uint32_t first, bool gradients, int networks) {
  Sample sample{gradients ? 9 : 7, {}};
  const RecordMap& map = made.problem.record;
  for (std::uint32_t network = first; network < first + std::uint32_t(networks); ++network) {
    const std::vector<double> record = run_by_hand<Work, float>(made, network);
    const auto at = [&](Primitive primitive, int layer, int component = 0) {
      return made.value(record, primitive, layer, component);
    };
    const double q = at(Primitive::gram, depth), other = at(Primitive::gram, depth, map.pair(1, 1));
    const double tangent = at(Primitive::tangent_square, depth);
    for (const double x : {q, at(Primitive::gram, depth - 1), at(Primitive::gram, 2),
                           at(Primitive::gram, depth, map.pair(0, 1)) / std::sqrt(q * other),
                           std::log(at(Primitive::field_square, depth)), std::log(tangent),
                           at(Primitive::tangent_cross, depth) / std::sqrt(q * tangent)})
      sample.values.push_back(x);
    if (gradients)
      for (const int layer : {1, 2})
        sample.values.push_back(std::log(at(Primitive::gradient_square, layer)));
  }
  return sample;
}

/// A network of `width` neurons in each of its layers, with two inputs and a tangent of each.
HandMade<Mlp> network(std::int64_t width, double bias_variance, bool tied = true) {
  return HandMade<Mlp>(network_of(bias_variance, tied), std::vector<std::int64_t>(depth + 1, width),
                       2, 0.6);
}

void forward_only(HandMade<Mlp>& made) {
  made.problem.record.offset[int(Primitive::gradient_square)] = -1;
}

class LazyLaw : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Law, LazyLaw, testing::Bool(),
                         [](const auto& tied) { return tied.param ? "tied" : "fresh"; });

/// Twenty directions from below and eight from above, in 32 neurons (Haar) and in 12, where they
/// are more than the neurons and the last of them show nothing new.
TEST_P(LazyLaw, IsDenseAndBack) {
  for (const auto& [weights, width] : {std::pair{WeightLaw::orthogonal, 32},
                                       {WeightLaw::gaussian, 32},
                                       {WeightLaw::gaussian, 12}}) {
    HandMade<Mlp> made(network(width, 0.1, GetParam()));
    made.problem.weights = weights;
    expect_same_law(sample_of<LazyWork>(made, 0, true, 3000),
                    sample_of<DenseWork>(made, apart, true, 3000));
  }
}

TEST_P(LazyLaw, IsDenseForward) {
  HandMade<Mlp> made(network(24, 0, GetParam()));
  forward_only(made);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    expect_same_law(sample_of<LazyWork>(made, 0, false, 3000),
                    sample_of<DenseWork>(made, apart, false, 3000));
  }
}

/// Planted error: what comes back meets other matrices ("gradient independence").
template <class Team>
struct ForgetfulMatrices : LazyMatrices<TableCell, Team> {
  using Base = LazyMatrices<TableCell, Team>;
  using Base::Base;

  void begin_adjoint(Team& team, const StageAt& at) {
    StageAt first = at;
    first.layer = 1;
    if (at.layer == depth && team.leader()) Base::prepare(first, nullptr);
    team.barrier();
    Base::begin_adjoint(team, at);
  }
};
template <class T>
using ForgetfulWork = LayeredEngineWorkspace<TableCell, T, ForgetfulMatrices<T>>;

/// A homogeneous network: where a layer has amplified its input on the way up, it must amplify the
/// gradient on the way back.
class PlantedLazy : public testing::Test {
 protected:
  static Network homogeneous(bool tied) {
    Network network = network_of(0, tied);
    network.activation = "leaky_relu";
    network.activation_slope = 0.3;
    return network;
  }
  static constexpr int many = 6000;
  static constexpr std::int64_t few_neurons = 6;

  const std::vector<std::int64_t> widths = std::vector<std::int64_t>(depth + 1, few_neurons);
  HandMade<Mlp> tied{homogeneous(true), widths, 2, 0.6};
  HandMade<Mlp> fresh{homogeneous(false), widths, 2, 0.6};
  Sample dense = sample_of<DenseWork>(tied, apart, true, many);
};

TEST_F(PlantedLazy, TheRightOneIsNotRejected) {
  expect_same_law(sample_of<LazyWork>(tied, 0, true, many), dense);
}

TEST_F(PlantedLazy, ForgettingOnTheWayBackIsRejected) {
  EXPECT_LT(smallest_p(sample_of<ForgetfulWork>(tied, 0, true, many), dense), significance);
}

TEST_F(PlantedLazy, UntiedMatricesAreRejected) {
  EXPECT_LT(smallest_p(sample_of<LazyWork>(fresh, 0, true, many), dense), significance);
}

/// One network by both histories: the Cholesky factor of all signals in float32 and Gram-Schmidt in
/// float64 show the same matrix from the same normals.
TEST(Lazy, BothHistoriesAreOneNetwork) {
  HandMade<Mlp> made(network(300, 0.1));
  forward_only(made);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    const std::vector<double> narrow = run_by_hand<LazyWork, float>(made, 7);
    const std::vector<double> wide = run_by_hand<LazyWork, double>(made, 7);
    for (int layer = 1; layer <= depth; ++layer)
      for (const Primitive primitive :
           {Primitive::gram, Primitive::field_square, Primitive::tangent_square})
        EXPECT_NEAR(made.value(narrow, primitive, layer) / made.value(wide, primitive, layer), 1,
                    2e-5);
  }
}

/// A reflection: (W x) . d = x . (W^T d) and what was asked twice is answered twice, whatever the
/// order in which both sides ask.
TEST(Lazy, BothSidesSeeOneMatrix) {
  using T = Team<double>;
  constexpr std::int64_t neurons = 150;
  constexpr int asked = 6;
  HandMade<Mlp> made(network_of(0), std::vector<std::int64_t>(asked + 1, neurons), 1, 0);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    run_team<T>(
        1, [&](T& team) { return LazyMatrices<TableCell, T>(team, made.problem); },
        [&](T& team, LazyMatrices<TableCell, T>& matrices) {
          std::vector<Pack<double>> memory(4 * asked * lane_neurons * tile_count(neurons));
          const VectorList<T> lists({memory.data()}, 4 * asked);
          const StageAt at = stage_at(made.problem, 3, 1, 0);
          const auto x = [&](int i) { return lists.vector(i); };
          const auto image = [&](int i) { return lists.vector(asked + i); };
          const auto d = [&](int i) { return lists.vector(2 * asked + i); };
          const auto pulled = [&](int i) { return lists.vector(3 * asked + i); };
          matrices.prepare(at, nullptr);
          for (int i = 0; i < asked; ++i) {
            for (std::int64_t tile = 0; tile < tile_count(neurons); ++tile) {
              const Stream stream{1, Purpose::input, 0, 0};
              draw_direction(team, stream, i < asked - 1 ? i : 0, tile, neurons, x(i).at(tile));
              draw_direction(team, stream, i + asked, tile, neurons, d(i).at(tile));
            }
          }
          for (int i = 0; i < asked; ++i) {
            matrices.multiply(team, at, 0, x(i), image(i));
            matrices.multiply_transposed(team, at, 0, d(i), pulled(i));
          }
          const auto dot = [&](TiledVector<T> a, TiledVector<T> b) {
            double sum = 0;
            for (std::int64_t i = 0; i < neurons; ++i) {
              const int n = static_cast<int>(i % tile_neurons);
              sum +=
                  T::neuron(a.at(i / tile_neurons), 0, n) * T::neuron(b.at(i / tile_neurons), 0, n);
            }
            return sum;
          };
          for (int i = 0; i < asked; ++i)
            for (int j = 0; j < asked; ++j)
              EXPECT_NEAR(dot(image(i), d(j)), dot(x(i), pulled(j)), 1e-10 * neurons);
          for (int i = 0; i < asked; ++i)
            EXPECT_NEAR(dot(image(0), image(i)), dot(image(asked - 1), image(i)), 1e-10 * neurons);
          for (int i = 0; weights == WeightLaw::orthogonal && i < asked; ++i)
            EXPECT_NEAR(dot(image(i), image(1)), dot(x(i), x(1)), 1e-10 * neurons);
        });
  }
}

TEST(Lazy, TheBitsDoNotDependOnTheTeam) {
  HandMade<Mlp> made(network_of(0.1), std::vector<std::int64_t>(3, 64 * chunk_tiles + 100), 1, 0.4);
  for (const bool back : {true, false}) {
    if (!back) forward_only(made);
    for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
      made.problem.weights = weights;
      const std::vector<double> alone = run_by_hand<LazyWork, float>(made, 5);
      for (const int members : {2, 3})
        EXPECT_EQ((run_by_hand<LazyWork, float>(made, 5, members)), alone) << members;
    }
  }
}

}  // namespace
}  // namespace widefield::law
