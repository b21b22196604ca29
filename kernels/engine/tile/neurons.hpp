#pragma once
#include "kernels/cell/local.hpp"
#include "kernels/engine/tile/motion.hpp"
#include "kernels/engine/tile/place.hpp"

// What happens to the neurons of one tile in one stage of any cell on the way up: registers to
// signals, fields to registers. Rows of a tile are numbered [register][copy], [field][copy],
// [signal][copy], the external input [input].
namespace widefield::inline WIDEFIELD_ISA {

/// How a function of a stage reads the registers and fields of one neuron.
template <Cell C, int stage, class Rows>
struct StageRows {
  using S = typename Rows::Scalar;
  static constexpr int register_count = C::registers, field_count = C::fields(stage);
  /// Registers that signals and updates see; the others are 0.
  static constexpr int visible = stage == 0 ? C::states : C::registers;

  const typename C::Parameters& cell;
  const TilePlace& place;

  WIDEFIELD_HD const Copies& copies() const { return place.copies(); }
  WIDEFIELD_HD int row(int group, int copy) const { return group * copies().count() + copy; }

  WIDEFIELD_HD void load_registers(Rows entry, int copy, int j, S* x) const {
    for (int r = 0; r < register_count; ++r)
      x[r] = r < visible ? entry(row(r, copy), j) : S(Real<S>(0));
  }
  /// What an update starts from, if it reads any registers.
  WIDEFIELD_HD void start_registers(Rows entry, int copy, int j, S* x) const {
    if (registers_read<C>(stage) > 0 && !place.at.renewed) return load_registers(entry, copy, j, x);
    for (int r = 0; r < register_count; ++r)
      x[r] = S(Real<S>(0));
  }
  WIDEFIELD_HD void load_fields(Rows from, int copy, int j, S* h) const {
    for (int f = 0; f < field_count; ++f)
      h[f] = from(row(f, copy), j);
  }
  WIDEFIELD_HD void store_registers(const S* x, int copy, int j, Rows result) const {
    for (int r = 0; r < register_count; ++r)
      result(row(r, copy), j) = x[r];
  }
  WIDEFIELD_HD S input_of(Rows external, int input, int j) const {
    if constexpr (reads_input<C>)
      return external(input, j);
    else
      return S(Real<S>(0));
  }
};

/// Signals of the registers that a stage starts from.
template <Cell C, int stage, class Rows>
struct StageSignals : StageRows<C, stage, Rows> {
  using Base = StageRows<C, stage, Rows>;
  using S = typename Base::S;
  static constexpr int register_count = Base::register_count;

  /// signal: [name][copy]; those of the external input are left alone.
  WIDEFIELD_HD void signals(Rows entry, Rows signal) const {
    for (int input = 0; input < this->place.inputs(); ++input) {
      S mask[lane_neurons];
      dropout_masks(this->place, masked_layer(this->place.at), input, mask);
      for (int u = 0; u < this->place.at.names; ++u)
        for (int j = 0; j < lane_neurons && this->place.at.name[u] >= 0; ++j)
          one_signal(entry, input, j, {u, this->place.at.name[u], mask[j]}, signal);
    }
  }

 private:
  struct SignalPlace {
    int group, name;
    S mask;
  };

  WIDEFIELD_HD void one_signal(Rows entry, int input, int j, const SignalPlace& at,
                               Rows signal) const {
    const Copies& of = this->copies();
    if (of.moving) move_signal(entry, input, j, at, signal);
    S x[register_count];
    this->load_registers(entry, of.value(input), j, x);
    S& value = signal(this->row(at.group, of.value(input)), j);
    if (of.tangents == 0) {
      value = C::signal(this->cell, at.name, x, at.mask);
      return;
    }
    const auto gradient = signal_with_gradient<C>(this->cell, at.name, x, at.mask);
    value = gradient.value;
    for (int t = 0; t < of.tangents; ++t) {
      this->load_registers(entry, of.tangent(input, t), j, x);
      signal(this->row(at.group, of.tangent(input, t)), j) = gradient.push(x);
    }
  }

  WIDEFIELD_HD void move_signal(Rows entry, int input, int j, const SignalPlace& at,
                                Rows signal) const {
    const Copies& of = this->copies();
    Moving<S> x[register_count];
    for (int r = 0; r < register_count; ++r)
      x[r] = r < Base::visible ? moving_row<S>(entry, this->row(r, 0), of, input, j)
                               : at_rest(S(Real<S>(0)));
    store_motion(C::signal(this->cell, at.name, x, at_rest(at.mask)), signal,
                 this->row(at.group, 0), of, input, j);
  }
};

/// Registers that a stage starts from and fields to the registers that it leaves.
template <Cell C, int stage, class Rows>
struct StageUpdate : StageRows<C, stage, Rows> {
  using Base = StageRows<C, stage, Rows>;
  using S = typename Base::S;
  static constexpr int register_count = Base::register_count, field_count = Base::field_count;

  Rows external;  // [input], where the cell reads it

  /// `result` may stand in the place of `from`.
  WIDEFIELD_HD void update(Rows entry, Rows from, Rows result) const {
    for (int input = 0; input < this->place.inputs(); ++input)
      for (int j = 0; j < lane_neurons; ++j) {
        if (this->copies().moving) update_motion(entry, from, input, j, result);
        if (this->copies().tangents > 0)
          update_with_tangents(entry, from, input, j, result);
        else
          update_values(entry, from, input, j, result);
      }
  }

 private:
  /// Motion of the registers that the stage leaves; before their values change.
  WIDEFIELD_HD void update_motion(Rows entry, Rows from, int input, int j, Rows result) const {
    const Copies& of = this->copies();
    const bool starts = registers_read<C>(stage) > 0 && !this->place.at.renewed;
    Moving<S> x[register_count], h[field_count];
    for (int r = 0; r < register_count; ++r)
      x[r] = starts && r < Base::visible ? moving_row<S>(entry, this->row(r, 0), of, input, j)
                                         : at_rest(S(Real<S>(0)));
    for (int f = 0; f < field_count; ++f)
      h[f] = moving_row<S>(from, this->row(f, 0), of, input, j);
    C::template update<stage>(this->cell, x, h, at_rest(this->input_of(external, input, j)));
    for (int r = 0; r < register_count; ++r)
      store_motion(x[r], result, this->row(r, 0), of, input, j);
  }

  WIDEFIELD_HD void update_values(Rows entry, Rows from, int input, int j, Rows result) const {
    const int copy = this->copies().value(input);
    S x[register_count], h[field_count];
    this->start_registers(entry, copy, j, x);
    this->load_fields(from, copy, j, h);
    C::template update<stage>(this->cell, x, h, this->input_of(external, input, j));
    this->store_registers(x, copy, j, result);
  }

  WIDEFIELD_HD void update_with_tangents(Rows entry, Rows from, int input, int j,
                                         Rows result) const {
    const Copies& of = this->copies();
    S x[register_count], h[field_count];
    this->start_registers(entry, of.value(input), j, x);
    this->load_fields(from, of.value(input), j, h);
    const auto jacobian =
        update_with_jacobian<C, stage>(this->cell, x, h, this->input_of(external, input, j));
    this->store_registers(x, of.value(input), j, result);
    for (int t = 0; t < of.tangents; ++t) {
      this->start_registers(entry, of.tangent(input, t), j, x);
      this->load_fields(from, of.tangent(input, t), j, h);
      jacobian.push(x, h);
      this->store_registers(x, of.tangent(input, t), j, result);
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
