#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "widefield/axis.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// A fixed point of a map, its slope there, and whether it attracts.
struct FixedPoint {
  double value = 0, slope = 0;
  bool stable = false;
};

/// A point of the line chi_1 = 1 at the bias variance of an experiment: a length that this weight
/// variance keeps, and V'(q) there. Only where it is stable a network gets there by itself.
struct CriticalState {
  double weight_variance = 0, q = 0, slope = 0;
  bool stable = false;
};

/// An analytic number that is not a function of the layer. An infinite double is printed as "inf",
/// one that does not exist (NaN) as null. Where it was sampled, the scalar of its name and
/// `_standard_error` holds its error.
struct Scalar {
  std::string name;  // as in `widefield theory`: q_star, chi_1, xi_c, phase, ...
  std::variant<double, bool, std::string, std::vector<FixedPoint>, std::vector<CriticalState>>
      value;
};

/// An analytic curve for one component of an observable, over layers or over another axis.
struct Curve {
  std::string observable, component;
  std::vector<int> layer;        // of Axis::layer, ascending; empty on other axes
  std::vector<double> value;     // at infinite width
  std::vector<double> bias;      // d: E[measured] = value + d/N + O(1/N^2); empty where unknown
  std::vector<double> variance;  // v: Var over networks = v/N; empty where unknown
  std::string citation;          // key of the bibliography
  Axis axis = Axis::layer;
  std::vector<double> at = {};              // on the axis; empty on Axis::layer
  std::vector<double> standard_error = {};  // of `value`; empty where it is no sample
};

/// Where the values of a curve stand on its axis.
inline std::vector<double> places(const Curve& curve) {
  if (curve.axis != Axis::layer) return curve.at;
  return {curve.layer.begin(), curve.layer.end()};
}

/// An analytic function that no observable is compared with: a density.
struct Profile {
  std::string name;  // jacobian_density
  Axis axis = Axis::layer;
  std::vector<double> at, value;
  std::string citation;
};

struct Prediction {
  std::vector<Scalar> scalars;
  std::vector<Curve> curves;
  std::vector<Profile> profiles = {};
  /// What is not predicted, by the name of a scalar, an observable or a profile, and why.
  std::vector<std::pair<std::string, std::string>> unknown = {};
};

/// The analytic prediction for an experiment: mean-field theory and its 1/N corrections where
/// known.
Prediction predict(const Experiment& experiment);

}  // namespace widefield
