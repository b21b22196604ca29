#pragma once
#include <math.h>

#include "kernels/engine/tile/problem.hpp"
#include "widefield/elementary.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Squared singular values lambda of the Jacobian of one network with their weights: one part in N
/// for each of them, or the nodes and weights of a quadrature rule.
struct WeightedSpectrum {
  const double* log_lambda;  // ln lambda, [count]; those that are zero are left out
  const double* weight;      // [count], or null: `equal_weight` each
  double equal_weight;
  std::int64_t count;
  bool smooth = false;  // the weight of a node stands for its surroundings

  WIDEFIELD_HD double weight_of(std::int64_t i) const {
    return weight == nullptr ? equal_weight : weight[i];
  }
};

/// The slots of Primitive::jacobian_spectrum of one network. Everything but the mean is relative to
/// the network's own mean, because tr J J^T / N fluctuates like N^(-1/2) and the shape does not.
struct SpectrumNumbers {
  double log_mean = 0;       // ln m_1, m_1 = sum w lambda
  double second_moment = 0;  // sum w lambda^2 / m_1^2
  double log_edge = 0;       // ln of the largest lambda
  double mass = 0;           // of what is not zero

  /// The part that is zero; weights sum to 1 up to rounding.
  WIDEFIELD_HD double zero() const { return 1 - mass > 1e-9 ? 1 - mass : 0; }
};

/// Sums in the order of the spectrum, scaled by its largest value so that nothing overflows.
WIDEFIELD_HD inline SpectrumNumbers numbers_of(const WeightedSpectrum& spectrum) {
  SpectrumNumbers numbers;
  numbers.log_edge = -__builtin_huge_val();
  for (std::int64_t i = 0; i < spectrum.count; ++i)
    if (spectrum.log_lambda[i] > numbers.log_edge) numbers.log_edge = spectrum.log_lambda[i];
  double first = 0, second = 0;
  for (std::int64_t i = 0; i < spectrum.count; ++i) {
    const double relative = exp(spectrum.log_lambda[i] - numbers.log_edge);
    first += spectrum.weight_of(i) * relative;
    second += spectrum.weight_of(i) * relative * relative;
    numbers.mass += spectrum.weight_of(i);
  }
  numbers.log_mean = numbers.log_edge + log(first);
  numbers.second_moment = second / (first * first);
  return numbers;
}

/// Half the weight of a node lies below it; between nodes the mass grows linearly, from what is
/// zero at 0 to everything at the last.
WIDEFIELD_HD inline double smooth_mass_below(const WeightedSpectrum& spectrum,
                                             const SpectrumNumbers& numbers, double x) {
  double at = 0, mass = numbers.zero();
  for (std::int64_t i = 0; i < spectrum.count; ++i) {
    const double node = exp(spectrum.log_lambda[i] - numbers.log_mean);
    const double before = i == 0 ? 0 : spectrum.weight_of(i - 1);
    const double step = (before + spectrum.weight_of(i)) / 2;
    if (x < node) return mass + step * (x - at) / (node - at);
    mass += step;
    at = node;
  }
  return 1;
}

/// The part of the spectrum at most `x` times the mean.
WIDEFIELD_HD inline double mass_below(const WeightedSpectrum& spectrum,
                                      const SpectrumNumbers& numbers, double x) {
  if (spectrum.smooth) return smooth_mass_below(spectrum, numbers, x);
  const double limit = numbers.log_mean + log(x);
  double mass = numbers.zero();
  for (std::int64_t i = 0; i < spectrum.count; ++i)
    if (spectrum.log_lambda[i] <= limit) mass += spectrum.weight_of(i);
  return mass;
}

/// Writes one network's spectrum: the mean, the second moment, the edge, the part that is zero, and
/// the mass below every point of the grid. A Jacobian that is zero has no shape: it counts as one
/// mass at zero, with moments of 0.
WIDEFIELD_HD inline void record_spectrum(const Task& task, const WeightedSpectrum& spectrum,
                                         double* record) {
  double* out = record + task.record.slot(Primitive::jacobian_spectrum, task.depth);
  const bool empty = spectrum.count == 0;
  const SpectrumNumbers numbers = empty ? SpectrumNumbers{} : numbers_of(spectrum);
  out[0] = empty ? 0.0 : exp(numbers.log_mean);
  out[1] = numbers.second_moment;
  out[2] = empty ? 0.0 : exp(numbers.log_edge - numbers.log_mean);
  out[3] = numbers.zero();
  for (int k = 0; k < task.spectrum.points; ++k)
    out[spectrum_scalars + k] = empty ? 1.0 : mass_below(spectrum, numbers, task.spectrum.grid[k]);
}

}  // namespace widefield::inline WIDEFIELD_ISA
