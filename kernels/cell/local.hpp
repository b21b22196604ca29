#pragma once
#include "kernels/cell/cell.hpp"
#include "widefield/dual.hpp"

// The small local Jacobian of one neuron, from one evaluation with Dual seeds. It pushes any number
// of tangents forward and, transposed, any number of adjoints back.
namespace widefield::inline WIDEFIELD_ISA {

/// d registers' / d (registers, fields) of one stage; the fields come last.
template <Cell C, int stage, class S>
struct UpdateJacobian {
  static constexpr int kept = registers_read<C>(stage);
  static constexpr int seeds = kept + C::fields(stage);
  static_assert(seeds <= most_seeds, "too many registers and fields in one stage");

  S row[C::registers][seeds];

  /// Tangents of the registers (in place) and fields -> tangents of the new registers.
  WIDEFIELD_HD void push(S* registers, const S* fields) const {
    S result[C::registers];
    for (int r = 0; r < C::registers; ++r) {
      result[r] = S(0);
      for (int s = 0; s < seeds; ++s)
        result[r] += row[r][s] * (s < kept ? registers[s] : fields[s - kept]);
    }
    for (int r = 0; r < C::registers; ++r)
      registers[r] = result[r];
  }

  /// Adjoints of the new registers -> adjoints of the old registers (in place) and of the fields.
  WIDEFIELD_HD void pull(S* registers, S* fields) const {
    S result[seeds];
    for (int s = 0; s < seeds; ++s) {
      result[s] = S(0);
      for (int r = 0; r < C::registers; ++r)
        result[s] += row[r][s] * registers[r];
    }
    for (int r = 0; r < C::registers; ++r)
      registers[r] = r < kept ? result[r] : S(0);
    for (int f = 0; f < C::fields(stage); ++f)
      fields[f] = result[kept + f];
  }
};

/// Updates the registers and returns the Jacobian of the update.
template <Cell C, int stage, class S>
WIDEFIELD_HD WIDEFIELD_INLINE UpdateJacobian<C, stage, S> update_with_jacobian(
    const typename C::Parameters& parameters, S* registers, const S* fields, S input) {
  using Jacobian = UpdateJacobian<C, stage, S>;
  using D = Dual<S, Jacobian::seeds>;
  D seeded_registers[C::registers], seeded_fields[C::fields(stage)];
  for (int r = 0; r < C::registers; ++r)
    seeded_registers[r] =
        r < Jacobian::kept ? variable<Jacobian::seeds>(registers[r], r) : D(registers[r]);
  for (int f = 0; f < C::fields(stage); ++f)
    seeded_fields[f] = variable<Jacobian::seeds>(fields[f], Jacobian::kept + f);
  C::template update<stage>(parameters, seeded_registers, seeded_fields, D(input));
  Jacobian jacobian;
  for (int r = 0; r < C::registers; ++r) {
    registers[r] = seeded_registers[r].value;
    for (int s = 0; s < Jacobian::seeds; ++s)
      jacobian.row[r][s] = seeded_registers[r].derivative[s];
  }
  return jacobian;
}

/// A signal and its gradient with respect to the registers.
template <Cell C, class S>
struct SignalGradient {
  S value;
  S row[C::registers];

  /// Tangents of the registers -> tangent of the signal.
  WIDEFIELD_HD S push(const S* registers) const {
    S result(0);
    for (int r = 0; r < C::registers; ++r)
      result += row[r] * registers[r];
    return result;
  }
  /// Adds what the adjoint of the signal contributes to the adjoints of the registers.
  WIDEFIELD_HD void pull(S adjoint, S* registers) const {
    for (int r = 0; r < C::registers; ++r)
      registers[r] += row[r] * adjoint;
  }
};

template <Cell C, class S>
WIDEFIELD_HD SignalGradient<C, S> signal_with_gradient(const typename C::Parameters& parameters,
                                                       int which, const S* registers, S mask) {
  using D = Dual<S, C::registers>;
  D seeded[C::registers];
  for (int r = 0; r < C::registers; ++r)
    seeded[r] = variable<C::registers>(registers[r], r);
  const D signal = C::signal(parameters, which, seeded, D(mask));
  SignalGradient<C, S> gradient{signal.value, {}};
  for (int r = 0; r < C::registers; ++r)
    gradient.row[r] = signal.derivative[r];
  return gradient;
}

}  // namespace widefield::inline WIDEFIELD_ISA
