#pragma once
#include "widefield/elementary/exp.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// exp(y^2) erfc(y) for y >= 0: a minimax polynomial in q = (y - 4)/(y + 4) over (1 + 2 y)
/// [shepherd1981] (tests/numbers/minimax.py, scaled_erfc_*).
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S scaled_erfc(S y) {
  const S q = (y - S(4)) / (y + S(4));
  S p;
  if constexpr (is_single<S>)
    p = polynomial(q, 0.00011238348747644799088f, -0.00024801016408348309966f,
                   -0.00070372464129644746001f, 0.0050811024916846362238f,
                   -0.016236385165049981083f, 0.037141618028040969146f, -0.06631599572489947688f,
                   0.09373970286196353243f, -0.1010416373224129683f, 0.068096263507649607176f,
                   0.015379826377214061569f, -0.13962109082100245321f, 1.2329951166788633571f);
  else
    p = polynomial(q, 8.982143706446980033e-10, 1.5764510097205926871e-9, -1.2156053775718809731e-8,
                   -1.6386779997927521595e-8, 1.0585811959081675635e-7, 7.1190488465348908177e-8,
                   -8.2040416992081005966e-7, 2.9796156162460559815e-7, 5.705982478193988457e-6,
                   -1.1225056586741871193e-5, -2.4397380692108966928e-5, 1.506230717990998764e-4,
                   -1.9925728761564310531e-4, -7.5777369789481223016e-4, 5.0319701025741999104e-3,
                   -0.016197733983523249546, 0.037167515521273296294, -0.066330365820038774495,
                   0.093732834999538299076, -0.10103906603588380993, 0.068097054254651881406,
                   0.015379652102610963997, -0.13962111684056209475, 1.2329951186255525398);
  return p / (S(1) + S(2) * y);
}

/// erf(x) for |x| <= 1, minimax (tests/numbers/minimax.py, erf_*). The leading 1 of 1.128... is
/// left to the sum, which then rounds once.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S erf_small(S x) {
  const S z = x * x;
  S rest;
  if constexpr (is_single<S>)
    rest = polynomial(z, 0.000078538606315780047094f, -0.00080101936585096735567f,
                      0.0051883277293798390233f, -0.026853811990321786346f, 0.11283585151233504733f,
                      -0.37612625824675098634f, 0.1283791657267974377f);
  else
    rest = polynomial(z, -7.7794657295499960543e-10, 1.3710978904586100209e-8,
                      -1.6206313408057645289e-7, 1.6447131524503547259e-6,
                      -1.4924712298094113002e-5, 1.2055293576686917384e-4,
                      -8.5483259293068284013e-4, 5.2239776061182953956e-3, -0.026866170643111441183,
                      0.11283791670944184501, -0.37612638903183519532, 0.1283791670955125657);
  return x + x * rest;
}

/// Nothing changes in erfc beyond this argument: it is 0.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S erfc_farthest() {
  return S(by_precision<S>(11.0f, 28.0));
}

/// erf(x), 1 - |erf(x)| = erfc(|x|) and exp(-x^2), each right relative to itself.
template <class S>
struct ErfParts {
  S erf, tail, gauss;
};

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE ErfParts<S> erf_parts(S x) {
  const S gauss = exp_minus_square(x, S(1));
  const S tail = gauss * scaled_erfc(min(erfc_farthest<S>(), abs(x)));
  return {select(abs(x) < S(1), erf_small(x), copysign(S(1) - tail, x)), tail, gauss};
}

/// erf(x) to about an ulp.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S erf(S x) {
  return erf_parts(x).erf;
}

/// The normal law at h: its density and the probability of the tail beyond |h|, both right relative
/// to themselves.
template <class S>
struct NormalLaw {
  S density, tail;
};

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE NormalLaw<S> normal_law(S h) {
  const S root_half(0.70710678118654752440), inverse_root_two_pi(0.39894228040143267794);
  const S e = exp_minus_square(h, S(0.5));
  const S y = min(erfc_farthest<S>(), abs(h) * root_half);
  return {e * inverse_root_two_pi, S(0.5) * e * scaled_erfc(y)};
}

/// Phi(h), the probability that a standard normal is below h.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S normal_cdf(S h, S tail) {
  return select(h < S(0), tail, S(1) - tail);
}

}  // namespace widefield::inline WIDEFIELD_ISA
