#pragma once
#include "kernels/cpu/gram_block.hpp"

// The products of many rows of a tile with one row. Every number is used once, so that conversion
// to float64 costs as much as the products do.
namespace widefield::inline WIDEFIELD_ISA {

/// Lanes first, first + 1, ... of a pack as one register of float64. (Of the plain operator g++ 12
/// makes two conversions and a shuffle, so that the instruction is named to it.)
template <class Real>
WIDEFIELD_INLINE LaneSum::Part wide_part(const Pack<Real>& x, int first) {
  typedef Real Narrow __attribute__((vector_size(Pack<double>::part_lanes * sizeof(Real))));
  Narrow narrow;
  __builtin_memcpy(&narrow, reinterpret_cast<const Real*>(&x) + first, sizeof narrow);
#if !defined(__clang__)
  if constexpr (sizeof(Real) == sizeof(float)) {
#if defined(__AVX512F__)
    constexpr int current_rounding = 4;
    return __builtin_ia32_cvtps2pd512_mask(narrow, LaneSum::Part{}, 0xff, current_rounding);
#elif defined(__AVX__)
    return __builtin_ia32_cvtps2pd256(narrow);
#endif
  }
#endif
  return __builtin_convertvector(narrow, LaneSum::Part);
}

/// sums_r += a_r . x over the neurons of a tile, lane by lane, a lane's four in their order; the
/// order of add_gram_block. a: rows of four packs. Returns the end of the sums.
template <int rows, class Real>
LaneSum* add_dots(const Pack<Real>* a, const Pack<double>* x, LaneSum* sums) {
#pragma GCC unroll 1
  for (int part = 0; part < LaneSum::parts; ++part) {
    LaneSum::Part partial[rows];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r)
      partial[r] = sums[r].part[part];
#pragma GCC unroll 8
    for (int i = 0; i < 2 * lane_neurons; ++i) {
      const int j = i % lane_neurons, from = part + i / lane_neurons * LaneSum::parts;
#pragma GCC unroll 4
      for (int r = 0; r < rows; ++r)
        partial[r] +=
            wide_part(a[r * lane_neurons + j], from * Pack<double>::part_lanes) * x[j].part[from];
    }
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r)
      sums[r].part[part] = partial[r];
  }
  return sums + rows;
}

/// The same for any number of rows.
template <class Real>
void add_dots(const Pack<Real>* a, int count, const Pack<double>* x, LaneSum* sums) {
  constexpr int together = 4;
  for (; count >= together; count -= together, a += together * lane_neurons)
    sums = add_dots<together>(a, x, sums);
  for (; count > 0; --count, a += lane_neurons)
    sums = add_dots<1>(a, x, sums);
}

}  // namespace widefield::inline WIDEFIELD_ISA
