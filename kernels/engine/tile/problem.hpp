#pragma once
#include <cstdint>

#include "kernels/cell/stage_law.hpp"
#include "kernels/coupling/coupling.hpp"
#include "kernels/engine/tile/copies.hpp"
#include "kernels/engine/tile/record_map.hpp"

namespace widefield::inline WIDEFIELD_ISA {

enum class WeightLaw { gaussian, orthogonal, uniform, rademacher };

/// How the spectrum of a Jacobian is measured.
struct SpectrumRequest {
  int lanczos_steps = 0;  // 0: every singular value
  int points = 0;
  double grid[most_spectrum_points] = {};  // ascending, relative to the mean of the spectrum
};

/// Everything an engine is told, without its cell: trivially copyable, pointers to constant arrays.
struct Task {
  std::uint64_t key = 0;  // key_of_width
  Copies copies;
  int depth = 1;
  const std::int64_t* widths = nullptr;  // [depth + 1], widths[0] is the fan-in of layer 1
  const std::int64_t* hidden = nullptr;  // [depth + 1] between two stages; none: as the layer
  int batch = 0;                         // inputs that a mix takes together; 0: all
  WeightLaw weights = WeightLaw::gaussian;
  bool stored = false;  // are matrices that are met again kept in memory? The bits are the same
  double dropout_keep = 1;
  // [copies][copies] x_a.x_b / N of the copies below layer 1: inputs as given, tangents orthonormal
  // (|u|^2 = N) and orthogonal to them
  const double* gram = nullptr;
  Coupling coupling;
  RecordMap record;
  SpectrumRequest spectrum;

  /// Of layer 1 .. depth, and of what would come after the last.
  WIDEFIELD_HD LayerShape layer(int number) const {
    const std::int64_t below = widths[number - 1], here = number > depth ? below : widths[number];
    return {number, below, here, hidden == nullptr || number > depth ? here : hidden[number]};
  }
  WIDEFIELD_HD std::int64_t widest() const {
    std::int64_t most = widths[0];
    for (int number = 1; number <= depth; ++number) {
      const LayerShape shape = layer(number);
      most = shape.here > most ? shape.here : most;
      most = shape.hidden > most ? shape.hidden : most;
    }
    return most;
  }
  WIDEFIELD_HD bool coupled() const { return coupling.taps > 0; }
  WIDEFIELD_HD int batch_size() const { return batch > 0 ? batch : copies.inputs; }
};

/// A task with the code of a cell: see kernels/engine/cell_code.hpp.
template <class Code>
struct Problem : Task {
  Code cell;
};

}  // namespace widefield::inline WIDEFIELD_ISA
