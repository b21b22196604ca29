#include "host/statistics/spectrum/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int draws = 4000;  // the spread of a distance is then known to about a percent

bool is_spectrum(const Estimand& estimand) {
  return observable_row(estimand.observable).figure == Figure::spectrum;
}

/// The estimands of the grid, their place among all estimands, and what theory says of them.
struct MassCurve {
  std::vector<std::size_t> estimand;
  std::vector<double> at, theory;
};

MassCurve mass_curve(const Context& context) {
  MassCurve curve;
  const std::vector<double> grid = spectrum_grid(context.experiment.measure);
  const std::vector<std::string> names = spectrum_components(context.experiment.measure);
  const std::size_t scalars = names.size() - grid.size();
  for (std::size_t k = 0; k < context.estimands.size(); ++k) {
    const Estimand& estimand = context.estimands[k];
    if (!is_spectrum(estimand)) continue;
    const auto name = std::find(names.begin() + scalars, names.end(), estimand.component);
    if (name == names.end()) continue;
    curve.estimand.push_back(k);
    curve.at.push_back(grid[name - names.begin() - scalars]);
    curve.theory.push_back(expected(context, estimand).value);
  }
  return curve;
}

struct Distances {
  double ks = 0, wasserstein = 0;
};

Distances distances(const std::vector<double>& at, const std::vector<double>& difference) {
  Distances d;
  for (std::size_t k = 0; k < at.size(); ++k) {
    const double size = std::abs(difference[k]);
    d.ks = std::max(d.ks, size);
    if (k + 1 < at.size()) d.wasserstein += size * (at[k + 1] - at[k]);
  }
  return d;
}

/// Lower triangular L with L L^T = a, zero where a is singular to rounding.
Matrix root_of(Matrix a) {
  const std::size_t n = a.size;
  constexpr double rounding = 1e-12;
  for (std::size_t j = 0; j < n; ++j) {
    const double whole = a(j, j);
    for (std::size_t p = 0; p < j; ++p)
      a(j, j) -= a(j, p) * a(j, p);
    const double pivot = a(j, j) > rounding * whole ? std::sqrt(a(j, j)) : 0;
    a(j, j) = pivot;
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t p = 0; p < j; ++p)
        a(i, j) -= a(i, p) * a(j, p);
      a(i, j) = pivot > 0 ? a(i, j) / pivot : 0;
    }
    for (std::size_t i = 0; i < j; ++i)
      a(i, j) = 0;
  }
  return a;
}

/// Number `index` of a fixed sequence of standard normals (a splitmix64 counter [steele2014]).
double fixed_normal(std::uint64_t index) {
  std::uint64_t x = (index + 1) * 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  x ^= x >> 31;
  return normal_quantile((static_cast<double>(x >> 11) + 0.5) * 0x1p-53);
}

/// Mean and spread of a distance.
struct Spread {
  double sum = 0, square = 0;

  void add(double x) { sum += x, square += x * x; }
  double mean() const { return sum / draws; }
  double deviation() const { return std::sqrt(std::max(0.0, square / draws - mean() * mean())); }
};

/// The distances that fluctuations alone make: covariance is that of the mean over networks.
std::pair<Spread, Spread> null_law(const std::vector<double>& at, const Matrix& covariance) {
  const Matrix root = root_of(covariance);
  const std::size_t n = at.size();
  Spread ks, wasserstein;
  std::vector<double> normal(n), difference(n);
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    for (std::size_t k = 0; k < n; ++k)
      normal[k] = fixed_normal(draw * n + k);
    for (std::size_t i = 0; i < n; ++i) {
      difference[i] = 0;
      for (std::size_t k = 0; k <= i; ++k)
        difference[i] += root(i, k) * normal[k];
    }
    const Distances one = distances(at, difference);
    ks.add(one.ks);
    wasserstein.add(one.wasserstein);
  }
  return {ks, wasserstein};
}

void add_distances(const Context& context, const MassCurve& curve, const Sample& sample,
                   std::vector<MeasuredScalar>& all) {
  const std::size_t n = curve.estimand.size();
  if (sample.moments.count < 2 || std::isnan(curve.theory.front())) return;
  std::vector<double> difference(n);
  Matrix covariances(n);
  for (std::size_t i = 0; i < n; ++i) {
    difference[i] = sample.estimates[curve.estimand[i]].value - curve.theory[i];
    for (std::size_t j = 0; j < n; ++j)
      covariances(i, j) = covariance(
          Estimated{&context.estimands[curve.estimand[i]], &sample.estimates[curve.estimand[i]]},
          Estimated{&context.estimands[curve.estimand[j]], &sample.estimates[curve.estimand[j]]},
          context.plan, sample.moments);
  }
  const Distances measured = distances(curve.at, difference);
  const auto [ks, wasserstein] = null_law(curve.at, covariances);
  all.push_back({"", "jacobian_ks", sample.width, measured.ks, ks.deviation(), ks.mean()});
  all.push_back({"", "jacobian_wasserstein", sample.width, measured.wasserstein,
                 wasserstein.deviation(), wasserstein.mean()});
}

double theory_number(const Context& context, const std::string& name) {
  for (const Scalar& scalar : context.prediction.scalars)
    if (scalar.name == name)
      if (const double* value = std::get_if<double>(&scalar.value)) return *value;
  return none;
}

/// The part that is zero stands beside the atom of the theory. It is no verdict: the layer with the
/// fewest active neurons decides, so its finite-width deviation falls like N^{-1/2} only.
void add_atom(const Context& context, const Sample& sample, std::vector<MeasuredScalar>& all) {
  const double atom = theory_number(context, "jacobian_atom");
  if (!(atom > 0)) return;
  for (std::size_t k = 0; k < context.estimands.size(); ++k)
    if (is_spectrum(context.estimands[k]) && context.estimands[k].component == "zero")
      all.push_back({"", "jacobian_atom", sample.width, sample.estimates[k].value,
                     sample.estimates[k].standard_error, atom});
}

}  // namespace

std::vector<MeasuredScalar> spectrum_scalars_of(const Context& context) {
  std::vector<MeasuredScalar> all;
  const MassCurve curve = mass_curve(context);
  if (curve.estimand.empty()) return all;
  for (const Sample& sample : context.samples) {
    add_distances(context, curve, sample, all);
    add_atom(context, sample, all);
  }
  return all;
}

}  // namespace widefield
