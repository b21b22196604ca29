#include "widefield/lyapunov.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "host/gaussian/gaussian_average.hpp"
#include "host/random_matrix/slope_law.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

// ln a beyond which t/(a + t) is linear in 1/a (above), or the exponents are out of reach (below).
constexpr double lowest_log_a = -200, highest_log_a = 40;

/// Largest exponents below this are zero: a critical point is known to about twelve digits.
constexpr double critical = 1e-12;

constexpr double infinite = std::numeric_limits<double>::infinity();

/// chi_1: the average of slopes without bound needs their root.
double gradient_factor(const JacobianEnsemble& ensemble) {
  const Nonlinearity around = nonlinearity(scaled(activation_of(ensemble), ensemble.scaling));
  return ensemble.weight_variance * slope_square(around, ensemble.q);
}

/// x(a) = E t / (a + t) at ln a: alone it is known where what small slopes leave is not.
double fraction_at(const SlopeLaw& law, double log_a) {
  const double a = std::exp(log_a);
  const auto part = [&](double h) {
    const double t = law.square(h);
    return ComplexPair{t / (a + t), 0};
  };
  return average(law, part).first.real();
}

/// A point of the spectrum: rank fraction x(a), the exponent there, and the sum of all larger ones,
/// integral_0^x lambda dx.
struct SpectrumPoint {
  double log_a, x, exponent, sum;
};

/// Integrating ln a dx by parts leaves E ln(1 + t/a), so no integral over the spectrum is needed:
///   Gaussian  sum = x lambda + (E ln(1 + t/a) - x) / 2,
///   Haar      sum = x lambda + (E ln(1 + t/a) + ln(1 - x)) / 2.
SpectrumPoint spectrum_point(const JacobianEnsemble& ensemble, const SlopeLaw& law, double log_a) {
  const double a = std::exp(log_a);
  const ComplexPair moments = average(law, [&](double h) {
    const double t = law.square(h);
    return ComplexPair{t / (a + t), std::log1p(t / a)};
  });
  const double x = moments.first.real(), logarithm = moments.second.real();
  double exponent = 0.5 * (std::log(weight_gain(ensemble)) + log_a + std::log(x));
  if (!ensemble.orthogonal) return {log_a, x, exponent, x * exponent + 0.5 * (logarithm - x)};
  const ComplexPair rest = average(law, [&](double h) {  // 1 - x without cancellation
    return ComplexPair{a / (a + law.square(h)), 0};
  });
  const double complement = std::log(rest.first.real());
  exponent -= 0.5 * complement;
  return {log_a, x, exponent, x * exponent + 0.5 * (logarithm + complement)};
}

template <class F>
double root(F f, double low, double high) {
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, boost::math::tools::eps_tolerance<double>(48), steps);
  return 0.5 * (bracket.first + bracket.second);
}

/// The spectrum where `what` passes through zero on its way down from ln a = high; its end where it
/// never does.
SpectrumPoint crossing(const JacobianEnsemble& ensemble, const SlopeLaw& law,
                       double SpectrumPoint::*what, double high) {
  const SpectrumPoint end = spectrum_point(ensemble, law, lowest_log_a);
  if (end.*what >= 0) return end;
  const auto at = [&](double log_a) { return spectrum_point(ensemble, law, log_a); };
  return at(root([&](double log_a) { return at(log_a).*what; }, lowest_log_a, high));
}

double mean_exponent(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  if (law.mass_at_zero > 0) return -infinite;
  // Where the slope underflows the Gaussian weight is below rounding.
  constexpr double smallest = std::numeric_limits<double>::min();
  const double log_slope =
      0.5 * average(law, [&](double h) {
              return ComplexPair{std::log(std::max(law.square(h), smallest)), 0};
            }).first.real();
  return 0.5 * (std::log(weight_gain(ensemble)) - (ensemble.orthogonal ? 0 : 1)) + log_slope;
}

}  // namespace

LyapunovTheory lyapunov_theory(const JacobianEnsemble& ensemble) {
  const SlopeLaw law = slope_law(ensemble);
  const double chi_1 = gradient_factor(ensemble);
  if (chi_1 == 0) return {-infinite, 0, 0, 0, -infinite};
  LyapunovTheory theory;
  theory.largest = 0.5 * std::log(chi_1);
  theory.mean = mean_exponent(ensemble, law);
  if (theory.largest <= critical) return theory;
  const SpectrumPoint zero = crossing(ensemble, law, &SpectrumPoint::exponent, highest_log_a);
  theory.positive_fraction = zero.x;
  theory.entropy_per_neuron = zero.sum;
  theory.kaplan_yorke_per_neuron = crossing(ensemble, law, &SpectrumPoint::sum, zero.log_a).x;
  return theory;
}

std::vector<double> lyapunov_exponents(const JacobianEnsemble& ensemble,
                                       const std::vector<double>& rank_fraction) {
  const SlopeLaw law = slope_law(ensemble);
  std::vector<double> exponents;
  for (const double x : rank_fraction) {
    const bool reachable = x < 1 - law.mass_at_zero;
    const double log_a = reachable ? root([&](double s) { return fraction_at(law, s) - x; },
                                          lowest_log_a, highest_log_a)
                                   : 0;
    exponents.push_back(reachable ? spectrum_point(ensemble, law, log_a).exponent : -infinite);
  }
  return exponents;
}

}  // namespace widefield
