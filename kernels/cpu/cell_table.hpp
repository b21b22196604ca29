#pragma once
#include <utility>

#include "kernels/cell/cell_law.hpp"
#include "kernels/engine/cell_code.hpp"

// A cell as engines that are compiled once see it: its laws, and its functions on tiles.
namespace widefield::inline WIDEFIELD_ISA {

/// The rows of a team on the CPU (kernels/cpu/team.hpp).
template <class Real>
using PackRows = TileRows<Pack<Real>, 1>;

/// A function of a cell on a tile; the parameters are those of the cell.
template <class Rows>
using TilePointer = void (*)(const void* parameters, const TilePlace&, const TileArguments<Rows>&);

/// All of them, by TileFunction.
template <class Rows>
struct TilePointers {
  TilePointer<Rows> of[tile_functions];
};

struct CellTable {
  CellLaw law;
  bool supports_differences;
  TilePointers<PackRows<float>> in_float32;
  TilePointers<PackRows<double>> in_float64;

  template <class Rows>
  const TilePointers<Rows>& functions() const {
    if constexpr (std::is_same_v<Rows, PackRows<float>>)
      return in_float32;
    else
      return in_float64;
  }
};

template <Cell C, class Rows>
constexpr TilePointers<Rows> tile_pointers() {
  return []<int... which>(std::integer_sequence<int, which...>) {
    return TilePointers<Rows>{
        {[](const void* parameters, const TilePlace& place, const TileArguments<Rows>& of) {
          run_tile_function<TileFunction(which), C>(
              *static_cast<const typename C::Parameters*>(parameters), place, of);
        }...}};
  }
  (std::make_integer_sequence<int, tile_functions>{});
}

template <Cell C>
inline constexpr CellTable cell_table = {cell_law<C>(), has_differences<C>,
                                         tile_pointers<C, PackRows<float>>(),
                                         tile_pointers<C, PackRows<double>>()};

/// A cell by its table: the code of cells (kernels/engine/cell_code.hpp) on the CPU.
struct TableCell {
  const CellTable* table = nullptr;
  const void* parameters = nullptr;

  static constexpr bool may_chain = true;
  static constexpr bool may_have_two_slopes = true;
  static constexpr bool may_have_square_jacobian = true;

  const CellNumbers& numbers() const { return table->law.numbers; }
  bool supports_differences() const { return table->supports_differences; }
  Term term(const LayerShape& layer, int stage, int which) const {
    return table->law.term(parameters, layer, stage, which);
  }
  Field field(const LayerShape& layer, int stage, int which) const {
    return table->law.field(parameters, layer, stage, which);
  }
  TwoSlopes two_slopes() const { return table->law.two_slopes(parameters); }
  InputStream input() const { return table->law.input(parameters); }

  template <TileFunction which, class Rows>
  void run(const TilePlace& place, const TileArguments<Rows>& of) const {
    table->functions<Rows>().of[int(which)](parameters, place, of);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
