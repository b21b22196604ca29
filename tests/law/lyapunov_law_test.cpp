#include <gtest/gtest.h>

#include "tests/law/same_law.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

// Exponents of every engine against `dense`, at widths where the overlap of tangents with the
// signal and with each other matters.
namespace widefield::law {
namespace {

struct Spectrum {
  std::string activation = "tanh", weights = "gaussian";
  double weight_variance = 2.5, bias_variance = 0.2, keep = 1;
};

constexpr std::uint64_t apart = 1u << 20;  // dense takes networks of its own

/// [network][exponent], jointly.
Sample exponents(const Spectrum& of, const std::string& engine, std::uint64_t first) {
  constexpr int networks = 3000, width = 14;
  Experiment e;
  e.network.activation = of.activation;
  e.network.weights = of.weights;
  e.network.weight_variance = of.weight_variance;
  e.network.bias_variance = of.bias_variance;
  e.network.dropout_keep = of.keep;
  e.network.activation_slope = 0.3;
  e.network.depth = 5;
  e.inputs.count = 1;
  e.measure.observables = {"lyapunov_spectrum"};
  e.measure.exponents = 4;
  e.run.engine = engine;
  Sample sample{e.measure.exponents, std::vector<double>(networks * e.measure.exponents)};
  simulate(e, width, first, {}, sample.values);
  return sample;
}

TEST(LyapunovLaw, EveryEngineIsDense) {
  for (const Spectrum& of : {Spectrum{}, Spectrum{.activation = "erf", .weights = "orthogonal"},
                             Spectrum{.activation = "gelu", .weight_variance = 1.8, .keep = 0.9},
                             Spectrum{.activation = "leaky_relu"}}) {
    SCOPED_TRACE(of.activation + " " + of.weights);
    const Sample dense = exponents(of, "dense", apart);
    expect_same_law(exponents(of, "gram", 0), dense);
    expect_same_law(exponents(of, "state", 0), dense);
    if (of.activation == "leaky_relu") expect_same_law(exponents(of, "closed", 0), dense);
  }
}

/// Planted: 30 % of sigma_w^2, most of which saturation hides; Haar for Gaussian weights.
TEST(LyapunovLaw, PlantedErrorsAreRejected) {
  const Sample dense = exponents({}, "dense", apart);
  EXPECT_LT(smallest_p(exponents({.weight_variance = 3.25}, "gram", 0), dense), significance);
  EXPECT_LT(smallest_p(exponents({.weights = "orthogonal"}, "gram", 0), dense), significance);
}

}  // namespace
}  // namespace widefield::law
