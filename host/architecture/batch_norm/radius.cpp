#include "host/architecture/batch_norm/radius.hpp"

#include <algorithm>
#include <cmath>

namespace widefield {
namespace {

// exp(-39) = 1e-17: what counts of the tails.
constexpr double tail = 39;

// The density of x = ln(r^2) is ~ exp(n x / 2 - exp(x) / 2); an average of 1 / r^2 takes n to n
// - 2. Where that has no tail, epsilon bounds 1 / (mu r^2 + B epsilon).
double lowest(double n, double mu, double floor) {
  if (n > 2) return std::log(n) - 2 * std::sqrt(tail / n) - tail / (0.5 * n - 1);
  return -2 * (tail + std::log1p(floor > 0 ? mu / floor : 0)) / n;
}

// r^2 = n + 12 sqrt(n) + 80: beyond exp(-39) for every n, as moments up to the eighth are small
// beside the exponential.
double highest(double n) {
  return std::log(n + 12 * std::sqrt(n) + 80);
}

}  // namespace

// A trapezoid sum errs by exp(-2 pi y / h) cos(y)^(-n/2), the density continued by y < pi / 2:
// below 1e-13 for every n with these steps.
double BatchRadii::step() const {
  return std::min(0.2, 0.8 / std::sqrt(batch - 1));
}

double BatchRadii::rho_square(int shell) const {
  return epsilon > 0 ? 1 / (1 + std::exp(-shell * step())) : 1;
}

std::vector<BatchRadius> BatchRadii::at(double mu) const {
  const double n = batch - 1, floor = batch * epsilon, h = step();
  const double offset = floor > 0 ? std::log(mu / floor) : 0;
  const int first = static_cast<int>(std::floor((lowest(n, mu, floor) + offset) / h));
  const int last = static_cast<int>(std::ceil((highest(n) + offset) / h));
  std::vector<BatchRadius> radii;
  double sum = 0;
  for (int k = first; k <= last; ++k) {
    const double square = std::exp(k * h - offset), about = square / n;
    // Relative to the mode r^2 = n, so that nothing overflows.
    const double weight = std::exp(0.5 * n * (std::log(about) - (about - 1)));
    radii.push_back({weight, square, epsilon > 0 ? k : 0});
    sum += weight;
  }
  for (BatchRadius& radius : radii)
    radius.weight /= sum;
  return radii;
}

}  // namespace widefield
