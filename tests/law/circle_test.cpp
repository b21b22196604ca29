// A circle of inputs through any cell: what is carried along it are the derivatives of the curve
// through its points.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kernels/cell/batch_norm.hpp"
#include "kernels/cell/mlp.hpp"
#include "kernels/cell/moving.hpp"
#include "kernels/cell/residual.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/state.hpp"
#include "tests/engines/all_cells.hpp"
#include "tests/law/hand_run.hpp"

namespace widefield::law {
namespace {

using std::numbers::pi;

Network network_of() {
  Network network;
  network.activation = "erf";
  network.weight_variance = 0.8;
  network.bias_variance = 0.1;
  return network;
}

/// Inputs at equal distances on a circle of squared norm 1, with velocity and acceleration.
template <class C>
struct OnCircle : HandMade<C> {
  explicit OnCircle(int points) : HandMade<C>(network_of(), {30, 90, 70, 80}, points, 0) {
    Copies& copies = this->problem.copies;
    copies = {points, 0, true};
    const int k = copies.count();
    const std::vector<int> place = circle_places(points);
    this->gram.resize(static_cast<std::size_t>(k) * k);
    for (int i = 0; i < k; ++i)
      for (int j = 0; j < k; ++j) {
        const double apart = static_cast<double>(place[i / 3] - place[j / 3]) / points;
        this->gram[i * k + j] = std::cos(2 * pi * (apart + (i % 3 - j % 3) / 4.0));
      }
    this->problem.gram = this->gram.data();
  }
};

/// |h'|^2 / N and |h''|^2 / N, means over the circle.
struct Motion {
  double speed, bend;
};

/// From the products of points alone: their mean at distance d is a cosine series in d, whose
/// second derivative at 0 is -|h'|^2 / N and whose fourth is |h''|^2 / N.
template <class C>
Motion motion_of_points(const HandMade<C>& made, const std::vector<double>& record, int layer) {
  const int points = made.problem.copies.inputs;
  const std::vector<int> place = circle_places(points);
  Motion motion{0, 0};
  for (int n = 1; 2 * n <= points; ++n) {
    double power = 0;
    for (int a = 0; a < points; ++a)
      for (int b = 0; b < points; ++b) {
        const int pair = made.problem.record.pair(std::min(a, b), std::max(a, b));
        power += made.value(record, Primitive::gram, layer, pair) *
                 std::cos(2 * pi * n * (place[a] - place[b]) / points);
      }
    power *= (2 * n == points ? 1.0 : 2.0) / (static_cast<double>(points) * points);
    motion.speed += std::pow(n, 2) * power;
    motion.bend += std::pow(n, 4) * power;
  }
  return motion;
}

/// What all points hear alike: noise of their own would leave no curve through them.
template <class C>
struct HearsTheSame : C {
  static InputStream input(const typename C::Parameters& p) { return {C::input(p).variance, 1.0}; }
};
template <class C>
using OnACurve = std::conditional_t<reads_input<C>, HearsTheSame<C>, C>;

template <class C>
class CircleOfCells : public testing::Test {};
TYPED_TEST_SUITE(CircleOfCells, AllCells);

/// 60 points resolve the curve to about 1e-7, and 90 that of batch norm, whose fields are larger;
/// with more, the fourth derivative of a sum of products shows the rounding of activations. No
/// statistics.
TYPED_TEST(CircleOfCells, DerivativesAreThoseOfTheCurve) {
  const OnCircle<OnACurve<TypeParam>> made(MixingCell<TypeParam> ? 90 : 60);
  for (const std::vector<double>& record :
       {run_by_hand<StateWork, double>(made, 3), run_by_hand<DenseWork, double>(made, 3)}) {
    const int last = made.problem.depth;
    const Motion expected = motion_of_points(made, record, last);
    EXPECT_NEAR(made.value(record, Primitive::velocity_square, last) / expected.speed, 1, 1e-6);
    EXPECT_NEAR(made.value(record, Primitive::acceleration_square, last) / expected.bend, 1, 1e-5);
  }
}

/// A planted error: accelerations pushed forward like tangents, without the bend of phi.
struct Straight : Mlp {
  template <class S>
  struct IsMoving : std::false_type {};
  template <class S>
  struct IsMoving<Moving<S>> : std::true_type {};

  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S input) {
    Mlp::template update<stage>(p, registers, fields, input);
    if constexpr (IsMoving<S>::value) {
      const auto at = value_and_slope(p.activation, fields[0].value.value);
      registers[0].derivative[0].derivative[0] = at.first * fields[0].derivative[0].derivative[0];
    }
  }
};

TEST(CircleOfOneCell, AForgottenBendIsSeen) {
  const OnCircle<Straight> made(40);
  const std::vector<double> record = run_by_hand<StateWork, double>(made, 3);
  const Motion expected = motion_of_points(made, record, 3);
  EXPECT_NEAR(made.value(record, Primitive::velocity_square, 3) / expected.speed, 1, 1e-6);
  EXPECT_LT(made.value(record, Primitive::acceleration_square, 3) / expected.bend, 0.9);
}

/// A mix over the copies of a neuron moves with all of them.
TEST(CircleOfOneCell, AMixIsDifferentiatedTwice) {
  constexpr int points = 5;
  constexpr double step = 1e-3, error = 1e-5;  // h^2 and 1e-16 / h^2
  const BatchNorm::Parameters p = BatchNorm::parameters(network_of());
  const double at[] = {0.3, -1.2, 0.8, 2.1, -0.4}, by[] = {1, 0.5, -2, 0.25, 3},
               bend[] = {-1, 2, 0.3, 0.7, -0.2};
  Moving<double> h[points];
  for (int a = 0; a < points; ++a)
    h[a] = moving(at[a], by[a], bend[a]);
  BatchNorm::mix(p, h, points, h);
  const auto mixed = [&](double t) {
    std::vector<double> x(points);
    for (int a = 0; a < points; ++a)
      x[a] = at[a] + t * by[a] + t * t / 2 * bend[a];
    BatchNorm::mix(p, x.data(), points, x.data());
    return x;
  };
  const auto up = mixed(step), here = mixed(0), down = mixed(-step);
  for (int a = 0; a < points; ++a) {
    EXPECT_NEAR(velocity_of(h[a]), (up[a] - down[a]) / (2 * step), error);
    EXPECT_NEAR(acceleration_of(h[a]), (up[a] - 2 * here[a] + down[a]) / (step * step), error);
  }
}

}  // namespace
}  // namespace widefield::law
