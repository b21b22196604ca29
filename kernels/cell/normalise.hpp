#pragma once
#include <type_traits>

#include "widefield/host_device.hpp"
#include "widefield/scalar.hpp"

// Normalisation over a batch: u_a = (h_a - m) / sqrt(s^2 + epsilon), m and s^2 the mean and the
// population variance of one neuron over its B copies. [yang2019, eq. 3]
namespace widefield::inline WIDEFIELD_ISA {

/// The scalar of a list of values, whose elements may be stand-ins for it.
template <class Element>
struct ScalarOf {
  using type = Element;
};
template <class Element>
requires requires {
  typename Element::Value;
}
struct ScalarOf<Element> {
  using type = typename Element::Value;
};
template <class Values>
using ValueOf = typename ScalarOf<std::remove_cvref_t<decltype(std::declval<Values>()[0])>>::type;

/// sum_a term(a) over the copies, in four sums at a time that do not wait for each other.
template <class S, class F>
WIDEFIELD_HD inline S sum_over(int copies, F term) {
  constexpr int together = 4;
  S sum[together] = {S(0), S(0), S(0), S(0)};
  int a = 0;
  for (; a + together <= copies; a += together)
    for (int i = 0; i < together; ++i)
      sum[i] = sum[i] + term(a + i);
  for (; a < copies; ++a)
    sum[0] = sum[0] + term(a);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

template <class Values>
WIDEFIELD_HD inline ValueOf<Values> mean_of(Values values, int copies) {
  using S = ValueOf<Values>;
  return sum_over<S>(copies, [&](int a) -> S { return values[a]; }) * S(1.0 / copies);
}

/// 1 / sqrt(s^2 + epsilon), from the values less their mean: the difference of two mean squares
/// would lose what a large mean hides.
template <class Values>
WIDEFIELD_HD inline ValueOf<Values> inverse_deviation(Values values, ValueOf<Values> mean,
                                                      double epsilon, int copies) {
  using S = ValueOf<Values>;
  const S square = sum_over<S>(copies, [&](int a) {
    const S apart = S(values[a]) - mean;
    return apart * apart;
  });
  return S(1) / sqrt(square * S(1.0 / copies) + S(epsilon));
}

/// The values normalised; `result` may be `values`.
template <class Values>
WIDEFIELD_HD inline void normalise(Values values, double epsilon, int copies, Values result) {
  using S = ValueOf<Values>;
  const S mean = mean_of(values, copies);
  const S scale = inverse_deviation(values, mean, epsilon, copies);
  for (int a = 0; a < copies; ++a)
    result[a] = scale * (S(values[a]) - mean);
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
  const S overlap = sum_over<S>(copies, [&](int a) { return (values[a] - mean) * adjoint[a]; });
  const S along = overlap * scale * scale * S(1.0 / copies);
  for (int a = 0; a < copies; ++a)
    adjoint[a] = scale * (adjoint[a] - adjoint_mean - (values[a] - mean) * along);
}

/// What cells with batch normalisation have in common: the mix of the copies of a neuron. Their
/// parameters hold an epsilon.
struct NormalisedBatch {
  template <class Parameters, class Values>
  WIDEFIELD_HD static void mix(const Parameters& p, Values values, int copies, Values result) {
    normalise(values, p.epsilon, copies, result);
  }
  template <class Parameters, class Values, class Adjoint>
  WIDEFIELD_HD static void mix_transposed(const Parameters& p, Values values, Adjoint adjoint,
                                          int copies) {
    normalise_transposed(values, adjoint, p.epsilon, copies);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
