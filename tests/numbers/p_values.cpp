#include "tests/numbers/p_values.hpp"

#include <algorithm>
#include <cmath>

namespace widefield {

double two_sided_normal(double observed) {
  return std::erfc(std::abs(observed) / std::sqrt(2.0));
}

double two_sided_poisson(double observed, double mean) {
  const auto probability = [&](double n) {
    return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
  };
  double below = 0;
  for (double n = 0; n < observed; ++n)
    below += probability(n);
  return std::min(1.0, 2 * std::min(below + probability(observed), 1 - below));
}

double kolmogorov(double observed, double count) {
  const double lambda = std::sqrt(count) * observed;
  double sum = 0;
  for (int k = 1; k <= 100; ++k)
    sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * lambda * lambda);
  return lambda < 0.2 ? 1.0 : std::clamp(sum, 0.0, 1.0);
}

double chi_square(double observed, double degrees) {
  const double shrink = 2 / (9 * degrees);
  const double z = (std::cbrt(observed / degrees) - (1 - shrink)) / std::sqrt(shrink);
  return 0.5 * std::erfc(z / std::sqrt(2.0));
}

}  // namespace widefield
