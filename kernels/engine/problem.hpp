#pragma once
#include <cstdint>

#include "kernels/cell/cell.hpp"
#include "kernels/engine/record_map.hpp"

namespace widefield::inline WIDEFIELD_ISA {

enum class WeightLaw { gaussian, orthogonal, uniform, rademacher };

/// What the same weights multiply, in the order [input][value, tangents ...].
struct Copies {
  int inputs = 1;
  int tangents = 0;  // per input

  WIDEFIELD_HD constexpr int count() const { return inputs * (1 + tangents); }
  WIDEFIELD_HD constexpr int value(int input) const { return input * (1 + tangents); }
  WIDEFIELD_HD constexpr int tangent(int input, int which) const {
    return value(input) + 1 + which;
  }
  WIDEFIELD_HD constexpr bool is_value(int copy) const { return copy % (1 + tangents) == 0; }
};

/// Everything an engine is told, without its Cell: trivially copyable, pointers to constant arrays.
struct Task {
  std::uint64_t seed = 0;
  Copies copies;
  int depth = 1;
  const std::int64_t* widths = nullptr;  // [depth + 1], widths[0] is the fan-in of layer 1
  WeightLaw weights = WeightLaw::gaussian;
  double dropout_keep = 1;
  const double* gram =
      nullptr;  // [copies][copies] x_a.x_b / N of the copies below layer 1: inputs as
                // given, tangents orthonormal (|u|^2 = N) and orthogonal to them
  RecordMap record;

  WIDEFIELD_HD std::int64_t widest() const {
    std::int64_t most = widths[0];
    for (int layer = 1; layer <= depth; ++layer)
      most = widths[layer] > most ? widths[layer] : most;
    return most;
  }
};

template <Cell C>
struct Problem : Task {
  typename C::Parameters cell;
};

}  // namespace widefield::inline WIDEFIELD_ISA
