#pragma once
#include <math.h>

#include "kernels/engine/chain/variates.hpp"
#include "kernels/engine/tile/problem.hpp"
#include "kernels/linear_algebra/cholesky.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The means over neurons of the inputs of one network, which a chain never draws. Inputs are
/// sqrt(N) U L^T with a Haar frame U, so that 1^T x_a / N = (L u)_a with u = U^T 1 / sqrt(N): k
/// coordinates of a uniform unit vector of N, z / sqrt(|z|^2 + chi^2_{N-k}) for normal z.
/// mean: [copies], scratch: [copies]^2.
WIDEFIELD_HD inline void draw_input_means(const Task& task, std::uint32_t network, double* scratch,
                                          double* mean) {
  const int k = task.copies.count();
  const Stream stream{task.key, Purpose::input, network, 0};
  for (int i = 0; i < k * k; ++i)
    scratch[i] = task.gram[i];
  cholesky_lower(scratch, k, rank_tolerance(k));
  double square = chi_square({stream, std::uint32_t(k)}, double(task.widths[0]) - k);
  for (int i = 0; i < k; ++i) {
    mean[i] = Variate{stream, std::uint32_t(i)}.normal(0);
    square += mean[i] * mean[i];
  }
  for (int a = k - 1; a >= 0; --a) {
    double sum = 0;
    for (int i = 0; i <= a; ++i)
      sum += scratch[a * k + i] * mean[i];
    mean[a] = sum / ::sqrt(square);
  }
}

/// The means of coupled signals, weighted as the variances of their taps: mean -> sum_t v_t A_t
/// mean. scratch: [copies].
WIDEFIELD_HD inline void couple_means(const Coupling& coupling, const Copies& copies, double* mean,
                                      double* scratch) {
  const int k = copies.count(), slots = copies.slots();
  for (int i = 0; i < k; ++i) {
    scratch[i] = 0;
    for (int t = 0; t < coupling.taps; ++t)
      scratch[i] += coupling.tap[t].variance *
                    gather<double>(coupling.tap[t], i / slots,
                                   [&](int a) { return mean[a * slots + i % slots]; });
  }
  for (int i = 0; i < k; ++i)
    mean[i] = scratch[i];
}

}  // namespace widefield::inline WIDEFIELD_ISA
