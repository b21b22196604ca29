#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

#include "tests/scalings.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/lyapunov.hpp"

// Spectra of gamma (phi(alpha h + beta) + delta).
namespace widefield {
namespace {

const char* const names[] = {"linear", "relu",    "leaky_relu", "hard_tanh", "erf", "tanh",
                             "sin",    "sigmoid", "softplus",   "gelu",      "elu", "selu"};

JacobianEnsemble ensemble_of(const std::string& name, const Scaling& scaling) {
  return {.activation = name,
          .activation_slope = 0.2,
          .scaling = scaling,
          .q = 0.8,
          .weight_variance = 1.3,
          .depth = 2};
}

/// E phi'(h)^(2k) by twenty points on pieces between the whole numbers of alpha h + beta, where the
/// kinks are.
double slope_average(const JacobianEnsemble& e, int k) {
  const Activation phi = scaled(activation(e.activation, e.activation_slope), e.scaling);
  double sum = 0;
  for (double u = -60; u < 60; ++u)
    sum += boost::math::quadrature::gauss<double, 20>::integrate(
        [&](double x) {
          const double h = (x - e.scaling.input_shift) / e.scaling.input_scale;
          return std::pow(value_and_slope(phi, h).first, 2 * k) * std::exp(-h * h / (2 * e.q));
        },
        u, u + 1);
  return sum / std::abs(e.scaling.input_scale) / std::sqrt(2 * std::numbers::pi * e.q);
}

TEST(ScaledSpectrum, MomentsAreThoseOfTheSlopes) {
  for (const char* name : names)
    for (const Scaling& s : test::scalings()) {
      const JacobianEnsemble e = ensemble_of(name, s);
      const JacobianMoments moments = jacobian_moments(e);
      const double mu_1 = slope_average(e, 1), mu_2 = slope_average(e, 2);
      EXPECT_NEAR(moments.slope_square / mu_1, 1, 1e-10) << name << " " << s.input_scale;
      EXPECT_NEAR(moments.slope_fourth / mu_2, 1, 1e-10) << name << " " << s.input_scale;
      EXPECT_NEAR(moments.mean / std::pow(e.weight_variance * mu_1, e.depth), 1, 1e-10) << name;
    }
}

/// int lambda rho by trapezoids in ln lambda.
double mean_of(const JacobianDensity& d) {
  double mean = 0;
  for (std::size_t i = 1; i < d.lambda.size(); ++i)
    mean += 0.5 * std::log(d.lambda[i - 1] / d.lambda[i]) *
            (d.lambda[i - 1] * d.lambda[i - 1] * d.density[i - 1] +
             d.lambda[i] * d.lambda[i] * d.density[i]);
  return mean;
}

// The density, followed from the edge that the moments name, has their mean and, with the atom at
// 0, all of the mass.
TEST(ScaledSpectrum, DensityHasTheMassAndTheMeanOfItsMoments) {
  for (const std::string name : {"tanh", "relu", "hard_tanh", "elu"})
    for (const Scaling& s : test::scalings()) {
      SCOPED_TRACE(name + " " + std::to_string(s.input_scale));
      JacobianEnsemble e = ensemble_of(name, s);
      e.orthogonal = true, e.depth = 16;
      const JacobianMoments moments = jacobian_moments(e);
      EXPECT_NEAR(jacobian_mass_below(e, {10 * moments.edge}).front(), 1, 1e-7);
      double mean = mean_of(jacobian_density(e, 1e-9 * moments.edge));
      for (const PointMass& atom : moments.atoms)
        mean += atom.mass * atom.position;
      EXPECT_NEAR(mean / moments.mean, 1, 1e-3);
    }
}

// alpha h has the variance alpha^2 q, and the factor gamma alpha belongs to the weights.
TEST(ScaledSpectrum, ScalesAloneAreOtherVariances) {
  for (const char* name : names)
    for (const Scaling& s : {test::scalings()[0], test::scalings()[1]}) {
      const JacobianEnsemble e = ensemble_of(name, s);
      JacobianEnsemble plain = e;
      const double stretch = s.input_scale * s.input_scale, gain = s.output_scale * s.output_scale;
      plain.scaling = {};
      plain.q *= stretch;
      plain.weight_variance *= stretch * gain;
      const JacobianMoments a = jacobian_moments(e), b = jacobian_moments(plain);
      EXPECT_NEAR(a.edge / b.edge, 1, 1e-9) << name;
      EXPECT_NEAR(a.variance / b.variance, 1, 1e-9) << name;
      const LyapunovTheory c = lyapunov_theory(e), d = lyapunov_theory(plain);
      EXPECT_NEAR(c.largest, d.largest, 1e-10) << name;
      EXPECT_NEAR(c.kaplan_yorke_per_neuron, d.kaplan_yorke_per_neuron, 1e-8) << name;
    }
}

}  // namespace
}  // namespace widefield
