#pragma once
#include "widefield/scalar.hpp"

// The sums of the lanes of many packs at once, each along the tree of sum_lanes: lane i with i + 8,
// then i + 4, i + 2, i + 1. Halves of two registers meet in one, so that an addition serves as many
// sums as it has lanes.
namespace widefield::inline WIDEFIELD_ISA {

/// Registers a and b hold sums of `length` lanes each, side by side: the lower or upper halves of
/// all of them, those of a first.
template <bool upper, int length, class Part, std::size_t... I>
WIDEFIELD_INLINE Part halves(Part a, Part b, std::index_sequence<I...>) {
  constexpr int half = length / 2;
  return __builtin_shufflevector(a, b,
                                 (int(I) / half * length + int(I) % half + (upper ? half : 0))...);
}

/// The first count / 2 registers become the sums, of half the length, of all `count`.
template <int length, int count, class Part>
WIDEFIELD_INLINE void fold_registers(Part (&x)[pack_lanes]) {
  if constexpr (length > 1) {
    using Lanes = std::make_index_sequence<sizeof(Part) / sizeof(x[0][0])>;
    WIDEFIELD_UNROLL
    for (int i = 0; i < count / 2; ++i)
      x[i] = halves<false, length>(x[2 * i], x[2 * i + 1], Lanes{}) +
             halves<true, length>(x[2 * i], x[2 * i + 1], Lanes{});
    fold_registers<length / 2, count / 2>(x);
  }
}

/// out[i] = sum_lanes(x[i]) of sixteen packs.
template <class T>
void fold_sixteen(const Pack<T>* x, T* out) {
  using Part = typename Pack<T>::Part;
  constexpr int parts = Pack<T>::parts, lanes = Pack<T>::part_lanes;
  Part sum[pack_lanes];
  for (int i = 0; i < pack_lanes; ++i) {
    Pack<T> halved = x[i];
    for (int half = parts / 2; half > 0; half /= 2)
      for (int p = 0; p < half; ++p)
        halved.part[p] += halved.part[p + half];
    sum[i] = halved.part[0];
  }
  fold_registers<lanes, pack_lanes>(sum);
  for (int i = 0; i < pack_lanes; ++i)
    out[i] = sum[i / lanes][i % lanes];
}

}  // namespace widefield::inline WIDEFIELD_ISA
