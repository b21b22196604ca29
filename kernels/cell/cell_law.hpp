#pragma once
#include "kernels/cell/cell.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The laws of a cell, without its type: its numbers, and what its parameters say of terms and
/// fields. `parameters` points to the cell's own.
struct CellLaw {
  CellNumbers numbers;
  Term (*term)(const void* parameters, const LayerShape&, int stage, int which);
  Field (*field)(const void* parameters, const LayerShape&, int stage, int which);
  TwoSlopes (*two_slopes)(const void* parameters);
  InputStream (*input)(const void* parameters);
};

template <Cell C>
constexpr CellLaw cell_law() {
  using P = typename C::Parameters;
  return {numbers_of<C>(),
          [](const void* p, const LayerShape& layer, int stage, int which) {
            return C::term(*static_cast<const P*>(p), layer, stage, which);
          },
          [](const void* p, const LayerShape& layer, int stage, int which) {
            return C::field(*static_cast<const P*>(p), layer, stage, which);
          },
          [](const void* p) { return two_slopes_of<C>(*static_cast<const P*>(p)); },
          [](const void* p) { return input_of<C>(*static_cast<const P*>(p)); }};
}

}  // namespace widefield::inline WIDEFIELD_ISA
