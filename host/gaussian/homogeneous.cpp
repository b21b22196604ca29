#include "host/gaussian/homogeneous.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace widefield {
namespace {

using std::numbers::pi;
constexpr double infinite = std::numeric_limits<double>::infinity();

bool whole(double x) {
  return x == std::floor(x) && x >= 0;
}

// sin t - t cos t, right down to t = 0 (its first term is t^3 / 3).
double sine_excess(double t) {
  if (t > 0.5) return std::sin(t) - t * std::cos(t);
  double term = t * t * t / 3, sum = term;
  for (int k = 1; k < 9; ++k) {
    term *= -t * t / ((2 * k) * (2 * k + 3));
    sum += term;
  }
  return sum;
}

// int_0^width sin^m(t) sin^n(width - t) dt; trigonometric polynomials by Gauss-Legendre, other
// powers (with algebraic ends) by the double exponential rule.
double sine_integral(double m, double n, double width) {
  const auto integrand = [&](double t, double to_end) {
    return std::pow(std::sin(t), m) * std::pow(std::sin(to_end), n);
  };
  if (width <= 0) return 0;
  if (whole(m) && whole(n)) {
    const auto f = [&](double t) { return integrand(t, width - t); };
    return boost::math::quadrature::gauss<double, 30>::integrate(f, 0.0, width);
  }
  // The rule gives the distance xc from the nearer end without rounding: negative near the left.
  boost::math::quadrature::tanh_sinh<double> rule;
  return rule.integrate(
      [&](double, double xc) {
        return xc < 0 ? integrand(-xc, width + xc) : integrand(width - xc, xc);
      },
      0.0, width);
}

// int_0^{pi - angle} [sin^m(t) - sin^m(pi - angle - t)]^2 dt, twice its half.
double difference_integral(double m, double angle) {
  const double width = std::numbers::pi - angle;
  if (width <= 0) return 0;
  boost::math::quadrature::tanh_sinh<double> rule;
  return 2 * rule.integrate(
                 [&](double t, double xc) {
                   const double from_left = xc < 0 ? -xc : t;
                   const double d =
                       std::pow(std::sin(angle + from_left), m) - std::pow(std::sin(from_left), m);
                   return d * d;
                 },
                 0.0, 0.5 * width);
}

}  // namespace

double half_moment(double m) {
  if (m <= -1) return infinite;
  return std::pow(2, 0.5 * m - 1) * std::tgamma(0.5 * (m + 1)) / std::sqrt(pi);
}

double quadrant_moment(double m, double n, double angle) {
  if (angle <= 0) return half_moment(m + n);
  if (m <= -1 || n <= -1) return infinite;
  if (m == 0 && n == 0) return (pi - angle) / (2 * pi);
  if (m == 1 && n == 1) return sine_excess(pi - angle) / (2 * pi);
  const double radial = std::pow(2, 0.5 * (m + n)) * std::tgamma(0.5 * (m + n) + 1) / (2 * pi);
  return radial * sine_integral(m, n, pi - angle);
}

Homogeneous powered(const Homogeneous& f, int k) {
  return {f.power * k, std::pow(f.positive, k), std::pow(f.negative, k)};
}

Homogeneous differentiated(const Homogeneous& f) {
  return {f.power - 1, f.power * f.positive, -f.power * f.negative};
}

double average(const Homogeneous& f) {
  const double gain = f.positive + f.negative;
  return gain == 0 ? 0 : gain * half_moment(f.power);
}

double average(const Homogeneous& f, const Homogeneous& g, double angle) {
  const double same = f.positive * g.positive + f.negative * g.negative;
  const double cross = f.positive * g.negative + f.negative * g.positive;
  double sum = 0;
  if (same != 0) sum += same * quadrant_moment(f.power, g.power, angle);
  if (cross != 0 && angle > 0) sum += cross * quadrant_moment(f.power, g.power, pi - angle);
  return sum;
}

// In polar coordinates the radius integrates to Gamma(m + 1) 2^m / 2 pi; the angle runs over a
// circle on which f_a and f_b change sides at four points: for pi - angle both are on the same
// side, for `angle` on different ones.
double difference_square(const Homogeneous& f, double angle) {
  if (angle <= 0) return 0;
  const double both = f.positive * f.positive + f.negative * f.negative;
  const double cross = 2 * f.positive * f.negative;
  if (f.power == 0) return (both - cross) * angle / pi;
  if (f.power == 1) {
    const double half = std::sin(0.5 * angle), excess = sine_excess(angle) / pi;
    return both * (2 * half * half - excess) - cross * excess;
  }
  const double p = f.power, radial = std::pow(2, p) * std::tgamma(p + 1) / (2 * pi);
  const double apart = sine_integral(2 * p, 0, angle);
  double sum = both * (difference_integral(p, angle) + 2 * apart);
  if (cross != 0) sum -= 2 * cross * sine_integral(p, p, angle);
  return radial * sum;
}

}  // namespace widefield
