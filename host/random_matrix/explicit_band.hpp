#pragma once
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <string>

#include "widefield/error.hpp"

// Bands whose S-transform is explicit: ln lambda is a function of one complex unknown x, from which
// the moment function m follows, and rho = |Im m| / (pi lambda).
namespace widefield {

using Complex = std::complex<double>;

/// Continues the solution x(lambda) from the upper edge downwards. `Curve` has
///   log_lambda(x), slope(x) (its derivative), moment(x)  for complex x;
///   edge(), curvature()  the real x of the upper edge and the second derivative there;
///   log_edge(), log_lower_edge()  ln lambda of the edges, the lower one -inf where there is none.
template <class Curve>
class ExplicitPath {
 public:
  explicit ExplicitPath(const Curve& curve) : curve_(curve), log_lambda_(curve.log_edge()) {
    log_lambda_ -= first_step;
    x_ = {curve.edge(), -std::sqrt(2 * first_step / curve.curvature())};
    if (!newton(log_lambda_, x_)) throw_lost();
  }

  double log_edge() const { return curve_.log_edge(); }
  double log_lambda() const { return log_lambda_; }
  double density() const {
    if (log_lambda_ < curve_.log_lower_edge()) return 0;
    return std::abs(curve_.moment(x_).imag()) / std::numbers::pi / std::exp(log_lambda_);
  }

  void advance(double log_lambda) {
    const double last = std::max(log_lambda, curve_.log_lower_edge() + first_step);
    while (log_lambda_ > last)
      step_down(std::min(log_lambda_ - last, largest_step));
    log_lambda_ = std::min(log_lambda_, log_lambda);
  }

 private:
  static constexpr double first_step = 1e-7, largest_step = 0.25;  // in ln lambda
  static constexpr double converged = 1e-9;                        // Newton squares the error
  static constexpr int newton_steps = 30, most_halvings = 60;

  void step_down(double step) {
    for (int halvings = 0; halvings <= most_halvings; ++halvings, step /= 2) {
      Complex next = x_ - step / curve_.slope(x_);
      if (!newton(log_lambda_ - step, next)) continue;
      x_ = next;
      log_lambda_ -= step;
      return;
    }
    throw_lost();
  }

  /// Solves ln lambda(x) = log_lambda; true when it converged in the lower half plane.
  bool newton(double log_lambda, Complex& x) const {
    for (int i = 0; i < newton_steps; ++i) {
      if (!(x.imag() < 0)) return false;
      const Complex change = (curve_.log_lambda(x) - log_lambda) / curve_.slope(x);
      if (!(std::abs(change) < 0.5 * std::abs(x))) return false;
      x -= change;
      if (std::abs(change) < converged * std::abs(x)) return x.imag() < 0;
    }
    return false;
  }

  [[noreturn]] void throw_lost() const {
    throw RunError(
        "the density of a spectrum was lost at ln lambda = " + std::to_string(log_lambda_),
        "ask for fewer decades below the edge");
  }

  Curve curve_;
  double log_lambda_;
  Complex x_;
};

/// Orthogonal weights and slopes 0 and 1, the latter with probability p, at depth L > 1. The
/// unknown is y = m / (1 + m): lambda = (sigma_w^2 (p + (1 - p) y))^L / y. [pennington2018]
struct TwoValuedCurve {
  double p, weight_variance, depth;

  Complex log_lambda(Complex y) const {
    return depth * std::log(weight_variance * (p + (1 - p) * y)) - std::log(y);
  }
  Complex slope(Complex y) const { return depth * (1 - p) / (p + (1 - p) * y) - 1.0 / y; }
  Complex moment(Complex y) const { return y / (1.0 - y); }
  double edge() const { return p / ((depth - 1) * (1 - p)); }
  double curvature() const { return (1 - 1 / depth) / (edge() * edge()); }
  double log_edge() const {
    return depth * std::log(weight_variance * depth * (1 - p) * edge()) - std::log(edge());
  }
  double log_lower_edge() const { return -std::numeric_limits<double>::infinity(); }
};

}  // namespace widefield
