#pragma once
#include <type_traits>

#include "kernels/engine/tile/adjoints.hpp"
#include "kernels/engine/tile/differences.hpp"
#include "kernels/engine/tile/field_sums.hpp"
#include "kernels/engine/tile/function.hpp"
#include "kernels/engine/tile/mix.hpp"

// What an engine calls of a cell, on the rows of one tile. On a device the functions are merged
// into the engine, for each cell once more (InlinedCell); on the CPU an engine is compiled once and
// finds them in a table (kernels/engine/cell_table.hpp). Both offer the same members, so that the
// engines are one source.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f(constant) with the stage as a compile-time number.
template <Cell C, int first = 0, class F>
WIDEFIELD_HD WIDEFIELD_INLINE void with_stage(int stage, F f) {
  if (stage == first) return f(std::integral_constant<int, first>{});
  if constexpr (first + 1 < C::stages) with_stage<C, first + 1>(stage, f);
}

/// One of the functions, for a stage that is a compile-time number.
template <TileFunction which, Cell C, int stage, class Rows>
WIDEFIELD_HD WIDEFIELD_INLINE void run_stage_function(const typename C::Parameters& cell,
                                                      const TilePlace& place,
                                                      const TileArguments<Rows>& of) {
  using enum TileFunction;
  const StageAdjoints<C, stage, Rows> back{{cell, place}, of.external};
  if constexpr (which == signals)
    StageSignals<C, stage, Rows>{{cell, place}}.signals(of.entry, of.signal);
  else if constexpr (which == update)
    StageUpdate<C, stage, Rows>{{cell, place}, of.external}.update(of.entry, of.fields, of.result);
  else if constexpr (which == pull_update)
    back.pull_update(of.entry, of.fields, of.register_adjoint, of.field_adjoint);
  else if constexpr (which == pull_signals)
    back.pull_signals(of.entry, of.signal_adjoint, of.register_adjoint);
  else if constexpr (which == update_slopes)
    back.update_slopes(of.entry, of.fields, of.input, of.result);
  else
    back.signal_slopes(of.entry, of.input, of.result);
}

/// One of the functions of a cell.
template <TileFunction which, Cell C, class Rows>
WIDEFIELD_HD void run_tile_function(const typename C::Parameters& cell, const TilePlace& place,
                                    const TileArguments<Rows>& of) {
  using enum TileFunction;
  if constexpr (which == measure) {
    StageMeasure<C, Rows>{{cell, place}}.measure(of.fields, of.input, of.differences, of.result);
  } else if constexpr (which == update_differences) {
    if constexpr (has_differences<C> && C::fields(0) == 1)
      StageDifferences<C, Rows>{{cell, place}}.update(of.result);
  } else if constexpr (which == mix) {
    if constexpr (MixingCell<C>) mix_fields<C>(cell, place.task, of.fields, of.result);
  } else if constexpr (which == pull_mix) {
    if constexpr (MixingCell<C>)
      widefield::pull_mix<C>(cell, place.task, of.fields, of.field_adjoint);
  } else {
    with_stage<C>(place.at.stage, [&](auto stage) {
      run_stage_function<which, C, decltype(stage)::value>(cell, place, of);
    });
  }
}

/// A cell whose functions merge into the engine that calls them.
template <Cell C>
struct InlinedCell {
  typename C::Parameters parameters;

  /// What engines may leave out at compile time.
  static constexpr bool may_chain = numbers_of<C>().is_chain_of_gram_matrices();
  static constexpr bool may_have_two_slopes = TwoSlopeCell<C>;
  static constexpr bool may_have_square_jacobian = numbers_of<C>().has_square_jacobian();

  WIDEFIELD_HD static constexpr CellNumbers numbers() { return numbers_of<C>(); }
  WIDEFIELD_HD static constexpr bool supports_differences() { return has_differences<C>; }
  WIDEFIELD_HD Term term(const LayerShape& layer, int stage, int which) const {
    return C::term(parameters, layer, stage, which);
  }
  WIDEFIELD_HD Field field(const LayerShape& layer, int stage, int which) const {
    return C::field(parameters, layer, stage, which);
  }
  WIDEFIELD_HD TwoSlopes two_slopes() const { return two_slopes_of<C>(parameters); }
  WIDEFIELD_HD InputStream input() const { return input_of<C>(parameters); }

  template <TileFunction which, class Rows>
  WIDEFIELD_HD void run(const TilePlace& place, const TileArguments<Rows>& of) const {
    run_tile_function<which, C>(parameters, place, of);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
