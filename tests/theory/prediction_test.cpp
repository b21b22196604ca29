#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>

#include "host/bibliography/bibliography.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/error.hpp"

namespace widefield::test {
namespace {

// The example of the interface: `widefield theory mlp activation=tanh weight_variance=1.7
// bias_variance=0.05`.
// Whatever is asked for: nothing throws, and what does not exist says why.
TEST(Prediction, NoNullWithoutAReason) {
  for (const char* activation : {"tanh", "relu", "gelu", "sin", "sign", "alpha_relu", "selu"})
    for (const double weight : {1e-3, 0.7, 2.0, 50.0})
      for (const double bias : {0.0, 0.05})
        for (const bool tied : {false, true}) {
          Experiment e;
          e.network.activation = activation;
          e.network.weight_variance = weight;
          e.network.bias_variance = bias;
          e.network.tied = tied;
          e.network.depth = 300;
          const Prediction prediction = predict(e);
          for (const Scalar& one : prediction.scalars) {
            const double* number = std::get_if<double>(&one.value);
            if (number == nullptr || !std::isnan(*number)) continue;
            const bool said =
                std::any_of(prediction.unknown.begin(), prediction.unknown.end(),
                            [&](const auto& unknown) { return unknown.first == one.name; });
            EXPECT_TRUE(said) << activation << " " << weight << " " << bias << " " << one.name;
          }
        }
}

TEST(Prediction, HasEveryNameOfTheInterface) {
  const Prediction prediction = predict(Experiment{});
  std::vector<std::string> names;
  for (const Scalar& each : prediction.scalars)
    names.push_back(each.name);
  const std::vector<std::string> expected = {"q_star",
                                             "q_stars",
                                             "chi_1",
                                             "chi_length",
                                             "c_star",
                                             "xi_q",
                                             "xi_c",
                                             "xi_gradient",
                                             "phase",
                                             "curvature_star",
                                             "critical_weight_variance",
                                             "critical_points",
                                             "lyapunov_max",
                                             "positive_fraction",
                                             "entropy_per_neuron",
                                             "kaplan_yorke_per_neuron",
                                             "mean_exponent",
                                             "jacobian_mean",
                                             "jacobian_variance",
                                             "jacobian_edge",
                                             "jacobian_atom"};
  EXPECT_EQ(names, expected);
  for (const char* observable : {"length_map", "activity", "kurtosis", "chi_length"})
    for (const char* input : {"0", "1"})
      EXPECT_EQ(curve(prediction, observable, input).value.size(), 64u) << observable;
  EXPECT_EQ(curve(prediction, "chi_1", "1").value.size(), 63u);
  EXPECT_EQ(curve(prediction, "correlation_map", "0,1").value.size(), 64u);
  EXPECT_EQ(curve(prediction, "gradient_norm", "").value.size(), 64u);
}

/// Of the whole network, which stands at its last layer.
bool is_of_the_whole(const Curve& each) {
  return each.observable == "lyapunov_spectrum" || each.observable == "jacobian_spectrum";
}

void expect_layers(const Curve& each, int depth) {
  ASSERT_EQ(each.layer.size(), each.value.size());
  const int first = is_of_the_whole(each) ? depth : 1;
  for (std::size_t i = 0; i < each.layer.size(); ++i)
    EXPECT_EQ(each.layer[i], first + static_cast<int>(i));
}

TEST(Prediction, CurvesAreWellFormed) {
  for (const ActivationInfo& activation : activations())
    for (const char* weights : {"gaussian", "orthogonal", "uniform"}) {
      SCOPED_TRACE(activation.name + " " + weights);
      Experiment experiment;
      experiment.network.activation = activation.name;
      experiment.network.weights = weights;
      experiment.network.depth = 6;
      experiment.inputs.gram = {{1, 0.2, 0.1}, {0.2, 0.7, 0}, {0.1, 0, 1.4}};
      const Prediction prediction = predict(experiment);
      const auto whole =
          std::count_if(prediction.curves.begin(), prediction.curves.end(), is_of_the_whole);
      EXPECT_EQ(prediction.curves.size(), 5u * 3 + 3 + 1 + static_cast<std::size_t>(whole));
      for (const Curve& each : prediction.curves) {
        SCOPED_TRACE(each.observable + each.component);
        expect_layers(each, experiment.network.depth);
        EXPECT_NE(find_reference(each.citation), nullptr) << each.citation;
        EXPECT_TRUE(each.bias.empty() || each.bias.size() == each.value.size());
        EXPECT_TRUE(each.variance.empty() || each.variance.size() == each.value.size());
        const bool has_none = std::string(weights) == "uniform" || !std::isfinite(each.value[0]);
        EXPECT_TRUE(is_of_the_whole(each) || each.bias.empty() == has_none);
        for (const double v : each.variance)
          EXPECT_GE(v, 0);
      }
    }
}

// The first layer's Gram matrix is exact; the last gradient is the unit.
TEST(Prediction, WhatIsExactHasNoNoise) {
  const Prediction prediction = predict(Experiment{});
  const Curve& length = curve(prediction, "length_map", "0");
  const Curve& correlation = curve(prediction, "correlation_map", "0,1");
  const Curve& gradient = curve(prediction, "gradient_norm", "");
  EXPECT_DOUBLE_EQ(length.value[0], 1.75);
  EXPECT_DOUBLE_EQ(correlation.value[0], 0.9 / 1.75);
  for (const Curve* each : {&length, &correlation}) {
    EXPECT_EQ(each->bias[0], 0);
    EXPECT_EQ(each->variance[0], 0);
  }
  EXPECT_EQ(gradient.value[63], 1);
  EXPECT_EQ(gradient.bias[63], 0);
  EXPECT_TRUE(gradient.variance.empty());  // two inputs: not known
}

TEST(Prediction, GradientsMultiplyChi1) {
  Experiment experiment;
  experiment.inputs.count = 1;
  const Prediction prediction = predict(experiment);
  const Curve& chi = curve(prediction, "chi_1", "0");
  const Curve& gradient = curve(prediction, "gradient_norm", "");
  for (std::size_t l = 0; l + 1 < gradient.value.size(); ++l)
    EXPECT_NEAR(gradient.value[l] / gradient.value[l + 1], chi.value[l], 1e-12);
  EXPECT_EQ(gradient.variance.size(), gradient.value.size());
}

// Critical ReLU: the squared norm of a gradient is a product of independent factors of relative
// variance 5/N.
TEST(Prediction, ReluGradientsFollowTheProductLaw) {
  Experiment experiment =
      from_unit_length({{"activation", "relu"}, {"weight_variance", "2"}, {"bias_variance", "0"}});
  experiment.network.depth = 8;
  experiment.inputs.count = 1;
  const Prediction prediction = predict(experiment);
  const Curve& gradient = curve(prediction, "gradient_norm", "");
  for (int l = 1; l < 8; ++l) {
    EXPECT_NEAR(gradient.bias[l - 1], 0, 1e-12);
    EXPECT_NEAR(gradient.variance[l - 1], 5.0 * (8 - l), 1e-12);
  }
}

TEST(Prediction, WithoutNoiseTheValuesAreTheSame) {
  Experiment gaussian, uniform;
  uniform.network.weights = "uniform";
  const Prediction one = predict(gaussian), other = predict(uniform);
  ASSERT_EQ(one.curves.size(), other.curves.size());
  for (std::size_t i = 0; i < one.curves.size(); ++i)
    for (std::size_t l = 0; l < one.curves[i].value.size(); ++l)
      EXPECT_NEAR(one.curves[i].value[l], other.curves[i].value[l], 1e-12);
}

TEST(Prediction, InfinityIsADoubleAndWhatDoesNotExistIsNaN) {
  const TableRow critical = {
      {"activation", "relu"}, {"weight_variance", "2"}, {"bias_variance", "0"}};
  EXPECT_TRUE(std::isinf(number(predict(from_unit_length(critical)), "xi_c")));
  EXPECT_TRUE(std::isnan(number(predict(from_unit_length(critical)), "curvature_star")));
  EXPECT_EQ(text(predict(from_unit_length(critical)), "phase"), "critical");
}

TEST(Prediction, OtherArchitecturesAreRefusedByName) {
  Experiment experiment;
  experiment.network.architecture = "transformer";
  try {
    predict(experiment);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.key, "network.architecture");
    EXPECT_NE(error.problem.find("transformer"), std::string::npos);
    EXPECT_NE(error.remedy.find("mlp"), std::string::npos);
  }
}

// The interface promises 0.1 s. Processor time, because other work may share the machine.
// A sanitizer takes a multiple of the time.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Prediction, IsQuick) {
  const std::clock_t start = std::clock();
  const Prediction prediction = predict(Experiment{});
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 0.1);
}
#endif

// ---- bibliography -------------------------------------------------------------------------------

TEST(Bibliography, IsSortedAndComplete) {
  std::string last;
  for (const Reference& each : bibliography()) {
    EXPECT_LT(last, each.key);
    last = each.key;
    EXPECT_FALSE(each.authors.empty() || each.title.empty() || each.where.empty()) << each.key;
    EXPECT_NE(each.key.find(std::to_string(each.year)), std::string::npos) << each.key;
  }
  EXPECT_EQ(find_reference("nobody1900"), nullptr);
}

// Keys in comments and data of the sources: a bracket or a string of letters and a year.
std::set<std::string> keys_of(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::string source((std::istreambuf_iterator<char>(file)), {});
  std::set<std::string> keys;
  for (std::size_t i = 1; i < source.size(); ++i) {
    if (source[i - 1] != '[' && source[i - 1] != '"' && source[i - 1] != ' ') continue;
    std::size_t end = i;
    while (end < source.size() && std::islower(static_cast<unsigned char>(source[end])))
      ++end;
    const std::size_t letters = end - i;
    while (end < source.size() && std::isdigit(static_cast<unsigned char>(source[end])))
      ++end;
    const bool closed =
        end < source.size() && std::string("]\",;").find(source[end]) != std::string::npos;
    if (letters >= 2 && end - i == letters + 4 && closed) keys.insert(source.substr(i, end - i));
  }
  return keys;
}

std::vector<std::string> sources() {
  std::vector<std::string> paths;
  for (const char* folder : {"include", "kernels", "host", "cases"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::string(WIDEFIELD_SOURCE_ROOT) + "/" + folder))
      if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp" ||
          entry.path().extension() == ".toml")
        paths.push_back(entry.path());
  return paths;
}

// Every source under include/, kernels/, host/ and cases/ but the bibliography itself.
std::set<std::string> keys_used() {
  std::set<std::string> keys;
  for (const std::string& path : sources())
    if (path.find("bibliography.cpp") == std::string::npos) keys.merge(keys_of(path));
  return keys;
}

TEST(Bibliography, KnowsEveryKeyThatIsUsed) {
  for (const std::string& key : keys_used())
    EXPECT_NE(find_reference(key), nullptr) << key;
}

TEST(Bibliography, HoldsNoUnusedKey) {
  const std::set<std::string> used = keys_used();
  for (const Reference& each : bibliography())
    EXPECT_TRUE(used.contains(each.key)) << each.key;
}

}  // namespace
}  // namespace widefield::test
