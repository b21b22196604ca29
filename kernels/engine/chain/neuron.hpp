#pragma once
#include "kernels/cell/local.hpp"
#include "kernels/cell/moving.hpp"
#include "kernels/engine/tile/mix_copies.hpp"
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/normal.hpp"
#include "widefield/diff.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Sums over the neurons of a layer, for every input: h^2, h^4, phi(h), phi(h) phi'(h) h.
enum FieldSum { sum_square, sum_fourth, sum_signal, sum_length_response, field_sums };

/// Batch-like mixes see all copies of a neuron at once; differences from copy 0 do not pass them.
template <Cell C>
inline constexpr bool supports_differences = !MixingCell<C>;

/// What happens to the neurons of one tile between their fields and their signals, for a cell of
/// one stage with one field.
template <Cell C>
struct NeuronTask {
  const Problem<C>& problem;
  std::uint32_t network, layer;
  bool differences;  // the fields of inputs beyond the first are differences from the first

  /// The bias is one more field, common to all inputs. Differences and tangents have none.
  template <class S, int stride>
  WIDEFIELD_HD void add_bias(TileRows<S, stride> rows, std::int64_t tile,
                             std::uint32_t lane) const {
    const S scale(
        Real<S>(::sqrt(C::field(problem.cell, problem.layer(int(layer)), 0, 0).bias_variance)));
    S z[lane_neurons];
    normals<S>({problem.key, Purpose::bias, network, layer}, 0, std::uint64_t(tile), lane, z);
    for (int input = 0; input < (differences ? 1 : problem.copies.inputs); ++input)
      for (int j = 0; j < lane_neurons; ++j)
        rows(problem.copies.value(input), j) += scale * z[j];
  }

  /// Fields to signals, in place, adding the sums of the layer on the way. Inputs are done from the
  /// last to the first, because differences need the field of the first.
  template <class S, int stride, class Partial>
  WIDEFIELD_HD void update(TileRows<S, stride> rows, std::int64_t tile, std::uint32_t lane,
                           std::int64_t width, Partial& partial) const {
    if constexpr (MixingCell<C>) mix_fields(problem, rows, rows);
    S first_mask[lane_neurons], mask[lane_neurons];
    masks(0, tile, lane, first_mask);
    const bool plain = !differences && !measures() && !needs_slopes() && !problem.copies.moving;
    for (int input = problem.copies.inputs - 1; input >= 0; --input) {
      masks(input, tile, lane, mask);
      if (plain)
        signals_alone(rows, problem.copies.value(input), mask);
      else
        one_input(rows, {input, tile, width, lane}, first_mask, mask, partial);
    }
  }

 private:
  struct Place {
    int input;
    std::int64_t tile, width;
    std::uint32_t lane;
  };

  WIDEFIELD_HD bool measures() const { return problem.record.has_field_sums(); }
  WIDEFIELD_HD bool needs_slopes() const {
    return problem.copies.tangents > 0 || problem.record.has(Primitive::length_response);
  }

  /// Dropout: 1 / keep with probability keep, else 0; 1 where there is none.
  template <class S>
  WIDEFIELD_HD void masks(int input, std::int64_t tile, std::uint32_t lane, S* mask) const {
    for (int j = 0; j < lane_neurons; ++j)
      mask[j] = S(Real<S>(1));
    if (problem.dropout_keep >= 1) return;
    const S keep(Real<S>(problem.dropout_keep)), kept(Real<S>(1 / problem.dropout_keep));
    uniforms<S>({problem.key, Purpose::mask, network, layer}, std::uint32_t(input),
                std::uint64_t(tile), lane, mask);
    for (int j = 0; j < lane_neurons; ++j)
      mask[j] = select(mask[j] < keep, kept, S(Real<S>(0)));
  }

  /// The common case, worth a loop of its own: nothing is measured and no slope is needed.
  template <class S, int stride>
  WIDEFIELD_HD void signals_alone(TileRows<S, stride> rows, int row, const S* mask) const {
    for (int j = 0; j < lane_neurons; ++j) {
      S registers[C::registers] = {};
      C::template update<0>(problem.cell, registers, &rows(row, j), S(Real<S>(0)));
      rows(row, j) = C::signal(problem.cell, 0, registers, mask[j]);
    }
  }

  template <class S, int stride, class Partial>
  WIDEFIELD_HD void one_input(TileRows<S, stride> rows, const Place& place, const S* first_mask,
                              const S* mask, Partial& partial) const {
    S term[field_sums][lane_neurons];
    for (int j = 0; j < lane_neurons; ++j)
      one_neuron(rows, place.input, j, first_mask[j], mask[j], term);
    for (int which = 0; measures() && which < field_sums; ++which) {
      clear_beyond(place.width, place.tile, place.lane, TileRows<S, 1>{term[which]}, 1);
      partial.add(which * problem.copies.inputs + place.input, term[which]);
    }
  }

  template <class S, int stride>
  WIDEFIELD_HD void one_neuron(TileRows<S, stride> rows, int input, int j, S first_mask, S mask,
                               S (*term)[lane_neurons]) const {
    const int row = problem.copies.value(input);
    const bool difference = differences && input > 0;
    const S h = difference ? rows(0, j) + rows(row, j) : rows(row, j);
    S signal = difference ? signal_difference(rows(0, j), rows(row, j), first_mask, mask) : h;
    if (problem.copies.moving) move(rows, input, j, h, mask);
    if (!difference || measures() || needs_slopes()) {
      const S own = own_signal(rows, input, j, h, mask, term);
      if (!difference) signal = own;
    }
    rows(row, j) = signal;
  }

  /// x_a - x_0 from h_0 and h_a - h_0.
  template <class S>
  WIDEFIELD_HD S signal_difference(S first, S difference, S first_mask, S mask) const {
    using D = Diff<S>;
    D registers[C::registers] = {};
    const D field{first, difference};
    C::template update<0>(problem.cell, registers, &field, D(S(Real<S>(0))));
    return C::signal(problem.cell, 0, registers, D{first_mask, mask - first_mask}).difference;
  }

  /// The signal of one input; pushes its tangents and forms what is summed.
  template <class S, int stride>
  WIDEFIELD_HD S own_signal(TileRows<S, stride> rows, int input, int j, S h, S mask,
                            S (*term)[lane_neurons]) const {
    const S zero(Real<S>(0)), one(Real<S>(1));
    S registers[C::registers] = {};
    S signal, response = zero;
    if (needs_slopes()) {
      const auto update = update_with_jacobian<C, 0>(problem.cell, registers, &h, zero);
      const auto gradient = signal_with_gradient<C>(problem.cell, 0, registers, mask);
      for (int t = 0; t < problem.copies.tangents; ++t) {
        S& tangent = rows(problem.copies.tangent(input, t), j);
        tangent = push(update, gradient, tangent);
      }
      signal = gradient.value;
      response = signal * push(update, gradient, h);
    } else {
      C::template update<0>(problem.cell, registers, &h, zero);
      signal = C::signal(problem.cell, 0, registers, mask);
    }
    if (measures()) {
      term[sum_square][j] = h * h;
      term[sum_fourth][j] = (h * h) * (h * h);
      term[sum_signal][j] = C::signal(problem.cell, 0, registers, one);
      term[sum_length_response][j] = response;
    }
    return signal;
  }

  /// Velocity and acceleration of the field of one input to those of its signal, in place.
  template <class S, int stride>
  WIDEFIELD_HD void move(TileRows<S, stride> rows, int input, int j, S h, S mask) const {
    S& velocity = rows(problem.copies.velocity(input), j);
    S& acceleration = rows(problem.copies.acceleration(input), j);
    const Moving<S> field = moving(h, velocity, acceleration);
    Moving<S> registers[C::registers] = {};
    C::template update<0>(problem.cell, registers, &field, at_rest(S(Real<S>(0))));
    const Moving<S> signal = C::signal(problem.cell, 0, registers, at_rest(mask));
    velocity = velocity_of(signal);
    acceleration = acceleration_of(signal);
  }

  template <class S, class Update, class Gradient>
  WIDEFIELD_HD static S push(const Update& update, const Gradient& gradient, S field) {
    S registers[C::registers] = {};
    update.push(registers, &field);
    return gradient.push(registers);
  }
};

/// field_square, field_fourth, mean_signal and length_response of a layer.
/// sums: [field_sums][inputs], over the neurons of the layer.
template <Cell C>
WIDEFIELD_HD void record_field_sums(const Problem<C>& problem, const double* sums, int layer,
                                    double* record) {
  const RecordMap& map = problem.record;
  if (!map.measures(layer)) return;
  const int inputs = problem.copies.inputs;
  const Field field = C::field(problem.cell, problem.layer(layer), 0, 0);
  const double width = double(field.neurons > 0 ? field.neurons : problem.widths[layer]);
  const auto put = [&](Primitive primitive, FieldSum sum, double scale) {
    for (int a = 0; map.has(primitive) && a < inputs; ++a)
      record[map.slot(primitive, layer, a)] = scale * sums[sum * inputs + a] / width;
  };
  put(Primitive::field_square, sum_square, 1);
  put(Primitive::field_fourth, sum_fourth, 1);
  put(Primitive::mean_signal, sum_signal, 1);
  put(Primitive::length_response, sum_length_response, field.weight_variance);
}

}  // namespace widefield::inline WIDEFIELD_ISA
