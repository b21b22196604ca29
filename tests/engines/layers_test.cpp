// The first layer is exact, the second has conditional moments in closed form.
#include <gtest/gtest.h>

#include <numbers>

#include "support.hpp"

namespace widefield {
namespace {

constexpr double pi = std::numbers::pi;

/// Averages over h ~ N(0, q) of phi = erf, all closed. [theory sheet, section 0]
double erf_pair(double q1, double q2, double q12) {
  return 2 / pi * std::asin(2 * q12 / std::sqrt((1 + 2 * q1) * (1 + 2 * q2)));
}
double erf_slope_square(double q) {
  return 4 / pi / std::sqrt(1 + 4 * q);
}
/// E[phi phi' h] = q d/dq E[phi^2].
double erf_response(double q) {
  return 2 * q * 2 / pi / ((1 + 2 * q) * std::sqrt(1 + 4 * q));
}

Experiment three_inputs(const std::string& engine, const std::string& weights = "gaussian") {
  Experiment e = mlp("erf", 1.7, 0.3, 2);
  e.network.weights = weights;
  e.inputs.gram = {{1, 0.4, -0.2}, {0.4, 2, 0.9}, {-0.2, 0.9, 0.7}};
  e.run.engine = engine;
  e.measure.observables = {"length_map", "correlation_map", "activity",
                           "kurtosis",   "chi_1",           "chi_length"};
  return e;
}

/// A slot by its names.
struct Named {
  std::string primitive;
  int layer;
  std::string component;
};

void expect_mean(const Records& records, const Named& slot, double expected) {
  const Summary s = summarise(records.column(slot.primitive, slot.layer, slot.component));
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, expected)), largest_z)
      << slot.primitive << " " << slot.component << " of layer " << slot.layer << ": " << s.mean
      << " expected " << expected << " error " << s.mean_error;
}

TEST(FirstLayer, IsExactlyTheGramMatrixOfTheInputs) {
  for (const char* weights : {"gaussian", "orthogonal"}) {
    const Experiment e = three_inputs("gram", weights);
    const Records records = simulate_records(e, 40, 3);
    for (int a = 0; a < 3; ++a) {
      for (int b = a; b < 3; ++b)
        for (const double q :
             records.column("gram", 1, std::to_string(a) + "," + std::to_string(b)))
          EXPECT_DOUBLE_EQ(q, 1.7 * e.inputs.gram[a][b] + 0.3);
      for (const double t : records.column("tangent_square", 1, std::to_string(a)))
        EXPECT_DOUBLE_EQ(t, 1.7);
      for (const double t : records.column("tangent_cross", 1, std::to_string(a)))
        EXPECT_EQ(t, 0);
    }
  }
}

/// Null: means over networks of layer-1 sums and layer-2 primitives are their Gaussian averages.
/// 4000 networks of 50 neurons give relative errors near 3e-3, so an error of 2 % is seen with
/// certainty.
void check_second_layer(const Experiment& e, double keep) {
  const Records records = simulate_records(e, 50, 4000);
  const double sw = e.network.weight_variance, sb = e.network.bias_variance;
  double q[3][3];
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      q[a][b] = sw * e.inputs.gram[a][b] + sb;
  for (int a = 0; a < 3; ++a) {
    const std::string name = std::to_string(a);
    expect_mean(records, {"field_square", 1, name}, q[a][a]);
    expect_mean(records, {"field_fourth", 1, name}, 3 * q[a][a] * q[a][a]);
    expect_mean(records, {"mean_signal", 1, name}, 0);
    expect_mean(records, {"length_response", 1, name}, sw / keep * erf_response(q[a][a]));
    expect_mean(records, {"tangent_square", 2, name}, sw * sw / keep * erf_slope_square(q[a][a]));
    expect_mean(records, {"tangent_cross", 2, name}, 0);
    for (int b = a; b < 3; ++b)
      expect_mean(records, {"gram", 2, name + "," + std::to_string(b)},
                  sw / (a == b ? keep : 1) * erf_pair(q[a][a], q[b][b], q[a][b]) + sb);
  }
}

TEST(SecondLayer, HasTheGaussianAveragesOfTheFirst) {
  check_second_layer(three_inputs("gram"), 1);
}

TEST(SecondLayer, DropoutScalesTheDiagonalOnly) {
  Experiment e = three_inputs("gram");
  e.network.dropout_keep = 0.8;
  check_second_layer(e, 0.8);
}

TEST(SecondLayer, CloseInputsAreFollowedAsDifferencesWithTheSameLaw) {
  Experiment e = three_inputs("gram");
  e.inputs.gram = {{1, 0.9999, -0.2}, {0.9999, 1, -0.2}, {-0.2, -0.2, 0.5}};
  check_second_layer(e, 1);
  e.network.dropout_keep = 0.8;
  check_second_layer(e, 0.8);
}

TEST(SecondLayer, Float64HasTheSameLawFromTheSameNormals) {
  Experiment e = three_inputs("gram");
  const Records single = simulate_records(e, 1000, 4);
  e.run.precision = "float64";
  const Records twice = simulate_records(e, 1000, 4);
  constexpr double float_rounding = 2e-6;  // of sums of 1000 numbers of relative error 6e-8
  for (std::size_t i = 0; i < single.values.size(); ++i)
    EXPECT_NEAR(single.values[i], twice.values[i], float_rounding * (1 + std::abs(twice.values[i])))
        << RecordLayout::name(single.layout[i]) << " " << single.layout[i].component;
  check_second_layer(e, 1);
}

/// Var q^2 = (sigma_w^4/N) (E phi^4 - (E phi^2)^2); for phi = h: 2 q^2 sigma_w^4 / N.
TEST(SecondLayer, FluctuatesAsItShould) {
  for (const char* engine : {"gram", "closed"}) {
    Experiment e = mlp("linear", 1.3, 0.2, 2);
    e.inputs.count = 1;
    e.run.engine = engine;
    e.measure.observables = {"length_map"};
    const Summary s = summarise(simulate_records(e, 30, 20000).column("gram", 2, "0,0"));
    const double q = 1.3 + 0.2;
    EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, 1.3 * q + 0.2)), largest_z) << engine;
    EXPECT_LT(std::abs(z_score(s.variance, s.variance_error, 2 * q * q * 1.3 * 1.3 / 30)),
              largest_z)
        << engine;
  }
}

}  // namespace
}  // namespace widefield
