// The local Jacobians of cells: tangents against finite differences, adjoints against tangents.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "all_cells.hpp"
#include "kernels/cell/local.hpp"
#include "widefield/diff.hpp"

namespace widefield {
namespace {

/// Central differences of step h of a smooth function of order 1 err by h^2 f'''/6 and epsilon/h.
constexpr double step = 1e-5, difference_error = 1e-8;
constexpr double rounding = 1e-14;

template <class C>
struct CellTest : testing::Test {
  std::mt19937_64 generator{7};

  double number() { return std::normal_distribution<double>(0, 1)(generator); }
  std::vector<double> numbers(int count) {
    std::vector<double> all(count);
    for (double& x : all)
      x = number();
    return all;
  }
  typename C::Parameters parameters() const {
    Network network;
    network.activation = "tanh";
    return C::parameters(network);
  }
};

TYPED_TEST_SUITE(CellTest, AllCells);

template <class C, class F>
void for_each_stage(F f) {
  [&]<int... stage>(std::integer_sequence<int, stage...>) {
    (f(std::integral_constant<int, stage>{}), ...);
  }
  (std::make_integer_sequence<int, C::stages>{});
}

template <class C, int stage>
std::vector<double> updated(const typename C::Parameters& parameters, std::vector<double> registers,
                            const std::vector<double>& fields) {
  C::template update<stage>(parameters, registers.data(), fields.data(), 0.25);
  return registers;
}

std::vector<double> moved(std::vector<double> x, const std::vector<double>& direction, double by) {
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] += by * direction[i];
  return x;
}

double dot(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += x[i] * y[i];
  return sum;
}

TYPED_TEST(CellTest, TangentsOfAnUpdateAreItsFiniteDifferences) {
  using C = TypeParam;
  for_each_stage<C>([&](auto stage) {
    const auto p = this->parameters();
    const auto registers = this->numbers(C::registers), fields = this->numbers(C::fields(stage));
    auto pushed = this->numbers(C::registers);
    const auto direction = this->numbers(C::fields(stage));
    const auto up =
        updated<C, stage>(p, moved(registers, pushed, step), moved(fields, direction, step));
    const auto down =
        updated<C, stage>(p, moved(registers, pushed, -step), moved(fields, direction, -step));
    auto values = registers;
    const auto jacobian =
        update_with_jacobian<C, stage, double>(p, values.data(), fields.data(), 0.25);
    jacobian.push(pushed.data(), direction.data());
    for (int r = 0; r < C::registers; ++r)
      // a register that the stage leaves alone is not one of its results in a cell that forgets
      EXPECT_NEAR(pushed[r], (up[r] - down[r]) / (2 * step), difference_error) << "register " << r;
    EXPECT_EQ(values, (updated<C, stage>(p, registers, fields)));
  });
}

TYPED_TEST(CellTest, TheAdjointOfAnUpdateIsItsTranspose) {
  using C = TypeParam;
  for_each_stage<C>([&](auto stage) {
    const auto p = this->parameters();
    auto registers = this->numbers(C::registers);
    const auto fields = this->numbers(C::fields(stage));
    const auto jacobian =
        update_with_jacobian<C, stage, double>(p, registers.data(), fields.data(), 0.25);
    const auto x = this->numbers(C::registers), h = this->numbers(C::fields(stage));
    const auto y = this->numbers(C::registers);
    auto pushed = x, pulled = y;
    std::vector<double> pulled_fields(C::fields(stage));
    jacobian.push(pushed.data(), h.data());
    jacobian.pull(pulled.data(), pulled_fields.data());
    EXPECT_NEAR(dot(y, pushed), dot(pulled, x) + dot(pulled_fields, h), rounding * 10);
  });
}

TYPED_TEST(CellTest, GradientsOfSignalsAreFiniteDifferencesAndTransposed) {
  using C = TypeParam;
  const auto p = this->parameters();
  for_each_stage<C>([&](auto stage) {
    const int which = C::term(p, LayerShape{}, stage, 0).signal;
    const auto registers = this->numbers(C::registers), direction = this->numbers(C::registers);
    const auto gradient = signal_with_gradient<C>(p, which, registers.data(), 1.25);
    const double up = C::signal(p, which, moved(registers, direction, step).data(), 1.25);
    const double down = C::signal(p, which, moved(registers, direction, -step).data(), 1.25);
    EXPECT_NEAR(gradient.push(direction.data()), (up - down) / (2 * step), difference_error);
    EXPECT_EQ(gradient.value, C::signal(p, which, registers.data(), 1.25));
    std::vector<double> pulled(C::registers, 0.0);
    gradient.pull(2.0, pulled.data());
    EXPECT_NEAR(dot(pulled, direction), 2 * gradient.push(direction.data()), rounding * 10);
  });
}

TYPED_TEST(CellTest, NestedDualsGiveTheCurvatureAlongADirection) {
  using C = TypeParam;
  using First = Dual<double, 1>;
  using Second = Dual<First, 1>;
  constexpr double wide_step = 1e-3, curvature_error = 1e-5;
  for_each_stage<C>([&](auto stage) {
    const auto p = this->parameters();
    const auto registers = this->numbers(C::registers), fields = this->numbers(C::fields(stage));
    const auto direction = this->numbers(C::fields(stage));
    std::vector<Second> r(C::registers), h(C::fields(stage));
    for (int i = 0; i < C::registers; ++i)
      r[i] = Second(First(registers[i]));
    for (int i = 0; i < C::fields(stage); ++i) {
      h[i].value = First(fields[i]);
      h[i].value.derivative[0] = direction[i];
      h[i].derivative[0] = First(direction[i]);
    }
    C::template update<stage>(p, r.data(), h.data(), Second(First(0.25)));
    const auto up = updated<C, stage>(p, registers, moved(fields, direction, wide_step));
    const auto middle = updated<C, stage>(p, registers, fields);
    const auto down = updated<C, stage>(p, registers, moved(fields, direction, -wide_step));
    for (int i = 0; i < C::registers; ++i)
      EXPECT_NEAR(r[i].derivative[0].derivative[0],
                  (up[i] - 2 * middle[i] + down[i]) / (wide_step * wide_step), curvature_error);
  });
}

TYPED_TEST(CellTest, DifferencesAreThoseOfTwoUpdates) {
  using C = TypeParam;
  using D = Diff<double>;
  for_each_stage<C>([&](auto stage) {
    const auto p = this->parameters();
    const auto registers = this->numbers(C::registers), apart = this->numbers(C::registers);
    const auto fields = this->numbers(C::fields(stage)), far = this->numbers(C::fields(stage));
    std::vector<D> r, h;
    for (int i = 0; i < C::registers; ++i)
      r.push_back(D{registers[i], 0.3 * apart[i]});
    for (int i = 0; i < C::fields(stage); ++i)
      h.push_back(D{fields[i], 0.3 * far[i]});
    C::template update<stage>(p, r.data(), h.data(), D(0.25));
    const auto here = updated<C, stage>(p, registers, fields);
    const auto there = updated<C, stage>(p, moved(registers, apart, 0.3), moved(fields, far, 0.3));
    for (int i = 0; i < C::registers; ++i) {
      EXPECT_NEAR(r[i].value, here[i], rounding);
      EXPECT_NEAR(r[i].difference, there[i] - here[i], rounding * 10);
    }
  });
}

TYPED_TEST(CellTest, TinyDifferencesAreTheDerivativeToFirstOrder) {
  using C = TypeParam;
  using D = Diff<double>;
  constexpr double tiny = 1e-14, second_order = 1e-12;
  for_each_stage<C>([&](auto stage) {
    const auto p = this->parameters();
    const auto registers = this->numbers(C::registers), fields = this->numbers(C::fields(stage));
    const auto direction = this->numbers(C::fields(stage));
    std::vector<D> r(registers.begin(), registers.end()), h;
    for (int i = 0; i < C::fields(stage); ++i)
      h.push_back(D{fields[i], tiny * direction[i]});
    C::template update<stage>(p, r.data(), h.data(), D(0.25));
    auto values = registers;
    std::vector<double> pushed(C::registers, 0.0);
    update_with_jacobian<C, stage, double>(p, values.data(), fields.data(), 0.25)
        .push(pushed.data(), direction.data());
    for (int i = 0; i < C::registers; ++i)
      EXPECT_NEAR(r[i].difference / tiny, pushed[i], second_order);
  });
}

TEST(BatchNormTest, TheMixHasMeanZeroAndTheTransposeOfItsDuals) {
  constexpr int copies = 7;
  Network network;
  network.batch_norm.epsilon = 1e-3;
  const BatchNorm::Parameters p = BatchNorm::parameters(network);
  const std::vector<double> values = {0.3, -1.2, 0.8, 2.1, -0.4, 0.0, 1.7};
  const std::vector<double> direction = {1, 0.5, -2, 0.25, 0, 3, -1};
  std::vector<double> adjoint = {0.2, -0.7, 1.1, 0.4, -0.9, 0.6, 2.0};
  const std::vector<double> given = adjoint;

  std::vector<Dual<double, 1>> dual(values.begin(), values.end());
  for (int a = 0; a < copies; ++a)
    dual[a].derivative[0] = direction[a];
  BatchNorm::mix(p, dual.data(), copies, dual.data());
  double mean = 0, overlap = 0;
  for (int a = 0; a < copies; ++a) {
    mean += dual[a].value;
    overlap += given[a] * dual[a].derivative[0];
  }
  EXPECT_NEAR(mean, 0, rounding * 10);
  BatchNorm::mix_transposed(p, values.data(), adjoint.data(), copies);
  EXPECT_NEAR(overlap, dot(adjoint, direction), rounding * 10);

  auto up = moved(values, direction, step), down = moved(values, direction, -step);
  BatchNorm::mix(p, up.data(), copies, up.data());
  BatchNorm::mix(p, down.data(), copies, down.data());
  for (int a = 0; a < copies; ++a)
    EXPECT_NEAR(dual[a].derivative[0], (up[a] - down[a]) / (2 * step), difference_error);
}

TEST(MlpTest, EverySmoothActivationHasTheSlopeOfItsFiniteDifferences) {
  for (const ActivationInfo& info : activations()) {
    if (info.kinked) continue;
    Network network;
    network.activation = info.name;
    const Mlp::Parameters p = Mlp::parameters(network);
    for (const double h : {-2.0, -0.3, 0.4, 1.9}) {
      double value = 0;
      const auto jacobian = update_with_jacobian<Mlp, 0, double>(p, &value, &h, 0.0);
      const std::vector<double> at = {h}, unit = {1};
      const auto up = updated<Mlp, 0>(p, {0}, moved(at, unit, step));
      const auto down = updated<Mlp, 0>(p, {0}, moved(at, unit, -step));
      EXPECT_NEAR(jacobian.row[0][0], (up[0] - down[0]) / (2 * step), difference_error)
          << info.name << " at " << h;
    }
  }
}

}  // namespace
}  // namespace widefield
