#include "host/gaussian/roots.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

namespace widefield {
namespace {

using Function = std::function<double(double)>;

constexpr double log_low = -14 * 2.302585092994046, log_high = -log_low;
constexpr int grid_points = 201;  // a factor 1.38 between neighbours
// Below this a difference of two averages of relative accuracy 1e-15 is rounding.
constexpr double rounding = 32 * std::numeric_limits<double>::epsilon();

int sign_of(double value) {
  if (!(std::abs(value) > rounding)) return 0;
  return value > 0 ? 1 : -1;
}

// Two roots between neighbours of equal sign, if f crosses zero at its extremum in between.
void add_hidden_pair(const Function& f, double from, double to, std::vector<double>& roots) {
  const int side = sign_of(f(from));
  const auto towards_zero = [&](double x) { return side * f(x); };
  constexpr int half_the_bits = 26;
  const auto [at, lowest] =
      boost::math::tools::brent_find_minima(towards_zero, from, to, half_the_bits);
  if (sign_of(lowest) >= 0) return;
  roots.push_back(root_between(f, from, at));
  roots.push_back(root_between(f, at, to));
}

}  // namespace

double root_between(const Function& f, double low, double high) {
  const double at_low = f(low), at_high = f(high);
  if (at_low == 0) return low;
  if (at_high == 0) return high;
  std::uintmax_t most_steps = 200;
  const auto [below, above] = boost::math::tools::toms748_solve(
      f, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(52), most_steps);
  return 0.5 * (below + above);
}

std::vector<double> positive_roots(const Function& f) {
  const Function g = [&](double x) { return f(std::exp(x)); };
  std::vector<double> x(grid_points), value(grid_points), roots;
  for (int i = 0; i < grid_points; ++i) {
    x[i] = log_low + i * (log_high - log_low) / (grid_points - 1);
    value[i] = g(x[i]);
  }
  int last = -1;  // the last point with a sign
  for (int i = 0; i < grid_points; ++i) {
    if (sign_of(value[i]) == 0) continue;
    if (last >= 0 && sign_of(value[i]) != sign_of(value[last]))
      roots.push_back(root_between(g, x[last], x[i]));
    last = i;
    const bool inside = i > 0 && i + 1 < grid_points &&
                        sign_of(value[i]) == sign_of(value[i - 1]) &&
                        sign_of(value[i]) == sign_of(value[i + 1]);
    if (inside && std::abs(value[i]) <= std::abs(value[i - 1]) &&
        std::abs(value[i]) <= std::abs(value[i + 1]))
      add_hidden_pair(g, x[i - 1], x[i + 1], roots);
  }
  for (double& root : roots)
    root = std::exp(root);
  std::sort(roots.begin(), roots.end());
  return roots;
}

}  // namespace widefield
