#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/gaussian/two_point.hpp"
#include "widefield/elementary.hpp"

namespace widefield {
namespace {

// A tail below this share of the mean square is rounding, not a series that was cut.
constexpr double cut_off = 1e-11;

/// What the coefficients below and above `from` leave of the mean square.
double tail(const std::vector<double>& coefficient, double square, std::size_t from) {
  double rest = square;
  for (std::size_t k = 0; k < from; ++k)
    rest -= coefficient[k] * coefficient[k];
  return std::max(rest, 0.0);
}

/// +1: the last coefficients are of even degree (the function is even plus something smooth), -1:
/// odd, 0: both.
int parity(const std::vector<double>& coefficient) {
  double even = 0, odd = 0;
  for (std::size_t k = coefficient.size() / 2; k < coefficient.size(); ++k)
    (k % 2 == 0 ? even : odd) += coefficient[k] * coefficient[k];
  if (even > 100 * odd) return 1;
  return odd > 100 * even ? -1 : 0;
}

/// (p - 1) int_1^inf u^-p exp(-x u) du = int_0^1 exp(-x w^(-1/(p-1))) dw: the power-law tail at
/// c^K = exp(-x), relative to c = 1. Midpoints: the integrand is bounded and monotone.
double damped_tail(double x, double p) {
  constexpr int midpoints = 32;
  double sum = 0;
  for (int i = 0; i < midpoints; ++i) {
    const double w = (i + 0.5) / midpoints;
    sum += widefield::exp(-x * widefield::exp(-widefield::log(w) / (p - 1)));
  }
  return sum / midpoints;
}

double left_out(const std::vector<double>& a, double square_a, double tail_a, double tail_b,
                double c) {
  const double half = tail(a, square_a, a.size() / 2);
  const double p = std::clamp(1 + widefield::log(half / tail_a) / std::numbers::ln2, 1.5, 8.0);
  const double sign = c >= 0 ? 1 : parity(a);
  const double x = -static_cast<double>(a.size()) * widefield::log(std::abs(c));
  return sign * std::sqrt(tail_a * tail_b) * damped_tail(x, p);
}

}  // namespace

double mehler(const std::vector<double>& a, const std::vector<double>& b, double square_a,
              double square_b, double c) {
  double sum = 0;
  for (std::size_t k = std::min(a.size(), b.size()); k-- > 0;)
    sum = sum * c + a[k] * b[k];
  const double tail_a = tail(a, square_a, a.size()), tail_b = tail(b, square_b, b.size());
  const bool cut = tail_a > cut_off * square_a && tail_b > cut_off * square_b;
  if (cut && std::abs(c) > 0.5) sum += left_out(a, square_a, tail_a, tail_b, c);
  return sum;
}

}  // namespace widefield
