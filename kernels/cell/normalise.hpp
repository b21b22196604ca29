#pragma once
#include <type_traits>

#include "widefield/host_device.hpp"
#include "widefield/scalar.hpp"

// Normalisation over a batch: u_a = (h_a - m) / sqrt(s^2 + epsilon), m and s^2 the mean and the
// population variance of one neuron over its B copies. [yang2019, eq. 3]
namespace widefield::inline WIDEFIELD_ISA {

template <class Values>
using ValueOf = std::remove_cvref_t<decltype(std::declval<Values>()[0])>;

template <class Values>
WIDEFIELD_HD inline ValueOf<Values> mean_of(Values values, int copies) {
  using S = ValueOf<Values>;
  S sum(0);
  for (int a = 0; a < copies; ++a)
    sum = sum + values[a];
  return sum * S(1.0 / copies);
}

/// 1 / sqrt(s^2 + epsilon), from the values less their mean: the difference of two mean squares
/// would lose what a large mean hides.
template <class Values>
WIDEFIELD_HD inline ValueOf<Values> inverse_deviation(Values values, ValueOf<Values> mean,
                                                      double epsilon, int copies) {
  using S = ValueOf<Values>;
  S square(0);
  for (int a = 0; a < copies; ++a)
    square = square + (values[a] - mean) * (values[a] - mean);
  return S(1) / sqrt(square * S(1.0 / copies) + S(epsilon));
}

/// In place.
template <class Values>
WIDEFIELD_HD inline void normalise(Values values, double epsilon, int copies) {
  using S = ValueOf<Values>;
  const S mean = mean_of(values, copies);
  const S scale = inverse_deviation(values, mean, epsilon, copies);
  for (int a = 0; a < copies; ++a)
    values[a] = scale * (values[a] - mean);
}

/// The adjoint of u to that of h, in place: g -> (g - mean(g) - u mean(u g)) / s. The Jacobian is
/// symmetric.
template <class Values, class Adjoint>
WIDEFIELD_HD inline void normalise_transposed(Values values, Adjoint adjoint, double epsilon,
                                              int copies) {
  using S = ValueOf<Values>;
  const S mean = mean_of(values, copies);
  const S scale = inverse_deviation(values, mean, epsilon, copies);
  const S adjoint_mean = mean_of(adjoint, copies);
  S overlap(0);
  for (int a = 0; a < copies; ++a)
    overlap = overlap + (values[a] - mean) * adjoint[a];
  const S along = overlap * scale * scale * S(1.0 / copies);
  for (int a = 0; a < copies; ++a)
    adjoint[a] = scale * (adjoint[a] - adjoint_mean - (values[a] - mean) * along);
}

/// What cells with batch normalisation have in common: the mix of the copies of a neuron. Their
/// parameters hold an epsilon.
struct NormalisedBatch {
  template <class Parameters, class Values>
  WIDEFIELD_HD static void mix(const Parameters& p, Values values, int copies) {
    normalise(values, p.epsilon, copies);
  }
  template <class Parameters, class Values, class Adjoint>
  WIDEFIELD_HD static void mix_transposed(const Parameters& p, Values values, Adjoint adjoint,
                                          int copies) {
    normalise_transposed(values, adjoint, p.epsilon, copies);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
