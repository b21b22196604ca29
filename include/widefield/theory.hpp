#pragma once
#include <string>
#include <variant>
#include <vector>

#include "widefield/experiment.hpp"

namespace widefield {

/// A fixed point of a map, its slope there, and whether it attracts.
struct FixedPoint {
  double value = 0, slope = 0;
  bool stable = false;
};

/// An analytic number that is not a function of the layer. An infinite double is printed as "inf",
/// one that does not exist (NaN) as null.
struct Scalar {
  std::string name;  // as in `widefield theory`: q_star, chi_1, xi_c, phase, ...
  std::variant<double, bool, std::string, std::vector<FixedPoint>> value;
};

/// An analytic curve over layers for one component of an observable.
struct Curve {
  std::string observable, component;
  std::vector<int> layer;
  std::vector<double> value;     // at infinite width
  std::vector<double> bias;      // d: E[measured] = value + d/N + O(1/N^2); empty where unknown
  std::vector<double> variance;  // v: Var over networks = v/N; empty where unknown
  std::string citation;          // key of the bibliography
};

/// An analytic function of something else than the layer: a density, a spectrum.
struct Profile {
  std::string name, coordinate;  // jacobian_density over singular_value_squared
  std::vector<double> at, value;
  std::string citation;
};

struct Prediction {
  std::vector<Scalar> scalars;
  std::vector<Curve> curves;
  std::vector<Profile> profiles = {};
};

/// The analytic prediction for an experiment: mean-field theory and its 1/N corrections where
/// known.
Prediction predict(const Experiment& experiment);

}  // namespace widefield
