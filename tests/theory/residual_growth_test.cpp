#include "host/architecture/residual/growth.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "host/architecture/residual/decay.hpp"
#include "host/gaussian/homogeneous.hpp"
#include "tests/theory/residual_setting.hpp"

namespace widefield::test {
namespace {

using std::numbers::pi;

SaturatingTail saturating(const char* name) {
  return std::get<SaturatingTail>(tail_of(nonlinearity(name)));
}

TEST(ActivationTail, IntegralsInClosedForm) {
  const SaturatingTail tanh = saturating("tanh"), hard = saturating("hard_tanh");
  EXPECT_NEAR(tanh.deficit, 2, 1e-14);
  EXPECT_NEAR(tanh.slope, 4.0 / 3, 1e-14);
  EXPECT_NEAR(hard.deficit, 4.0 / 3, 1e-14);
  EXPECT_NEAR(hard.slope, 2, 1e-14);
  const SaturatingTail erf = saturating("erf");
  EXPECT_NEAR(erf.deficit, 2 * std::sqrt(2 / pi), 1e-13);
  EXPECT_NEAR(erf.slope, 2 * std::sqrt(2 / pi), 1e-13);
  const SaturatingTail sigmoid = saturating("sigmoid");
  EXPECT_NEAR(sigmoid.middle, 0.5, 1e-15);
  EXPECT_NEAR(sigmoid.jump, 0.5, 1e-15);
  EXPECT_NEAR(sigmoid.slope, 1.0 / 6, 1e-14);
}

// <phi^2> and <phi'^2> at q = 1e8 against the tails.
TEST(ActivationTail, DescribesAveragesOfLongInputs) {
  const double q = 1e8, root = std::sqrt(2 * pi * q);
  for (const char* name : {"tanh", "erf", "erf_unit", "hard_tanh", "sigmoid"}) {
    const Nonlinearity phi = nonlinearity(name);
    const SaturatingTail tail = saturating(name);
    const double limit = tail.middle * tail.middle + tail.jump * tail.jump;
    EXPECT_NEAR((limit - square(phi, q)) * root / tail.deficit, 1, 1e-6) << name;
    EXPECT_NEAR(slope_square(phi, q) * root / tail.slope, 1, 1e-6) << name;
  }
  for (const char* name :
       {"relu", "leaky_relu", "gelu", "silu", "softplus", "elu", "selu", "mish"}) {
    const Nonlinearity phi = nonlinearity(name, 0.2);
    const LinearTail tail = std::get<LinearTail>(tail_of(phi));
    EXPECT_NEAR(square(phi, q) / (tail.square() * q), 1, 1e-3) << name;
  }
}

TEST(Growth, SaturatingConstantsAsInTheSheet) {
  const SaturatingGrowth full = growth(saturating("tanh"), {1.69, .49, 1.5, .5});
  EXPECT_TRUE(as_printed(full.root, "1.46689291722417"));
  EXPECT_TRUE(as_printed(full.log, "-0.0302394391874601"));
  EXPECT_NEAR(full.e_star, 0.5, 1e-14);
  EXPECT_TRUE(as_printed(full.delta, "0.448671104578"));
  const SaturatingGrowth reduced = growth(saturating("tanh"), {1.69, .49, 1, 0});
  EXPECT_TRUE(as_printed(reduced.root, "1.38299990539163"));
  EXPECT_TRUE(as_printed(reduced.log, "0.185327089289229"));
  EXPECT_EQ(reduced.e_star, 0);
  EXPECT_TRUE(as_printed(reduced.delta, "0.363380227632419"));
}

TEST(Growth, LimitsOfTheCorrelationAsInTheSheet) {
  const SaturatingTail tanh = saturating("tanh");
  const std::tuple<double, const char*, const char*> rows[] = {
      {1, "0.789832628373442", "0.48100727474193"},
      {4, "0.967399507073024", "0.497250374064"},
      {.01, "0.0267878144008", "0.369457118408"},
      {0, "0", "0.363380227632419"}};
  for (const auto& [bias, e_star, delta] : rows) {
    const SaturatingGrowth g = growth(tanh, {1, 0, 1, bias});
    EXPECT_TRUE(as_printed(g.e_star, e_star)) << bias;
    EXPECT_TRUE(as_printed(g.delta, delta)) << bias;
  }
}

TEST(Growth, PowersAsInTheSheet) {
  for (const TableRow& row : read_table("residual_powers.csv")) {
    SCOPED_TRACE(describe(row));
    const Nonlinearity phi = nonlinearity("alpha_relu", 0, number(row, "alpha"));
    const PowerTail tail = std::get<PowerTail>(tail_of(phi));
    const PowerGrowth g = growth(phi, tail, {1, 0, 1, 0});
    EXPECT_TRUE(as_printed(tail.coefficient, row.at("coefficient")));
    EXPECT_TRUE(as_printed(1 - g.e_star, row.at("distance")));
    EXPECT_TRUE(as_printed(1 - g.mu * (1 - tail.power), row.at("slope_there")));
    EXPECT_TRUE(as_printed(slope_square(phi, 1) / tail.coefficient, row.at("slope_at_one")));
    EXPECT_TRUE(as_printed(g.gradient, row.at("gradient_exponent")));
    EXPECT_TRUE(as_printed(g.mu, row.at("mu")));
  }
}

// 81 pi^2 / 2 for u = 1/2; an activation without a kink keeps e.
TEST(Growth, DistanceOfRelu) {
  const LinearGrowth g = growth(LinearTail{1, 0}, {1, 0, 1, 0});
  EXPECT_TRUE(as_printed(g.distance, "399.718978244"));
  EXPECT_EQ(g.gain, 0.5);
  EXPECT_TRUE(std::isinf(growth(LinearTail{1, 1}, {1, 0, 1, 0}).distance));
}

// The kink of leaky_relu: 1 - e at 20000 layers against its constant; corrections are ln(l)/l.
TEST(Growth, DistanceOfLeakyReluFollowsItsConstant) {
  const Nonlinearity phi = nonlinearity("leaky_relu", 0.3);
  const LinearTail tail = std::get<LinearTail>(tail_of(phi));
  const LinearGrowth g = growth(tail, {1, 0, 1, 0});
  double distance = 0.5, layers = 20000;
  for (int l = 0; l < layers; ++l) {
    const double next = 0.5 * difference_square(phi, {1, 1, distance}) / square(phi, 1);
    distance = (distance + g.gain * next) / (1 + g.gain);
  }
  EXPECT_NEAR(distance * layers * layers / g.distance, 1, 0.02);
}

// ln(chi_0/chi_l) - A sqrt(l) - B ln l tends to a constant, as the sheet's check: -1.121, -1.119.
TEST(Growth, LogarithmOfTheGradientsIsLeftWithAConstant) {
  const SaturatingGrowth g = growth(saturating("tanh"), {1.69, .49, 1.5, .5});
  EXPECT_TRUE(as_printed(13.4088862657 - g.root * 10 - g.log * std::log(100.0), "-1.121"));
  EXPECT_TRUE(
      as_printed(45.0593689579 - g.root * std::sqrt(1000.0) - g.log * std::log(1000.0), "-1.119"));
}

TEST(Growth, IsToldInScalars) {
  const Prediction tanh = predict(residual_experiment("tanh", 30, {1.69, 1.5, .49, .5}));
  EXPECT_NEAR(number(tanh, "e_star"), 0.5, 1e-14);
  EXPECT_NE(text(tanh, "growth_exponents").find("1.46689 l^(1/2) -0.0302394 ln l"),
            std::string::npos);
  // A source of l^(-1/2) hides l^-0.44867 up to 10^19 layers.
  EXPECT_NEAR(std::log10(number(tanh, "correlation_visible_from")), 1 / (0.5 - 0.448671104578),
              1e-6);
  const Prediction relu = predict(residual_experiment("relu", 30, {1, 1, 0, 0}));
  EXPECT_EQ(number(relu, "gain"), 0.5);
  // The sheet's ratios to the limit: .58 at 100 layers, .935 at 1000.
  EXPECT_GT(number(relu, "correlation_visible_from"), 100);
  EXPECT_LT(number(relu, "correlation_visible_from"), 1000);
  Experiment power = residual_experiment("alpha_relu", 30, {1, 1, 0, 0});
  power.network.activation_power = 0.6;
  const Prediction alpha = predict(power);
  EXPECT_TRUE(as_printed(number(alpha, "gradient_exponent"), "4.5"));
  // Local slopes of the scale equation: -.231 at 10^6, -.204 at 10^10 towards -.1990.
  EXPECT_GT(number(alpha, "correlation_visible_from"), 1e6);
  EXPECT_LT(number(alpha, "correlation_visible_from"), 1e10);
}

// ---- variances that decay -----------------------------------------------------------------------

double log_ratio(const Experiment& experiment) {
  const ResidualSetting setting = residual_setting(experiment);
  ResidualState state{1, 0};
  double sum = 0;
  for (const ResidualBlock& block : setting.blocks) {
    sum += std::log1p(branch_gain(setting.phi, block, state));
    state = next_state(setting.phi, block, state);
  }
  return sum;
}

Experiment decaying_relu(double a, double exponent, int depth) {
  Experiment experiment = residual_experiment("relu", depth, {2 * a, 1, 0, 0});
  experiment.network.residual.weight_variance_exponent = exponent / 4;
  experiment.network.residual.branch_variance_exponent = exponent * 3 / 4;
  return experiment;
}

TEST(Decay, ReluProductsAsInTheSheet) {
  const std::tuple<double, double, int, const char*> rows[] = {
      {1, .5, 10, "3.98693794524"},    {1, .5, 100, "16.5473792887"},
      {1, .5, 10000, "194.259802509"}, {1, 1, 10, "2.3978952728"},
      {1, 1, 100, "4.61512051684"},    {1, 1, 10000, "9.21044036699"},
      {1, 2, 10, "1.20682287399"},     {1, 2, 100, "1.29189639612"},
      {1, 2, 10000, "1.3017464036"},   {.5, .5, 10, "2.20933210235"},
      {.5, .5, 100, "8.72750742054"},  {.5, .5, 10000, "98.1373290055"},
      {.5, 1, 10, "1.30837014113"},    {.5, 1, 100, "2.42710487735"},
      {.5, 1, 10000, "4.72598992239"}};
  for (const auto& [a, exponent, depth, printed] : rows)
    EXPECT_TRUE(as_printed(log_ratio(decaying_relu(a, exponent, depth)), printed))
        << a << " " << exponent << " " << depth;
}

// Gamma(l + 1 + a) / Gamma(1 + a) Gamma(l + 1) at V_r = 1, sinh(pi sqrt a)/(pi sqrt a) at 2.
TEST(Decay, ReluProductsInClosedForm) {
  for (const double a : {0.5, 1.0, 1.7}) {
    const double expected = std::lgamma(51 + a) - std::lgamma(1 + a) - std::lgamma(51);
    EXPECT_NEAR(log_ratio(decaying_relu(a, 1, 50)), expected, 1e-12);
    const double x = pi * std::sqrt(a);
    EXPECT_NEAR(decaying_product(a, 2) / (std::sinh(x) / x), 1, 1e-12);
  }
  EXPECT_TRUE(as_printed(std::log(decaying_product(1, 2)), "1.3018463986"));
  EXPECT_TRUE(as_printed(std::log(decaying_product(.5, 2)), "0.718306293095"));
}

TEST(Decay, ReluPhases) {
  Experiment experiment = residual_experiment("relu", 10, {1, 1, .2, .1});
  experiment.network.residual.weight_variance_exponent = .5;
  experiment.network.residual.branch_variance_exponent = .75;
  experiment.network.residual.bias_variance_exponent = .1;
  experiment.network.residual.branch_bias_variance_exponent = 2;
  const Prediction prediction = predict(experiment);
  EXPECT_NEAR(number(prediction, "V_r"), 1.25, 1e-15);
  EXPECT_NEAR(number(prediction, "U_r"), 0.85, 1e-15);
  EXPECT_NEAR(number(prediction, "gradient_limit"), decaying_product(0.5, 1.25), 1e-12);
  EXPECT_NE(text(prediction, "growth_exponents").find("p ~ l^0.15"), std::string::npos);
}

// sigma^2 = (1, 1, 0, 1) at 200000 layers: the sheet's logarithms and their ratio to K l^(W_t / 2).
TEST(Decay, TanhGradientsAsInTheSheet) {
  struct Row {
    std::array<double, 4> beta;  // w, v, b, a
    const char *log_ratio, *to_limit;
  };
  for (const Row& row :
       {Row{{.2, .1, .2, .1}, "73.063", ".9999"}, Row{{.5, .25, 0, .25}, "10.1514", ".847"}}) {
    Experiment experiment = residual_experiment("tanh", 200000, {1, 1, 0, 1});
    experiment.network.residual.weight_variance_exponent = row.beta[0];
    experiment.network.residual.branch_variance_exponent = row.beta[1];
    experiment.network.residual.bias_variance_exponent = row.beta[2];
    experiment.network.residual.branch_bias_variance_exponent = row.beta[3];
    const double measured = log_ratio(experiment);
    const SaturatingDecay d = saturating_decay(experiment.network, residual_setting(experiment));
    EXPECT_TRUE(as_printed(measured, row.log_ratio));
    EXPECT_TRUE(
        as_printed(measured / (d.coefficient * std::pow(2e5, d.gradient / 2)), row.to_limit));
  }
}

TEST(Decay, TheSlowerVarianceDecidesTheCorrelation) {
  Experiment experiment = residual_experiment("tanh", 3, {1.69, 1.5, .49, .5});
  Network& network = experiment.network;
  const auto e_star = [&](double branch, double bias) {
    network.residual.branch_variance_exponent = branch,
    network.residual.branch_bias_variance_exponent = bias;
    return saturating_decay(network, residual_setting(experiment)).e_star;
  };
  EXPECT_EQ(e_star(.1, .2), 0);
  EXPECT_EQ(e_star(.2, .1), 1);
  EXPECT_NEAR(e_star(.2, .2), 0.5, 1e-14);
}

}  // namespace
}  // namespace widefield::test
