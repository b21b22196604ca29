#pragma once
#include "kernels/engine/tile/neurons.hpp"
#include "widefield/diff.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Can copies be followed as differences from the first? Batch-like mixes see all copies of a
/// neuron at once; differences from copy 0 do not pass them.
template <Cell C>
inline constexpr bool has_differences = !MixingCell<C> && registers_read<C>(0) == 0;

/// Fields to signals, in place, where the rows of every input but the first hold its difference
/// from the first: of a cell whose first stage makes everything anew from one field.
template <Cell C, class Rows>
struct StageDifferences : StageRows<C, 0, Rows> {
  using Base = StageRows<C, 0, Rows>;
  using S = typename Base::S;
  static constexpr int register_count = Base::register_count;

  /// From the last input to the first, whose field the others need.
  WIDEFIELD_HD void update(Rows rows) const {
    S first_mask[lane_neurons], mask[lane_neurons];
    dropout_masks(this->place, this->place.at.layer, 0, first_mask);
    for (int input = this->place.inputs() - 1; input >= 0; --input) {
      dropout_masks(this->place, this->place.at.layer, input, mask);
      for (int j = 0; j < lane_neurons; ++j)
        one_neuron(rows, input, j, first_mask[j], mask[j]);
    }
  }

 private:
  WIDEFIELD_HD void one_neuron(Rows rows, int input, int j, S first_mask, S mask) const {
    const Copies& of = this->copies();
    const int row = of.value(input);
    const S h = input > 0 ? rows(0, j) + rows(row, j) : rows(row, j);
    const S difference =
        input > 0 ? signal_difference(rows(0, j), rows(row, j), first_mask, mask) : S(Real<S>(0));
    if (of.moving) move(rows, input, j, h, mask);
    const S own = own_signal(rows, input, j, h, mask);
    rows(row, j) = input > 0 ? difference : own;
  }

  /// x_a - x_0 from h_0 and h_a - h_0.
  WIDEFIELD_HD S signal_difference(S first, S difference, S first_mask, S mask) const {
    using D = Diff<S>;
    D x[register_count] = {};
    const D field{first, difference};
    C::template update<0>(this->cell, x, &field, D(S(Real<S>(0))));
    return C::signal(this->cell, 0, x, D{first_mask, mask - first_mask}).difference;
  }

  /// The signal of one input, where it or the slopes are needed; pushes its tangents.
  WIDEFIELD_HD S own_signal(Rows rows, int input, int j, S h, S mask) const {
    const Copies& of = this->copies();
    const S zero(Real<S>(0));
    S x[register_count] = {};
    if (of.tangents == 0) {
      if (input > 0) return zero;
      C::template update<0>(this->cell, x, &h, zero);
      return C::signal(this->cell, 0, x, mask);
    }
    const auto update = update_with_jacobian<C, 0>(this->cell, x, &h, zero);
    const auto gradient = signal_with_gradient<C>(this->cell, 0, x, mask);
    for (int t = 0; t < of.tangents; ++t) {
      S& tangent = rows(of.tangent(input, t), j);
      S pushed[register_count] = {};
      update.push(pushed, &tangent);
      tangent = gradient.push(pushed);
    }
    return gradient.value;
  }

  /// Velocity and acceleration of the field of one input to those of its signal, in place.
  WIDEFIELD_HD void move(Rows rows, int input, int j, S h, S mask) const {
    const Copies& of = this->copies();
    const Moving<S> field = moving(h, rows(of.velocity(input), j), rows(of.acceleration(input), j));
    Moving<S> x[register_count] = {};
    C::template update<0>(this->cell, x, &field, at_rest(S(Real<S>(0))));
    store_motion(C::signal(this->cell, 0, x, at_rest(mask)), rows, 0, of, input, j);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
