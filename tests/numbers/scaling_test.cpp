#include <gtest/gtest.h>

#include <cmath>

#include "tests/scalings.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/of_network.hpp"
#include "widefield/activation/two_slopes.hpp"

// gamma (phi(alpha h + beta) + delta), held against phi itself.
namespace widefield {
namespace {

constexpr double arguments[] = {-3.1, -0.7, -0.2, 0.1, 0.45, 1.3, 4.2};

template <class Check>
void for_every_scaling(Check check) {
  for (const ActivationInfo& info : activations())
    for (const Scaling& around : test::scalings()) {
      SCOPED_TRACE(info.name + " " + std::to_string(around.input_scale) + " " +
                   std::to_string(around.input_shift));
      const Activation plain = activation(info.name, 0.2, 1.5);
      check(plain, scaled(plain, around), around);
    }
}

TEST(Scaling, JetIsThatOfThePlainActivationInside) {
  for_every_scaling([](const Activation& plain, const Activation& phi, const Scaling& around) {
    const double gain = around.output_scale * around.input_scale;
    for (const double h : arguments) {
      const Jet<double> in = jet(plain, around.input_scale * h + around.input_shift);
      const Jet<double> out = jet(phi, h);
      EXPECT_EQ(out.value, around.output_scale * (in.value + around.output_shift));
      EXPECT_EQ(out.first, gain * in.first);
      EXPECT_DOUBLE_EQ(out.second, gain * around.input_scale * in.second);
      EXPECT_EQ(out.value, value(phi, h));
      EXPECT_EQ(out.value, value_and_slope(phi, h).value);
      EXPECT_EQ(out.first, value_and_slope(phi, h).first);
    }
  });
}

// Central differences err by step^2 times a third derivative and by rounding over the step.
TEST(Scaling, JetIsTheDerivative) {
  constexpr double step = 3e-6, error = 1e-8;
  for_every_scaling([](const Activation&, const Activation& phi, const Scaling&) {
    for (const double h : arguments) {
      const Jet<double> at = jet(phi, h), left = jet(phi, h - step), right = jet(phi, h + step);
      EXPECT_NEAR(at.first, (right.value - left.value) / (2 * step), error);
      EXPECT_NEAR(at.second, (right.first - left.first) / (2 * step), error);
    }
  });
}

TEST(Scaling, DualsFollowTheChainRule) {
  for_every_scaling([](const Activation&, const Activation& phi, const Scaling&) {
    using D = Dual<double, 1>;
    for (const double h : arguments) {
      const Jet<double> at = jet(phi, h);
      const Dual<D, 1> x = variable<1>(variable<1>(h, 0), 0);
      const Dual<D, 1> y = value(phi, x);
      EXPECT_EQ(y.value.value, at.value);
      EXPECT_EQ(y.derivative[0].value, at.first);
      EXPECT_EQ(y.derivative[0].derivative[0], at.second);
    }
  });
}

// Down to 1e-30, where a subtraction in the end would have no digits.
TEST(Scaling, DifferenceIsRightRelativeToItself) {
  for_every_scaling([](const Activation&, const Activation& phi, const Scaling&) {
    if (phi.kind == ActivationKind::sign) return;
    for (const double h : arguments) {
      const double slope = value_and_slope(phi, h).first;
      EXPECT_NEAR(difference(phi, h, 1e-30), slope * 1e-30,
                  1e-14 * std::abs(slope) * 1e-30 + 1e-46);
      for (const double d : {0.3, -1.1}) {
        const double here = value(phi, h), there = value(phi, h + d);
        const double rounding = 2e-15 * (1 + std::abs(here) + std::abs(there));
        EXPECT_NEAR(difference(phi, h, d), there - here, rounding);
      }
      const Diff<double> y = value(phi, Diff<double>{h, 1e-20});
      EXPECT_EQ(y.difference, difference(phi, h, 1e-20));
    }
  });
}

TEST(Scaling, LanesHaveTheBitsOfScalars) {
  for_every_scaling([](const Activation&, const Activation& phi, const Scaling&) {
    Pack<float> h;
    for (int lane = 0; lane < pack_lanes; ++lane)
      h.set(lane, 0.37f * float(lane - 7));
    const Jet<Pack<float>> together = jet(phi, h);
    const Pack<float> moves = difference(phi, h, Pack<float>(0.01f));
    for (int lane = 0; lane < pack_lanes; ++lane) {
      EXPECT_EQ(together.value[lane], jet(phi, h[lane]).value);
      EXPECT_EQ(together.second[lane], jet(phi, h[lane]).second);
      EXPECT_EQ(moves[lane], difference(phi, h[lane], 0.01f));
    }
  });
}

TEST(Scaling, DefaultsLeaveThePathAndTheSignOfZeroAlone) {
  Network network;
  for (const ActivationInfo& info : activations()) {
    network.activation = info.name;
    EXPECT_TRUE(activation(network).plain) << info.name;
  }
  network.activation = "linear";
  EXPECT_TRUE(std::signbit(value(activation(network), -0.0)));
  network.activation_output_shift = 0.5;
  EXPECT_FALSE(activation(network).plain);
}

TEST(Scaling, EveryKeyOfANetworkArrives) {
  Network network;
  network.activation = "leaky_relu";
  network.activation_slope = 0.3;
  network.activation_input_scale = 2, network.activation_input_shift = 3;
  network.activation_output_scale = 5, network.activation_output_shift = 7;
  EXPECT_EQ(value(activation(network), 1.0), 5 * ((2.0 + 3) + 7));
  EXPECT_EQ(value(activation(network), -2.0), 5 * (0.3 * (-4.0 + 3) + 7));
}

// Where two slopes are claimed, phi is them; where phi is two slopes of the three kinds, they are.
TEST(Scaling, TwoSlopesAreThoseOfTheActivation) {
  for_every_scaling([](const Activation&, const Activation& phi, const Scaling& around) {
    const TwoSlopes slopes = two_slopes(phi);
    const bool of_kind = phi.kind == ActivationKind::linear || phi.kind == ActivationKind::relu ||
                         phi.kind == ActivationKind::leaky_relu;
    EXPECT_EQ(slopes.applies, of_kind && !test::is_shifted(around));
    if (!slopes.applies) return;
    for (const double h : arguments)
      EXPECT_DOUBLE_EQ(value(phi, h), (h > 0 ? slopes.positive : slopes.negative) * h);
  });
}

}  // namespace
}  // namespace widefield
