#pragma once
#include "kernels/engine/tile/function.hpp"
#include "kernels/engine/tile/neurons.hpp"
#include "kernels/engine/tile/rows.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Sums over the neurons of a layer, for every input: h^2, h^4, phi(h), phi(h) phi'(h) h.
enum FieldSum { sum_square, sum_fourth, sum_signal, sum_length_response, field_sums };

/// The terms of these sums for one input of one tile, [FieldSum]. The signal without dropout, and
/// signal times its derivative along the field with it, exist where one stage with one field is a
/// layer and no register is carried; no observable asks for them elsewhere.
template <Cell C, class Rows>
struct StageMeasure : StageRows<C, 0, Rows> {
  using Base = StageRows<C, 0, Rows>;
  using S = typename Base::S;
  static constexpr bool is_plain = C::stages == 1 && !C::carried && C::fields(0) == 1;

  /// fields: [copy]. `differences`: those of inputs beyond the first are differences from it.
  WIDEFIELD_HD void measure(Rows fields, int input, bool differences, Rows terms) const {
    const int row = this->copies().value(input);
    S mask[lane_neurons];
    dropout_masks(this->place, this->place.at.layer, input, mask);
    for (int j = 0; j < lane_neurons; ++j) {
      const S h = differences && input > 0 ? fields(0, j) + fields(row, j) : fields(row, j);
      const S square = h * h;
      terms(sum_square, j) = square;
      terms(sum_fourth, j) = square * square;
      measure_signal(h, mask[j], terms(sum_signal, j), terms(sum_length_response, j));
    }
  }

 private:
  WIDEFIELD_HD void measure_signal(S h, S mask, S& signal, S& response) const {
    if constexpr (!is_plain) {
      signal = response = S(__builtin_nanf(""));
    } else {
      const S zero(Real<S>(0)), one(Real<S>(1));
      S x[C::registers] = {}, direction[C::registers] = {};
      response = zero;
      if (!this->place.task.record.has(Primitive::length_response)) {
        C::template update<0>(this->cell, x, &h, zero);
        signal = C::signal(this->cell, 0, x, one);
        return;
      }
      update_with_jacobian<C, 0>(this->cell, x, &h, zero).push(direction, &h);
      const auto gradient = signal_with_gradient<C>(this->cell, 0, x, mask);
      signal = C::signal(this->cell, 0, x, one);
      response = gradient.value * gradient.push(direction);
    }
  }
};

/// field_square, field_fourth, mean_signal and length_response of a layer.
/// sums: [field_sums][inputs], over the neurons of the layer.
WIDEFIELD_HD inline void record_field_sums(const Task& task, const StageAt& at, const double* sums,
                                           double* record) {
  const RecordMap& map = task.record;
  if (!map.measures(at.layer)) return;
  const int inputs = task.copies.inputs;
  const double width = double(at.neurons(0));
  const auto put = [&](Primitive primitive, FieldSum sum, double scale) {
    for (int a = 0; map.has(primitive) && a < inputs; ++a)
      record[map.slot(primitive, at.layer, a)] = scale * sums[sum * inputs + a] / width;
  };
  put(Primitive::field_square, sum_square, 1);
  put(Primitive::field_fourth, sum_fourth, 1);
  put(Primitive::mean_signal, sum_signal, 1);
  put(Primitive::length_response, sum_length_response, at.term[0].weight_variance);
}

/// Adds the terms of all inputs of one tile to the sums from 0 on; terms: [FieldSum], own.
template <class Team, class Code, class Partial>
WIDEFIELD_HD inline void add_field_sums(Team& team, const Code& cell, const TilePlace& place,
                                        typename Team::Rows fields, bool differences,
                                        typename Team::Rows terms, Partial& partial) {
  const int inputs = place.inputs();
  for (int input = 0; input < inputs; ++input) {
    cell.template run<TileFunction::measure>(
        place, TileArguments<typename Team::Rows>{
                   .fields = fields, .result = terms, .input = input, .differences = differences});
    clear_beyond(place.at.neurons(0), place.tile, team.lane(), terms, field_sums);
    for (int which = 0; which < field_sums; ++which)
      add_row(which * inputs + input, terms, which, partial);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
