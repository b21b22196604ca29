#pragma once
#include "kernels/cell/local.hpp"
#include "kernels/cell/moving.hpp"
#include "kernels/engine/chain/neuron.hpp"
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/normal.hpp"

// What happens to the neurons of one tile in one stage of any cell: registers to signals, fields to
// registers, and both transposed. Rows of a tile are numbered [register][copy], [field][copy],
// [signal][copy]; adjoints exist for the inputs only: [..][input].
namespace widefield::inline WIDEFIELD_ISA {

template <Cell C>
WIDEFIELD_HD constexpr int most_fields() {
  int most = 0;
  for (int stage = 0; stage < C::stages; ++stage)
    most = C::fields(stage) > most ? C::fields(stage) : most;
  return most;
}

/// Fields of the stages before `stage`; with C::stages, those of a whole layer.
template <Cell C>
WIDEFIELD_HD constexpr int fields_before(int stage) {
  int count = 0;
  for (int s = 0; s < stage; ++s)
    count += C::fields(s);
  return count;
}

/// Calls f(constant) with the stage as a compile-time number.
template <Cell C, int first = 0, class F>
WIDEFIELD_HD void with_stage(int stage, F f) {
  if (stage == first) return f(std::integral_constant<int, first>{});
  if constexpr (first + 1 < C::stages) with_stage<C, first + 1>(stage, f);
}

/// The fields of one stage, and the distinct signals that they multiply.
template <Cell C>
struct StageFields {
  int fields = 0, signals = 0;
  int matrices = 0;  // fields that have one
  Field field[most_fields<C>()];
  int signal[most_fields<C>()];  // of field f: its position among the distinct signals
  int place[most_fields<C>()];   // of field f: its position among those with a matrix, or -1
  int name[most_fields<C>()];    // of distinct signal u: the cell's number for it
};

template <Cell C>
WIDEFIELD_HD StageFields<C> stage_fields(const typename C::Parameters& parameters,
                                         const LayerShape& layer, int stage) {
  StageFields<C> result;
  result.fields = C::fields(stage);
  for (int f = 0; f < result.fields; ++f) {
    Field& field = result.field[f] = C::field(parameters, layer, stage, f);
    if (field.neurons == 0) field.neurons = layer.here;
    if (field.fan_in == 0) field.fan_in = stage == 0 ? layer.below : layer.here;
    result.place[f] = field.weight_variance > 0 ? result.matrices++ : -1;
    result.signal[f] = -1;
    for (int g = 0; g < f; ++g)
      if (result.field[g].signal == field.signal) result.signal[f] = result.signal[g];
    if (result.signal[f] >= 0) continue;
    result.name[result.signals] = field.signal;
    result.signal[f] = result.signals++;
  }
  return result;
}

/// One stage of one layer of one network.
template <Cell C>
struct StageAt {
  std::uint32_t network = 0;
  int layer = 1, stage = 0;
  std::int64_t below = 0;   // neurons of the signals
  std::int64_t walked = 0;  // neurons that hold something: fields, or registers that live on
  bool renewed = false;     // the neurons are not those below: their registers start from zero
  StageFields<C> of;

  /// Neurons of a field.
  WIDEFIELD_HD std::int64_t neurons(int f) const { return of.field[f].neurons; }
  WIDEFIELD_HD bool has_biases() const {
    for (int f = 0; f < of.fields; ++f)
      if (of.field[f].bias_variance != 0) return true;
    return false;
  }
};

template <Cell C>
WIDEFIELD_HD StageAt<C> stage_at(const Problem<C>& problem, std::uint32_t network, int layer,
                                 int stage) {
  const LayerShape shape = problem.layer(layer);
  StageAt<C> at{network,
                layer,
                stage,
                0,
                0,
                stage == 0 && shape.below != shape.here,
                stage_fields<C>(problem.cell, shape, stage)};
  at.below = at.of.field[0].fan_in;
  at.walked = C::carried || stage + 1 < C::stages ? shape.here : 0;
  for (int f = 0; f < at.of.fields; ++f)
    at.walked = at.neurons(f) > at.walked ? at.neurons(f) : at.walked;
  return at;
}

/// The neurons of one tile in one stage of one layer.
template <Cell C, int stage, class Team>
struct StageNeurons {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  static constexpr int registers = C::registers;

  const Problem<C>& problem;
  const StageAt<C>& at;
  std::int64_t tile;
  std::uint32_t lane;

  /// Signals of the registers that the stage starts from.
  WIDEFIELD_HD void signals(Rows entry, Rows signal) const {
    for (int input = 0; input < problem.copies.inputs; ++input) {
      S mask[lane_neurons];
      masks(input, mask);
      for (int u = 0; u < at.of.signals; ++u)
        for (int j = 0; j < lane_neurons; ++j)
          one_signal(entry, input, j, {u, at.of.name[u], mask[j]}, signal);
    }
  }

  /// Adds the biases of the fields: one per neuron, common to all inputs. A tangent has none.
  WIDEFIELD_HD void add_biases(Rows fields) const {
    for (int f = 0; f < C::fields(stage); ++f) {
      const Field& field = at.of.field[f];
      if (field.bias_variance == 0) continue;
      const S scale(Real(::sqrt(field.bias_variance)));
      S z[lane_neurons];
      normals(stream(Purpose::bias, field.tied ? 0 : at.layer, field.matrix), 0,
              std::uint64_t(tile), lane, z);
      for (int input = 0; input < problem.copies.inputs; ++input)
        for (int j = 0; j < lane_neurons; ++j)
          fields(f * copies() + problem.copies.value(input), j) += scale * z[j];
    }
  }

  /// Registers that the stage starts from and fields to the registers that it leaves.
  WIDEFIELD_HD void update(Rows entry, Rows fields, Rows result) const {
    for (int input = 0; input < problem.copies.inputs; ++input)
      for (int j = 0; j < lane_neurons; ++j) {
        if (problem.copies.moving) update_motion(entry, fields, input, j, result);
        if (problem.copies.tangents > 0)
          update_with_tangents(entry, fields, input, j, result);
        else
          update_values(entry, fields, input, j, result);
      }
  }

  /// Adjoints of the registers that the stage leaves to those of the registers that it starts from
  /// (in place) and of the fields.
  WIDEFIELD_HD void pull_update(Rows entry, Rows fields, Rows register_adjoint,
                                Rows field_adjoint) const {
    for (int input = 0; input < inputs(); ++input)
      for (int j = 0; j < lane_neurons; ++j) {
        S x[registers], h[C::fields(stage)], adjoint[registers], pulled[C::fields(stage)];
        start_registers(entry, problem.copies.value(input), j, x);
        load_fields(fields, problem.copies.value(input), j, h);
        for (int r = 0; r < registers; ++r)
          adjoint[r] = register_adjoint(r * inputs() + input, j);
        update_with_jacobian<C, stage>(problem.cell, x, h, S(Real(0))).pull(adjoint, pulled);
        for (int r = 0; r < registers; ++r)
          register_adjoint(r * inputs() + input, j) = at.renewed ? S(Real(0)) : adjoint[r];
        for (int f = 0; f < C::fields(stage); ++f)
          field_adjoint(f * inputs() + input, j) = pulled[f];
      }
  }

  /// Adds what the adjoints of the signals contribute to those of the registers.
  WIDEFIELD_HD void pull_signals(Rows entry, Rows signal_adjoint, Rows register_adjoint) const {
    for (int input = 0; input < inputs(); ++input) {
      S mask[lane_neurons];
      masks(input, mask);
      for (int u = 0; u < at.of.signals; ++u)
        for (int j = 0; j < lane_neurons; ++j) {
          S x[registers], adjoint[registers];
          load_registers(entry, problem.copies.value(input), j, x);
          for (int r = 0; r < registers; ++r)
            adjoint[r] = register_adjoint(r * inputs() + input, j);
          signal_with_gradient<C>(problem.cell, at.of.name[u], x, mask[j])
              .pull(signal_adjoint(u * inputs() + input, j), adjoint);
          for (int r = 0; r < registers; ++r)
            register_adjoint(r * inputs() + input, j) = adjoint[r];
        }
    }
  }

  /// What is summed over the neurons of a layer for one input: [FieldSum][4].
  WIDEFIELD_HD void measure(Rows fields, int input, S (*term)[lane_neurons]) const {
    S mask[lane_neurons];
    masks_of(at.layer, input, mask);
    for (int j = 0; j < lane_neurons; ++j) {
      S h[C::fields(stage)];
      load_fields(fields, problem.copies.value(input), j, h);
      const S square = h[0] * h[0];
      term[sum_square][j] = square;
      term[sum_fourth][j] = square * square;
      measure_signal(h, mask[j], term[sum_signal][j], term[sum_length_response][j]);
    }
  }

  /// The derivative of signal `name` of one input along the registers that the stage starts from.
  WIDEFIELD_HD SignalGradient<C, S> signal_gradient(Rows entry, int input, int j, int name) const {
    S x[registers], mask[lane_neurons];
    masks(input, mask);
    load_registers(entry, problem.copies.value(input), j, x);
    return signal_with_gradient<C>(problem.cell, name, x, mask[j]);
  }

  /// The derivative of the registers that the stage leaves.
  WIDEFIELD_HD UpdateJacobian<C, stage, S> update_jacobian(Rows entry, Rows fields, int input,
                                                           int j) const {
    S x[registers], h[C::fields(stage)];
    start_registers(entry, problem.copies.value(input), j, x);
    load_fields(fields, problem.copies.value(input), j, h);
    return update_with_jacobian<C, stage>(problem.cell, x, h, S(Real(0)));
  }

  WIDEFIELD_HD int copies() const { return problem.copies.count(); }
  WIDEFIELD_HD int inputs() const { return problem.copies.inputs; }

 private:
  struct SignalPlace {
    int row, name;
    S mask;
  };

  WIDEFIELD_HD Stream stream(Purpose purpose, std::uint32_t of_layer, int matrix) const {
    return {problem.key, purpose, at.network, of_layer, std::uint32_t(matrix)};
  }

  /// Dropout of signals: 1 / keep with probability keep, else 0. The signals of the first stage
  /// belong to the layer below; inputs lose nothing.
  WIDEFIELD_HD void masks(int input, S* mask) const {
    masks_of(stage == 0 ? at.layer - 1 : at.layer, input, mask);
  }
  WIDEFIELD_HD void masks_of(std::uint32_t of_layer, int input, S* mask) const {
    for (int j = 0; j < lane_neurons; ++j)
      mask[j] = S(Real(1));
    if (problem.dropout_keep >= 1 || of_layer == 0) return;
    const S keep(Real(problem.dropout_keep)), kept(Real(1 / problem.dropout_keep));
    uniforms(stream(Purpose::mask, of_layer, stage), std::uint32_t(input), std::uint64_t(tile),
             lane, mask);
    for (int j = 0; j < lane_neurons; ++j)
      mask[j] = select(mask[j] < keep, kept, S(Real(0)));
  }

  WIDEFIELD_HD void load_registers(Rows entry, int copy, int j, S* x) const {
    for (int r = 0; r < registers; ++r)
      x[r] = entry(r * copies() + copy, j);
  }
  /// What an update starts from, if it reads any registers.
  WIDEFIELD_HD void start_registers(Rows entry, int copy, int j, S* x) const {
    if (reads_registers<C>(stage) && !at.renewed) return load_registers(entry, copy, j, x);
    for (int r = 0; r < registers; ++r)
      x[r] = S(Real(0));
  }

  WIDEFIELD_HD void one_signal(Rows entry, int input, int j, const SignalPlace& place,
                               Rows signal) const {
    const Copies& of = problem.copies;
    if (of.moving) move_signal(entry, input, j, place, signal);
    S x[registers];
    load_registers(entry, of.value(input), j, x);
    S& value = signal(place.row * copies() + of.value(input), j);
    if (of.tangents == 0) {
      value = C::signal(problem.cell, place.name, x, place.mask);
      return;
    }
    const auto gradient = signal_with_gradient<C>(problem.cell, place.name, x, place.mask);
    value = gradient.value;
    for (int t = 0; t < of.tangents; ++t) {
      load_registers(entry, of.tangent(input, t), j, x);
      signal(place.row * copies() + of.tangent(input, t), j) = gradient.push(x);
    }
  }

  /// Row `row` (a register or a field) of an input, with its motion.
  WIDEFIELD_HD Moving<S> moving_row(Rows rows, int row, int input, int j) const {
    const Copies& of = problem.copies;
    return moving(rows(row * copies() + of.value(input), j),
                  rows(row * copies() + of.velocity(input), j),
                  rows(row * copies() + of.acceleration(input), j));
  }
  WIDEFIELD_HD void store_motion(const Moving<S>& x, int row, int input, int j, Rows result) const {
    const Copies& of = problem.copies;
    result(row * copies() + of.velocity(input), j) = velocity_of(x);
    result(row * copies() + of.acceleration(input), j) = acceleration_of(x);
  }

  WIDEFIELD_HD void move_signal(Rows entry, int input, int j, const SignalPlace& place,
                                Rows signal) const {
    Moving<S> x[registers];
    for (int r = 0; r < registers; ++r)
      x[r] = moving_row(entry, r, input, j);
    store_motion(C::signal(problem.cell, place.name, x, at_rest(place.mask)), place.row, input, j,
                 signal);
  }

  /// Motion of the registers that the stage leaves; before their values change.
  WIDEFIELD_HD void update_motion(Rows entry, Rows fields, int input, int j, Rows result) const {
    Moving<S> x[registers], h[C::fields(stage)];
    for (int r = 0; r < registers; ++r)
      x[r] = at.renewed ? at_rest(S(Real(0))) : moving_row(entry, r, input, j);
    for (int f = 0; f < C::fields(stage); ++f)
      h[f] = moving_row(fields, f, input, j);
    C::template update<stage>(problem.cell, x, h, at_rest(S(Real(0))));
    for (int r = 0; r < registers; ++r)
      store_motion(x[r], r, input, j, result);
  }

  WIDEFIELD_HD void load_fields(Rows fields, int copy, int j, S* h) const {
    for (int f = 0; f < C::fields(stage); ++f)
      h[f] = fields(f * copies() + copy, j);
  }
  WIDEFIELD_HD void store_registers(const S* x, int copy, int j, Rows result) const {
    for (int r = 0; r < registers; ++r)
      result(r * copies() + copy, j) = x[r];
  }

  /// The signal of a neuron without dropout, and signal times its derivative along the fields with
  /// it. They exist where one stage is a layer and no register is carried; no observable asks for
  /// them elsewhere (kernels/observable).
  WIDEFIELD_HD void measure_signal(S* h, S mask, S& signal, S& response) const {
    if constexpr (C::stages > 1 || C::carried) {
      signal = response = S(__builtin_nanf(""));
    } else {
      S x[registers] = {}, direction[registers] = {};
      update_with_jacobian<C, stage>(problem.cell, x, h, S(Real(0))).push(direction, h);
      const auto gradient = signal_with_gradient<C>(problem.cell, 0, x, mask);
      signal = C::signal(problem.cell, 0, x, S(Real(1)));
      response = gradient.value * gradient.push(direction);
    }
  }

  WIDEFIELD_HD void update_values(Rows entry, Rows fields, int input, int j, Rows result) const {
    const int copy = problem.copies.value(input);
    S x[registers], h[C::fields(stage)];
    start_registers(entry, copy, j, x);
    load_fields(fields, copy, j, h);
    C::template update<stage>(problem.cell, x, h, S(Real(0)));
    store_registers(x, copy, j, result);
  }

  WIDEFIELD_HD void update_with_tangents(Rows entry, Rows fields, int input, int j,
                                         Rows result) const {
    const Copies& of = problem.copies;
    S x[registers], h[C::fields(stage)];
    start_registers(entry, of.value(input), j, x);
    load_fields(fields, of.value(input), j, h);
    const auto jacobian = update_with_jacobian<C, stage>(problem.cell, x, h, S(Real(0)));
    store_registers(x, of.value(input), j, result);
    for (int t = 0; t < of.tangents; ++t) {
      start_registers(entry, of.tangent(input, t), j, x);
      load_fields(fields, of.tangent(input, t), j, h);
      jacobian.push(x, h);
      store_registers(x, of.tangent(input, t), j, result);
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
