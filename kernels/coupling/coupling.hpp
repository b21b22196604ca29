#pragma once
#include "kernels/engine/tile/copies.hpp"
#include "widefield/host_device.hpp"

// How the copies of a network hear each other: h_a = sum_t W_t (A_t x)_a, W_t independent matrices
// of relative variance v_t, A_t a sparse matrix over the inputs (positions of an image, nodes of a
// graph). Everything an engine needs is derived from the list of taps: what it does to a Gram
// matrix, the gather for stored weights, and its adjoint.
namespace widefield::inline WIDEFIELD_ISA {

/// One tap: a sparse matrix in compressed rows, and its weight v.
struct Tap {
  double variance = 1;
  const int* row_start = nullptr;  // [inputs + 1]
  const int* column = nullptr;     // [row_start[inputs]]
  const double* value = nullptr;   // [row_start[inputs]]
};

/// A list of taps; none: every copy hears only itself. With an edge probability there is one tap, a
/// graph that is drawn for every network (kernels/engine/tile/drawn_coupling.hpp).
struct Coupling {
  int taps = 0;
  const Tap* tap = nullptr;
  double edge_probability = 0;

  WIDEFIELD_HD constexpr bool is_drawn() const { return edge_probability > 0; }
};

/// (A x)_row. x: callable, input -> S.
template <class S, class X>
WIDEFIELD_HD inline S gather(const Tap& tap, int row, X x) {
  S sum(0);
  for (int e = tap.row_start[row]; e < tap.row_start[row + 1]; ++e)
    sum += S(tap.value[e]) * x(tap.column[e]);
  return sum;
}

/// K -> sum_t v_t A_t K A_t^T, derivatives coupled as the inputs they belong to.
/// gram, coupled: [copies][copies], not the same array.
WIDEFIELD_HD inline void couple_gram(const Coupling& coupling, const Copies& copies,
                                     const double* gram, double* coupled) {
  const int k = copies.count(), slots = copies.slots();
  for (int i = 0; i < k; ++i)
    for (int j = 0; j < k; ++j) {
      const auto entry = [&](int a, int b) {
        return gram[(a * slots + i % slots) * k + b * slots + j % slots];
      };
      double sum = 0;
      for (int t = 0; t < coupling.taps; ++t) {
        const Tap& tap = coupling.tap[t];
        sum += tap.variance * gather<double>(tap, i / slots, [&](int a) {
                 return gather<double>(tap, j / slots, [&](int b) { return entry(a, b); });
               });
      }
      coupled[i * k + j] = sum;
    }
}

}  // namespace widefield::inline WIDEFIELD_ISA
