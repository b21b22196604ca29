#include "kernels/engine/spectrum/network_jacobian.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cell/mlp.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/lazy.hpp"
#include "tests/law/hand_run.hpp"
#include "tests/law/same_law.hpp"

// Lanczos coefficients of the Jacobian: revealed matrices that remember what they have shown on the
// way up, on the way back and in every step before have the law of drawn ones.
namespace widefield::law {
namespace {

constexpr int steps = 4, depth = 3;
constexpr std::uint32_t apart = 1u << 20;

/// A network, its gradients, and the Lanczos process on its Jacobian; the coefficients stand behind
/// the first layer of the record.
template <class T, class Matrices>
struct LanczosWork {
  LayeredEngineWorkspace<TableCell, T, Matrices> layers;
  JacobianWorkspace<TableCell, T> memory;
  Lanczos<T> process;

  LanczosWork(T& team, const Problem<TableCell>& problem)
      : layers(team, problem),
        memory(team, problem, problem.widest()),
        process(team, steps, problem.widest()) {}

  void run(T& team, const Problem<TableCell>& problem, std::uint32_t network, double* record) {
    layers.run(team, problem, network, record);
    team.barrier();
    const auto kept = layers.network(team, problem, network);
    NetworkJacobian<TableCell, T, Matrices> jacobian(kept, memory);
    double* alpha = record + problem.record.stride - 2 * steps;
    process.run(team, Stream{problem.key, Purpose::probe, network, 0}, jacobian, alpha,
                alpha + steps);
  }
};
template <class T>
using LazySteps = LanczosWork<T, LazyMatrices<TableCell, T>>;
template <class T>
using DenseSteps = LanczosWork<T, DrawnMatrices<TableCell, T>>;

HandMade<Mlp> network(bool tied, std::vector<std::int64_t> widths) {
  Network network;
  network.activation = "tanh";
  network.weight_variance = 1.8;
  network.bias_variance = 0.1;
  network.tied = tied;
  return HandMade<Mlp>(network, std::move(widths), 1, 0);
}
HandMade<Mlp> network(bool tied, std::int64_t width) {
  return network(tied, std::vector<std::int64_t>(depth + 1, width));
}
void make_room(HandMade<Mlp>& made) {
  made.problem.spectrum.lanczos_steps = steps;
  made.problem.record.add(Primitive::jacobian_spectrum, 2 * steps, false);
}

/// Logarithms of all coefficients but the last, of q at the last layer and of a gradient.
template <template <class> class Work>
Sample sample_of(const HandMade<Mlp>& made, std::uint32_t first, int networks = 1500) {
  Sample sample{2 * steps + 1, {}};
  for (std::uint32_t network = first; network < first + std::uint32_t(networks); ++network) {
    const std::vector<double> record = run_by_hand<Work, float>(made, network);
    for (int i = 0; i < 2 * steps - 1; ++i)
      sample.values.push_back(std::log(record[made.problem.record.stride - 2 * steps + i]));
    sample.values.push_back(made.value(record, Primitive::gram, depth));
    sample.values.push_back(std::log(made.value(record, Primitive::gradient_square, 1)));
  }
  return sample;
}

class JacobianLaw : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Law, JacobianLaw, testing::Bool(),
                         [](const auto& tied) { return tied.param ? "tied" : "fresh"; });

/// Tied Haar matrices meet 33 directions.
TEST_P(JacobianLaw, LanczosCoefficientsOfLazyAreThoseOfDense) {
  for (const auto& [weights, width] :
       {std::pair{WeightLaw::gaussian, 16}, {WeightLaw::orthogonal, 34}}) {
    HandMade<Mlp> made = network(GetParam(), width);
    make_room(made);
    made.problem.weights = weights;
    expect_same_law(sample_of<LazySteps>(made, 0), sample_of<DenseSteps>(made, apart));
  }
}

TEST(JacobianLaw, LayersOfOtherWidths) {
  HandMade<Mlp> made = network(false, {20, 12, 9, 16});
  make_room(made);
  expect_same_law(sample_of<LazySteps>(made, 0), sample_of<DenseSteps>(made, apart));
}

/// Planted error: every product meets a matrix that has forgotten all others.
template <class Team>
struct ForgetfulMatrices : LazyMatrices<TableCell, Team> {
  using Base = LazyMatrices<TableCell, Team>;
  using Base::Base;

  void forget(Team& team, const StageAt& at) {
    StageAt first = at;
    if (at.term[0].tied) first.layer = 1;
    if (team.leader()) Base::prepare(first, nullptr);
    team.barrier();
  }
  void multiply(Team& team, const StageAt& at, int f, TiledVector<Team> x, TiledVector<Team> y) {
    forget(team, at);
    Base::multiply(team, at, f, x, y);
  }
};
template <class T>
using ForgetfulWork = LanczosWork<T, ForgetfulMatrices<T>>;

TEST_P(JacobianLaw, ForgettingIsRejected) {
  HandMade<Mlp> made = network(GetParam(), 16);
  make_room(made);
  EXPECT_LT(smallest_p(sample_of<ForgetfulWork>(made, 0), sample_of<DenseSteps>(made, apart)),
            significance);
}

template <class T>
double dot(TiledVector<T> a, TiledVector<T> b, std::int64_t neurons) {
  double sum = 0;
  for (std::int64_t i = 0; i < neurons; ++i) {
    const int n = static_cast<int>(i % tile_neurons);
    sum += T::neuron(a.at(i / tile_neurons), 0, n) * T::neuron(b.at(i / tile_neurons), 0, n);
  }
  return sum;
}

/// (J v) . d = v . (J^T d), of one network in float64.
template <template <class> class Work>
void expect_adjoint(const HandMade<Mlp>& made) {
  using T = Team<double>;
  const std::int64_t inputs = made.widths.front(), outputs = made.widths.back();
  std::vector<double> record(made.problem.record.slots());
  run_team<T>(
      1, [&](T& team) { return Work<T>(team, made.problem); },
      [&](T& team, Work<T>& work) {
        work.run(team, made.problem, 2, record.data());
        std::vector<Pack<double>> memory(4 * lane_neurons * tile_count(made.problem.widest()));
        const VectorList<T> list({memory.data()}, 4);
        for (std::int64_t tile = 0; tile < tile_count(made.problem.widest()); ++tile) {
          const Stream stream{1, Purpose::input, 0, 0};
          draw_direction(team, stream, 0, tile, inputs, list.vector(0).at(tile));
          draw_direction(team, stream, 1, tile, outputs, list.vector(1).at(tile));
        }
        using Matrices = std::remove_reference_t<decltype(work.layers.forward.matrices)>;
        const auto kept = work.layers.network(team, made.problem, 2);
        NetworkJacobian<TableCell, T, Matrices> jacobian(kept, work.memory);
        jacobian.apply(team, list.vector(0), list.vector(2));
        jacobian.apply_transposed(team, list.vector(1), list.vector(3));
        const double up = dot<T>(list.vector(2), list.vector(1), outputs);
        EXPECT_NEAR(up, dot<T>(list.vector(0), list.vector(3), inputs), 1e-9 * outputs);
        EXPECT_GT(std::abs(up), 1e-3);
      });
}

TEST(NetworkJacobian, ItsProductsAreAdjoint) {
  for (const bool tied : {false, true})
    for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
      HandMade<Mlp> made = network(tied, 100);
      make_room(made);
      made.problem.spectrum.lanczos_steps = steps + 1;
      made.problem.weights = weights;
      expect_adjoint<LazySteps>(made);
      expect_adjoint<DenseSteps>(made);
    }
}

}  // namespace
}  // namespace widefield::law
