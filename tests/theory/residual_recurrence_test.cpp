#include <gtest/gtest.h>

#include "tests/theory/residual_setting.hpp"

namespace widefield::test {
namespace {

// A block below a layer, the states around it and ln(chi_0/chi_l), walked without noise.
struct Walk {
  ResidualSetting setting;
  int layer = 0;
  ResidualPair below, here;
  double log_ratio = 0;

  explicit Walk(const Experiment& experiment) : setting(residual_setting(experiment)) {
    here = {{1, 0}, {1, 0}, 0.5};
  }
  const ResidualBlock& block() const { return setting.blocks[layer - 1]; }
  PairLaw law() const { return field_law(block(), below); }
  void to(int last) {
    while (layer < last) {
      below = here;
      ++layer;
      const double difference = difference_square(setting.phi, law());
      here = next_pair(setting.phi, block(), below, difference);
      log_ratio += std::log1p(branch_gain(setting.phi, block(), below.a));
      if (setting.phi.homogeneous && here.a.norm > 1e100) rescale();
    }
  }
  // Without biases relu blocks are homogeneous: 1 - e does not feel the scale.
  void rescale() {
    const double norm = here.a.norm;
    here.a.norm = here.b.norm = 1;
    here.half_distance /= norm;
  }
  double quantity(const std::string& name) const {
    if (name == "p") return here.a.norm;
    if (name == "q") return field_length(block(), below.a);
    if (name == "gamma") return here.product();
    if (name == "lambda") return law().correlation() * law().qa;
    if (name == "e") return here.correlation();
    if (name == "s") return here.half_distance;
    return name == "distance" ? here.half_distance / here.a.norm : log_ratio;
  }
};

std::string setting_of(const TableRow& row) {
  std::string key;
  for (const char* column :
       {"architecture", "activation", "power", "weight", "bias", "branch", "branch_bias"})
    key += row.at(column) + " ";
  return key;
}

TEST(Residual, RecurrencesAsInTheSheet) {
  std::map<std::string, Walk> walks;
  int seen = 0;
  for (const TableRow& row : read_table("residual_recurrences.csv")) {
    SCOPED_TRACE(describe(row));
    const int layer = static_cast<int>(number(row, "layer"));
    Walk& walk = walks.try_emplace(setting_of(row), residual_experiment(row, 10000)).first->second;
    walk.to(layer);
    EXPECT_TRUE(as_printed(walk.quantity(row.at("quantity")), row.at("value")));
    ++seen;
  }
  EXPECT_EQ(seen, 104);
}

// The curves are the recurrence, under the names of the interface.
TEST(Residual, CurvesAreTheRecurrence) {
  const Experiment experiment = residual_experiment("tanh", 10, {1.69, 1.5, .49, .5});
  const Prediction prediction = predict(experiment);
  EXPECT_TRUE(as_printed(value_at(prediction, "state_norm", 10), "17.3386466509"));
  EXPECT_TRUE(as_printed(value_at(prediction, "length_map", 10), "26.79722783"));
  EXPECT_TRUE(as_printed(value_at(prediction, "state_correlation", 10), "0.697917270355"));
  EXPECT_TRUE(as_printed(value_at(prediction, "metric_expressivity", 10), "5.23770570866"));
  EXPECT_TRUE(as_printed(value_at(prediction, "log_gradient_ratio", 10), "3.48648160318"));
  const double ratio = value_at(prediction, "log_gradient_ratio", 10) -
                       value_at(prediction, "log_gradient_ratio", 3);
  EXPECT_NEAR(value_at(prediction, "gradient_norm", 3), std::exp(ratio), 1e-12 * std::exp(ratio));
  EXPECT_EQ(value_at(prediction, "gradient_norm", 10), 1);
}

// Sheet 1.7 at L = 30: chi_0/chi_L = 916.0; at l = 10 chi_b = 4.296, chi_w = 66.87.
TEST(Residual, GradientsOfParametersAsInTheSheet) {
  const Prediction prediction = predict(residual_experiment("tanh", 30, {1.69, 1.5, .49, .5}));
  EXPECT_TRUE(as_printed(value_at(prediction, "state_norm", 30), "54.12784356"));
  EXPECT_TRUE(as_printed(std::exp(value_at(prediction, "log_gradient_ratio", 30)), "916.0"));
  EXPECT_TRUE(as_printed(value_at(prediction, "bias_gradient", 10), "4.296"));
  EXPECT_TRUE(as_printed(value_at(prediction, "weight_gradient", 10), "66.87"));
  const double chi = value_at(prediction, "gradient_norm", 10);
  const double q = value_at(prediction, "length_map", 10);
  EXPECT_NEAR(value_at(prediction, "branch_weight_gradient", 10),
              chi * square(nonlinearity("tanh"), q), 1e-12 * chi);
}

// ReLU: p chi is constant without biases, so that weights everywhere learn at one rate.
TEST(Residual, WeightGradientsOfReluDoNotDependOnTheLayer) {
  const Prediction prediction = predict(residual_experiment("relu", 40, {1, 1, 0, 0}));
  const double first = value_at(prediction, "weight_gradient", 1);
  for (int l = 2; l <= 40; ++l)
    EXPECT_NEAR(value_at(prediction, "weight_gradient", l) / first, 1, 1e-12);
}

// Sheet 1.7: reduced blocks of relu at L = 12, where the mean of x takes part.
TEST(Residual, MeanOfReducedBlocks) {
  TableRow row = {{"architecture", "reduced_residual"},
                  {"activation", "relu"},
                  {"weight", "1"},
                  {"bias", "0"},
                  {"branch", "1"},
                  {"branch_bias", "0"}};
  for (const auto& [weight, bias] : {std::pair{1.0, 0.0}, {1.3, .2}}) {
    Experiment experiment = residual_experiment(row, 6);
    experiment.network.weight_variance = weight, experiment.network.bias_variance = bias;
    double p = 1, m = 0;
    for (int l = 1; l <= 6; ++l) {
      const double q = weight * p + bias, mean = std::sqrt(q / (2 * std::acos(-1.0)));
      p += q / 2 + 2 * m * mean;
      m += mean;
    }
    EXPECT_NEAR(value_at(predict(experiment), "state_norm", 6), p, 1e-12 * p);
  }
}

// Different norms: gamma of the recurrence for p, p' and gamma itself.
TEST(Residual, InputsOfDifferentNorms) {
  Experiment experiment = residual_experiment("erf", 8, {1.5, 1, .2, .3});
  experiment.inputs.gram = {{1, 0.4}, {0.4, 2.5}};
  const Prediction prediction = predict(experiment);
  const auto phi = [](double a, double b, double cross) {
    return 2 / std::acos(-1.0) * std::asin(2 * cross / std::sqrt((1 + 2 * a) * (1 + 2 * b)));
  };
  double pa = 1, pb = 2.5, g = 0.4;
  for (int l = 1; l <= 8; ++l) {
    const double qa = 1.5 * pa + .2, qb = 1.5 * pb + .2, cross = 1.5 * g + .2;
    pa += phi(qa, qa, qa) + .3, pb += phi(qb, qb, qb) + .3, g += phi(qa, qb, cross) + .3;
    EXPECT_NEAR(value_at(prediction, "state_correlation", l), g / std::sqrt(pa * pb), 1e-13);
    EXPECT_NEAR(value_at(prediction, "metric_expressivity", l), (pa + pb) / 2 - g, 1e-12);
  }
}

// s of nearly equal inputs in relu blocks follows 1 - e, which p - gamma would lose.
TEST(Residual, DistanceOfNearlyEqualInputsIsNotRounded) {
  Experiment experiment = residual_experiment("relu", 5, {1, 1, 0, 0});
  experiment.inputs.gram = {{1, 1 - 1e-13}, {1 - 1e-13, 1}};
  const Prediction prediction = predict(experiment);
  const double start = 1 - (1 - 1e-13);
  EXPECT_NEAR(value_at(prediction, "metric_expressivity", 5) / (start * std::pow(1.5, 5)), 1, 1e-6);
}

}  // namespace
}  // namespace widefield::test
