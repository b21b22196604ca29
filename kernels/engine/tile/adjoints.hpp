#pragma once
#include "kernels/engine/tile/neurons.hpp"

// What happens to the neurons of one tile in one stage on the way back, and the slopes of the stage
// for those who multiply with them. Adjoints exist for the inputs only: [..][input].
namespace widefield::inline WIDEFIELD_ISA {

template <Cell C, int stage, class Rows>
struct StageAdjoints : StageRows<C, stage, Rows> {
  using Base = StageRows<C, stage, Rows>;
  using S = typename Base::S;
  static constexpr int register_count = Base::register_count, field_count = Base::field_count;

  Rows external;  // [input], where the cell reads it

  /// Adjoints of the registers that the stage leaves to those of the registers that it starts from
  /// (in place) and of the fields.
  WIDEFIELD_HD void pull_update(Rows entry, Rows from, Rows register_adjoint,
                                Rows field_adjoint) const {
    const int inputs = this->place.inputs();
    for (int input = 0; input < inputs; ++input)
      for (int j = 0; j < lane_neurons; ++j) {
        S adjoint[register_count], pulled[field_count];
        for (int r = 0; r < register_count; ++r)
          adjoint[r] = register_adjoint(r * inputs + input, j);
        jacobian(entry, from, input, j).pull(adjoint, pulled);
        for (int r = 0; r < register_count; ++r)
          register_adjoint(r * inputs + input, j) =
              this->place.at.renewed ? S(Real<S>(0)) : adjoint[r];
        for (int f = 0; f < field_count; ++f)
          field_adjoint(f * inputs + input, j) = pulled[f];
      }
  }

  /// Adds what the adjoints of the signals contribute to those of the registers.
  WIDEFIELD_HD void pull_signals(Rows entry, Rows signal_adjoint, Rows register_adjoint) const {
    const int inputs = this->place.inputs();
    for (int input = 0; input < inputs; ++input) {
      S mask[lane_neurons];
      dropout_masks(this->place, masked_layer(this->place.at), input, mask);
      for (int u = 0; u < this->place.at.names; ++u)
        for (int j = 0; j < lane_neurons && this->place.at.name[u] >= 0; ++j) {
          S adjoint[register_count];
          for (int r = 0; r < register_count; ++r)
            adjoint[r] = register_adjoint(r * inputs + input, j);
          gradient(entry, input, j, this->place.at.name[u], mask[j])
              .pull(signal_adjoint(u * inputs + input, j), adjoint);
          for (int r = 0; r < register_count; ++r)
            register_adjoint(r * inputs + input, j) = adjoint[r];
        }
    }
  }

  /// The local Jacobian of the update for one input: [register that it leaves][seed], seeds as in
  /// CellNumbers::seeds.
  WIDEFIELD_HD void update_slopes(Rows entry, Rows from, int input, Rows slopes) const {
    using Jacobian = UpdateJacobian<C, stage, S>;
    for (int j = 0; j < lane_neurons; ++j) {
      const Jacobian local = jacobian(entry, from, input, j);
      for (int r = 0; r < register_count; ++r)
        for (int s = 0; s < Jacobian::seeds; ++s)
          slopes(r * Jacobian::seeds + s, j) = local.row[r][s];
    }
  }

  /// The derivatives of the signals of one input along the registers: [name][register].
  WIDEFIELD_HD void signal_slopes(Rows entry, int input, Rows slopes) const {
    S mask[lane_neurons];
    dropout_masks(this->place, masked_layer(this->place.at), input, mask);
    for (int u = 0; u < this->place.at.names; ++u)
      for (int j = 0; j < lane_neurons && this->place.at.name[u] >= 0; ++j) {
        const auto local = gradient(entry, input, j, this->place.at.name[u], mask[j]);
        for (int r = 0; r < register_count; ++r)
          slopes(u * register_count + r, j) = local.row[r];
      }
  }

 private:
  WIDEFIELD_HD UpdateJacobian<C, stage, S> jacobian(Rows entry, Rows from, int input, int j) const {
    S x[register_count], h[field_count];
    this->start_registers(entry, this->copies().value(input), j, x);
    this->load_fields(from, this->copies().value(input), j, h);
    return update_with_jacobian<C, stage>(this->cell, x, h, this->input_of(external, input, j));
  }
  WIDEFIELD_HD SignalGradient<C, S> gradient(Rows entry, int input, int j, int name, S mask) const {
    S x[register_count];
    this->load_registers(entry, this->copies().value(input), j, x);
    return signal_with_gradient<C>(this->cell, name, x, mask);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
