#include "widefield/lyapunov.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "host/spectrum/slope_law.hpp"

namespace widefield {
namespace {

using boost::math::quadrature::gauss_kronrod;

// ln a beyond which t/(a + t) is linear in 1/a (above), or the exponents are out of reach (below).
constexpr double lowest_log_a = -200, highest_log_a = 40;

/// A point of the spectrum: rank fraction x(a), -dx/d ln a, and the exponent there.
struct SpectrumPoint {
  double x, weight, exponent;
};

SpectrumPoint spectrum_point(const JacobianEnsemble& ensemble, const SlopeLaw& law, double log_a) {
  const double a = std::exp(log_a);
  const ComplexPair moments = average(law, [&](double h) {
    const double t = law.square(h), ratio = t / (a + t);
    return ComplexPair{ratio, ratio * (a / (a + t))};
  });
  const double x = moments.first.real(), scale = std::log(ensemble.weight_variance) + log_a;
  const double haar = ensemble.orthogonal ? std::log1p(-x) : 0;
  return {x, moments.second.real(), 0.5 * (scale + std::log(x) - haar)};
}

/// Integral of the exponents over the rank fractions between two values of ln a, low < high.
double integral(const JacobianEnsemble& ensemble, const SlopeLaw& law, double low, double high) {
  constexpr unsigned halvings = 6;
  constexpr double relative = 1e-11;
  return gauss_kronrod<double, 31>::integrate(
      [&](double s) {
        const SpectrumPoint point = spectrum_point(ensemble, law, s);
        return point.exponent * point.weight;
      },
      low, high, halvings, relative);
}

template <class F>
double root(F f, double low, double high) {
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, boost::math::tools::eps_tolerance<double>(48), steps);
  return 0.5 * (bracket.first + bracket.second);
}

/// ln a at which the integrated exponents vanish, by Newton steps from where they are largest: the
/// slope of the integral is the exponent itself. lowest_log_a where they never vanish.
double kaplan_yorke_point(const JacobianEnsemble& ensemble, const SlopeLaw& law, double zero,
                          double entropy) {
  double at = zero - 1, sum = entropy + integral(ensemble, law, at, zero);
  for (int step = 0; step < 100 && at > lowest_log_a; ++step) {
    const SpectrumPoint point = spectrum_point(ensemble, law, at);
    const double change = sum / (point.exponent * point.weight);
    if (std::abs(change) < 1e-12 * std::abs(at) + 1e-13) return at;
    const double next = std::min(zero, std::max(at - 2, at + change));
    sum += next < at ? integral(ensemble, law, next, at) : -integral(ensemble, law, at, next);
    at = next;
  }
  return at;
}

double mean_exponent(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  if (law.mass_at_zero > 0) return -std::numeric_limits<double>::infinity();
  // Where the slope underflows the Gaussian weight is below rounding.
  constexpr double smallest = std::numeric_limits<double>::min();
  const double log_slope =
      0.5 * average(law, [&](double h) {
              return ComplexPair{std::log(std::max(law.square(h), smallest)), 0};
            }).first.real();
  return 0.5 * (std::log(ensemble.weight_variance) - (ensemble.orthogonal ? 0 : 1)) + log_slope;
}

}  // namespace

LyapunovTheory lyapunov_theory(const JacobianEnsemble& ensemble) {
  const SlopeLaw law = slope_law(ensemble);
  LyapunovTheory theory;
  theory.largest = 0.5 * std::log(ensemble.weight_variance * slope_moment(law, 1));
  theory.mean = mean_exponent(ensemble, law);
  if (theory.largest <= 0) return theory;
  const double zero = root([&](double s) { return spectrum_point(ensemble, law, s).exponent; },
                           lowest_log_a, highest_log_a);
  theory.positive_fraction = spectrum_point(ensemble, law, zero).x;
  theory.entropy_per_neuron = integral(ensemble, law, zero, highest_log_a);
  const double dimension = kaplan_yorke_point(ensemble, law, zero, theory.entropy_per_neuron);
  theory.kaplan_yorke_per_neuron = spectrum_point(ensemble, law, dimension).x;
  return theory;
}

std::vector<double> lyapunov_exponents(const JacobianEnsemble& ensemble,
                                       const std::vector<double>& rank_fraction) {
  const SlopeLaw law = slope_law(ensemble);
  std::vector<double> exponents;
  for (const double x : rank_fraction) {
    const bool reachable = x < 1 - law.mass_at_zero;
    const double log_a =
        reachable ? root([&](double s) { return spectrum_point(ensemble, law, s).x - x; },
                         lowest_log_a, highest_log_a)
                  : 0;
    exponents.push_back(reachable ? spectrum_point(ensemble, law, log_a).exponent
                                  : -std::numeric_limits<double>::infinity());
  }
  return exponents;
}

}  // namespace widefield
