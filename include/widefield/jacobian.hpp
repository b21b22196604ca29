#pragma once
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "widefield/activation/kind.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// The points x, ascending, at which the mass of a spectrum is measured: the part of lambda at most
/// x m_1, m_1 the mean of the network's own spectrum. Where the experiment names none: half octaves
/// from 0.005 to 76, none of them 1, where the spectrum of an isometry steps.
inline std::vector<double> spectrum_grid(const Measure& measure) {
  if (!measure.spectrum_grid.empty()) return measure.spectrum_grid;
  std::vector<double> grid;
  for (int half_octave = -15; half_octave <= 12; ++half_octave)
    grid.push_back(std::exp2(half_octave / 2.0 + 0.25));
  return grid;
}

/// Components of the observable jacobian_spectrum, in the order of a network's record.
inline std::vector<std::string> spectrum_components(const Measure& measure) {
  std::vector<std::string> names = {"mean", "second_moment", "edge", "zero"};
  for (const double x : spectrum_grid(measure)) {
    char text[32];
    std::snprintf(text, sizeof text, "below %.4g", x);
    names.push_back(text);
  }
  return names;
}

/// The squared singular values lambda of the Jacobian J = D_L W_L ... D_1 W_1 of a network at a
/// fixed point q of its length map, in the limit of infinite width. D_l = diag(phi'(h)), h ~ N(0,
/// q); W_l Gaussian (variance sigma_w^2 / N) or sigma_w times Haar. [pennington2017;
/// pennington2018]
struct JacobianEnsemble {
  std::string activation = "tanh";
  double activation_slope = 0.01, activation_power = 1;
  Scaling scaling{};           // around it; the output shift does not matter
  double q = 1;                // variance of the pre-activations
  double weight_variance = 1;  // sigma_w^2
  bool orthogonal = false;
  int depth = 1;  // L
};

/// A point mass of the spectrum.
struct PointMass {
  double position = 0, mass = 0;
};

/// What free probability says of the spectrum without its density.
struct JacobianMoments {
  double slope_square = 0;  // mu_1 = E phi'^2
  double slope_fourth = 0;  // mu_2 = E phi'^4
  double mean = 0;          // m_1 = (sigma_w^2 mu_1)^L
  double variance = 0;  // m_2 - m_1^2 = m_1^2 L (mu_2/mu_1^2 - 1 - s_1), s_1 = -1 Gaussian, 0 Haar
  double edge = 0;      // largest lambda of the continuous part
  std::vector<PointMass>
      atoms;  // at 0 where the slope vanishes with positive probability; at the top
};

/// Moments, edge and atoms. Throws InputError where the slope has no finite second or fourth
/// moment, or q or depth is out of range.
JacobianMoments jacobian_moments(const JacobianEnsemble& ensemble);

/// The continuous part of the density of lambda = s^2 with respect to lambda, on a grid.
struct JacobianDensity {
  std::vector<double> lambda;   // descending
  std::vector<double> density;  // rho(lambda)
};

/// The density at the given positions (any order inside (0, edge)), to about 10 digits.
std::vector<double> jacobian_density(const JacobianEnsemble& ensemble, std::vector<double> lambda);

/// The part of the spectrum at most at each of the ascending positions, atoms included; about 8
/// digits. Throws InputError where `has_jacobian_mass` is false.
std::vector<double> jacobian_mass_below(const JacobianEnsemble& ensemble,
                                        const std::vector<double>& lambda);

/// False where the spectrum has an atom at its top and below it a continuous part of slopes that
/// are not 0 and 1 (orthogonal weights, slopes at their largest value with probability p < 1,
/// 1 < L <= 1 / (1 - p), as for leaky_relu at L = 2): the density there is not followed.
bool has_jacobian_mass(const JacobianEnsemble& ensemble);

/// The density from the edge down to `lowest` on a grid fine enough to integrate it by the
/// trapezoid rule in ln lambda.
JacobianDensity jacobian_density(const JacobianEnsemble& ensemble, double lowest);

}  // namespace widefield
