#pragma once
#include <limits>

#include "widefield/observable.hpp"
#include "widefield/results.hpp"

namespace widefield::testing {

/// One observable at two widths and extrapolated, with everything a result can hold: numbers that
/// do not exist, infinite ones, awkward texts.
inline ExperimentResult result(double weight_variance) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const std::string label = "chaos (weight_variance = " + std::to_string(weight_variance) + ")";
  ExperimentResult made;
  made.experiment.name = "chaos";
  made.experiment.network.weight_variance = weight_variance;
  made.experiment.coordinates = {{"network.weight_variance", std::to_string(weight_variance)}};
  made.experiment.claim.text = "a \"claim\" with \\ and \n and \xc3\xa9";
  made.prediction.scalars = {
      {"q_star", 0.1 + 0.2}, {"xi_c", infinity},
      {"c_star", none},      {"phase", std::string("chaotic")},
      {"stable", true},      {"q_stars", std::vector<FixedPoint>{{0.5, 0.9, true}, {0, 2, false}}}};
  made.prediction.curves = {
      {"length_map", "0", {1, 2}, {1.0 / 3, 0.25}, {-0.5, none}, {2, 3}, "poole2016"},
      {"length_map", "1", {1, 2}, {0.5, 0.75}, {}, {}, "poole2016"}};
  made.engines = {{256, "gram: Gaussian weights, fresh per layer"}};
  made.rows = {{label, "length_map", "q^l", 1, "0", 256, 4096, 1.0 / 3, 1e-5, 1.0 / 3, 0.33, -0.0},
               {label, "length_map", "q^l", 2, "0", 256, 4096, 5e-324, 1e22, none, none, infinity},
               {label, "length_map", "q^l", 2, "1", 0, 8192, 0.1, 0.2, 0.3, none, 3}};
  made.verdicts = {{label, "length_map", "close", "extrapolated", none, 2e-4, 5e-4, 0.01, 1e-3,
                    std::nullopt, "", "poole2016"},
                   {label, "length_map", "underpowered", "one_step", 0.41, 0, 1, 1e-6, 0.02, 70000,
                    "heavy tails", ""}};
  made.histograms = {{label,
                      "length_map",
                      "0",
                      2,
                      256,
                      {0, 0.5, 1},
                      {3, 18446744073709551615u},
                      0.4,
                      0.1,
                      none,
                      3}};
  made.scalars = {{label, "xi_c", 0, 5.5, 0.1, infinity}};
  made.provenance.seed = 18446744073709551615u;
  made.provenance.engine = "gram";
  return made;
}

inline Results results() {
  Results made;
  made.title = "order to chaos";
  made.command = "widefield run chaos.toml";
  made.provenance.version = "0.1.0";
  made.provenance.command = "widefield run chaos.toml --resume";
  made.provenance.started = "2026-01-01T00:00:00Z";
  made.provenance.seconds = 1.5;
  made.provenance.threads = 2;
  made.experiments = {result(1.5), result(2.5)};
  return made;
}

/// A catalog of observables of its own: the store does not know the real one.
inline std::vector<ObservableRow> catalog() {
  ObservableRow length{};
  length.name = "length_map";
  length.symbol = "q^l";
  length.meaning = "variance of the pre-activations";
  length.citation = "poole2016";
  return {length};
}

}  // namespace widefield::testing
