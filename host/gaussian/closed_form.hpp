#pragma once
#include <cmath>

#include "host/gaussian/nonlinearity.hpp"

namespace widefield {

/// Two correlated pre-activations: variances and 1 - correlation, kept as a difference because
/// correlations approach 1.
struct PairLaw {
  double qa, qb, distance;  // distance = 1 - c, 0 <= distance <= 2

  double correlation() const { return 1 - distance; }
  PairLaw swapped() const { return {qb, qa, distance}; }
};

/// An average of a plain activation, and what scales make of it: gain f(stretch q), q the variance
/// of the pre-activation, gain of the degree of f in phi and in derivatives.
template <class Law>
struct ClosedForm {
  double (*plain)(Law) = nullptr;
  double gain = 1, stretch = 1;

  explicit operator bool() const { return plain != nullptr; }
  double operator()(double q) const { return gain * plain(stretch * q); }
  double operator()(const PairLaw& law) const {
    return gain * plain({stretch * law.qa, stretch * law.qb, law.distance});
  }
};
struct ClosedMoment {
  double (*plain)(double q, int k) = nullptr;
  double gain = 1, stretch = 1;  // the gain of k = 1

  explicit operator bool() const { return plain != nullptr; }
  double operator()(double q, int k) const { return std::pow(gain, k) * plain(stretch * q, k); }
};

/// Gaussian averages of one activation that are known in closed form; null where none is. Names as
/// in gaussian_average.hpp and pair_average.hpp.
struct ClosedForms {
  ClosedForm<double> mean_signal, square, slope_square, square_slope, bend_square, signal_bend,
      fourth;
  ClosedMoment slope_moment;
  ClosedForm<const PairLaw&> product, slope_product;
};

/// erf and erf_unit [williams1997], sin, hard_tanh, gelu, where they are not shifted; homogeneous
/// activations are in homogeneous.hpp.
ClosedForms closed_forms(const Nonlinearity& phi);

}  // namespace widefield
