#include "widefield/universal.hpp"

#include <cmath>

#include "host/random_matrix/band.hpp"
#include "host/random_matrix/explicit_band.hpp"
#include "host/random_matrix/slope_law.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

using Class = UniversalLimit::Class;

/// S = exp(-v m): ln lambda = ln((1 + m) / m) + v m, stationary at both edges.
struct SmoothCurve {
  double v;

  Complex log_lambda(Complex m) const { return std::log(1.0 + m) - std::log(m) + v * m; }
  Complex slope(Complex m) const { return v - 1.0 / (m * (1.0 + m)); }
  Complex moment(Complex m) const { return m; }
  double edge() const { return stationary(1); }
  double curvature() const { return 1 / (edge() * edge()) - 1 / ((1 + edge()) * (1 + edge())); }
  double log_edge() const { return log_lambda_at(edge()); }
  double log_lower_edge() const { return log_lambda_at(stationary(-1)); }

 private:
  double stationary(int sign) const { return (-1 + sign * std::sqrt(1 + 4 / v)) / 2; }
  double log_lambda_at(double m) const { return std::log((1 + m) / m) + v * m; }
};

/// S = exp(-v y), y = m / (1 + m): ln lambda = v y - ln y. y stays finite at v = 1.
struct BernoulliCurve {
  double v;

  Complex log_lambda(Complex y) const { return v * y - std::log(y); }
  Complex slope(Complex y) const { return v - 1.0 / y; }
  Complex moment(Complex y) const { return y / (1.0 - y); }
  double edge() const { return 1 / v; }
  double curvature() const { return v * v; }
  double log_edge() const { return 1 + std::log(v); }
  double log_lower_edge() const { return -std::numeric_limits<double>::infinity(); }
};

void validate(const UniversalLimit& limit) {
  if (!(limit.variance > 0) || !std::isfinite(limit.variance))
    throw InputError("", "sigma_0^2",
                     "the variance of the limit is " + std::to_string(limit.variance), "",
                     "it must be positive and finite");
}

}  // namespace

std::optional<UniversalLimit> universal_limit(const JacobianEnsemble& ensemble,
                                              const JacobianMoments& moments) {
  if (!ensemble.orthogonal) return std::nullopt;
  const double variance = moments.variance / (moments.mean * moments.mean);
  if (!(variance > 0) || !std::isfinite(variance)) return std::nullopt;
  const double linear_part = bounded_slope_law(ensemble).mass_at_largest;
  if (linear_part == 0) return UniversalLimit{Class::smooth, variance};
  JacobianEnsemble shorter = ensemble;
  shorter.q /= 2;
  if (bounded_slope_law(shorter).mass_at_largest <= linear_part) return std::nullopt;
  return UniversalLimit{Class::bernoulli, variance};
}

double universal_edge(const UniversalLimit& limit) {
  validate(limit);
  return std::exp(limit.of == Class::smooth ? SmoothCurve{limit.variance}.log_edge()
                                            : BernoulliCurve{limit.variance}.log_edge());
}

std::optional<PointMass> universal_atom(const UniversalLimit& limit) {
  validate(limit);
  if (limit.of == Class::smooth || limit.variance >= 1) return std::nullopt;
  return PointMass{std::exp(limit.variance), 1 - limit.variance};
}

JacobianDensity universal_density(const UniversalLimit& limit, double lowest) {
  validate(limit);
  if (limit.of == Class::smooth)
    return follow_band(ExplicitPath(SmoothCurve{limit.variance}), lowest);
  return follow_band(ExplicitPath(BernoulliCurve{limit.variance}), lowest);
}

}  // namespace widefield
