#pragma once
#include "kernels/cell/moving.hpp"
#include "kernels/engine/tile/copies.hpp"
#include "kernels/engine/tile/tile.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// One number of an input (a register or a field, whose rows begin at `first`) with its motion.
template <class S, class Rows>
WIDEFIELD_HD inline Moving<S> moving_row(Rows rows, int first, const Copies& of, int input, int j) {
  return moving(rows(first + of.value(input), j), rows(first + of.velocity(input), j),
                rows(first + of.acceleration(input), j));
}

template <class S, class Rows>
WIDEFIELD_HD inline void store_motion(const Moving<S>& x, Rows rows, int first, const Copies& of,
                                      int input, int j) {
  rows(first + of.velocity(input), j) = velocity_of(x);
  rows(first + of.acceleration(input), j) = acceleration_of(x);
}

}  // namespace widefield::inline WIDEFIELD_ISA
