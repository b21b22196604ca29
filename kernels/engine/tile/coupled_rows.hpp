#pragma once
#include "kernels/engine/tile/place.hpp"
#include "kernels/engine/tile/rows.hpp"

// Rows of a tile through the taps of a coupling, and the adjoint.
namespace widefield::inline WIDEFIELD_ISA {

/// signals: [name][copy] -> [name][tap][copy], derivatives coupled as the inputs they belong to.
template <class Rows>
WIDEFIELD_HD inline void couple_signals(const TilePlace& place, Rows signals, Rows coupled) {
  const Copies& of = place.copies();
  const int k = of.count(), slots = of.slots(), taps = place.at.taps();
  clear_rows(coupled, place.at.signals() * k);
  for (int signal = 0; signal < place.at.signals(); ++signal) {
    const Tap& tap = place.at.coupling.tap[signal % taps];
    for (int copy = 0; copy < k; ++copy)
      for (int e = tap.row_start[copy / slots]; e < tap.row_start[copy / slots + 1]; ++e)
        add_scaled_row(signals, signal / taps * k + tap.column[e] * slots + copy % slots,
                       tap.value[e], coupled, signal * k + copy);
  }
}

/// adjoints: [name][tap][input] -> added to [name][input].
template <class Rows>
WIDEFIELD_HD inline void pull_coupling(const TilePlace& place, Rows coupled, Rows adjoints) {
  const int n = place.inputs(), taps = place.at.taps();
  for (int signal = 0; signal < place.at.signals(); ++signal) {
    const Tap& tap = place.at.coupling.tap[signal % taps];
    for (int input = 0; input < n; ++input)
      for (int e = tap.row_start[input]; e < tap.row_start[input + 1]; ++e)
        add_scaled_row(coupled, signal * n + input, tap.value[e], adjoints,
                       signal / taps * n + tap.column[e]);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
