#include "host/architecture/mean_field/correlation_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "host/gaussian/roots.hpp"

namespace widefield {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
// Where f(1 - distance) - (1 - distance) is sought: below, a root is 0.
constexpr double smallest_distance = 1e-15;

bool is_homogeneous(const LayerLaw& layer) {
  return layer.phi.homogeneous.has_value();
}

// Two inputs of a new Gram matrix, all entries from the one before.
double next_entry(const LayerLaw& layer, const Gram& gram, std::size_t a, std::size_t b) {
  const double qa = gram[a][a], qb = gram[b][b];
  if (a == b) return length_step(layer, qa);
  return covariance_step(layer, pair_law(qa, qb, gram[a][b]));
}

double next_distance(const LayerLaw& layer, double q, double difference) {
  const double masks = (1 / layer.keep - 1) * square(layer.phi, q);
  return layer.weight_variance * (masks + 0.5 * difference) / length_step(layer, q);
}

Gram first_kernel(const LayerLaw& layer, const Gram& inputs) {
  Gram gram = inputs;
  for (auto& row : gram)
    for (double& entry : row)
      entry = layer.weight_variance * entry + layer.bias_variance;
  return gram;
}

}  // namespace

double covariance_step(const LayerLaw& layer, const PairLaw& law) {
  return layer.weight_variance * product(layer.phi, law) + layer.bias_variance;
}

double distance_step(const LayerLaw& layer, double q, double distance) {
  return next_distance(layer, q, difference_square(layer.phi, {q, q, distance}));
}

PairLaw pair_law(double qa, double qb, double qab) {
  const double c = qa > 0 && qb > 0 ? qab / std::sqrt(qa * qb) : 0;
  return {qa, qb, std::clamp(1 - c, 0.0, 2.0)};
}

PairLaw pair_step(const LayerLaw& layer, const PairLaw& law) {
  const bool equal = law.qa == law.qb;
  return pair_step(layer, law, equal ? 0 : product(layer.phi, law),
                   equal ? difference_square(layer.phi, law) : 0);
}

PairLaw pair_step(const LayerLaw& layer, const PairLaw& law, double product, double difference) {
  const double qa = length_step(layer, law.qa);
  if (law.qa == law.qb) return {qa, qa, next_distance(layer, law.qa, difference)};
  const double cross = layer.weight_variance * product + layer.bias_variance;
  return pair_law(qa, length_step(layer, law.qb), cross);
}

double correlation_slope(const LayerLaw& layer, double q, double distance) {
  if (distance == 0) return layer.weight_variance * slope_square(layer.phi, q);
  return layer.weight_variance * slope_product(layer.phi, {q, q, distance});
}

double limit_distance(const LayerLaw& layer, double q_star) {
  if (q_star == 0 && !is_homogeneous(layer)) return not_a_number;
  const double q = q_star == 0 ? 1 : q_star;
  const bool independent = layer.bias_variance == 0 && mean_signal(layer.phi, q) == 0;
  const bool ordered = layer.keep == 1 && gradient_factor(layer, q) <= 1 + critical_width;
  if (ordered || (layer.keep == 1 && is_homogeneous(layer) && q_star == 0)) return 0;
  if (independent) return 1;
  const auto growth = [&](double log_distance) {
    const double distance = std::exp(log_distance);
    return distance_step(layer, q, distance) / distance - 1;
  };
  const double low = std::log(smallest_distance);
  return growth(low) <= 0 ? 0 : std::exp(root_between(growth, low, 0));
}

std::vector<Gram> nngp_kernels(const LayerLaw& layer, const Gram& inputs, int depth) {
  std::vector<Gram> kernels = {first_kernel(layer, inputs)};
  while (static_cast<int>(kernels.size()) < depth) {
    const Gram& last = kernels.back();
    Gram next = last;
    for (std::size_t a = 0; a < last.size(); ++a)
      for (std::size_t b = a; b < last.size(); ++b)
        next[a][b] = next[b][a] = next_entry(layer, last, a, b);
    kernels.push_back(std::move(next));
  }
  return kernels;
}

}  // namespace widefield
