#pragma once
#include <math.h>

#include "kernels/engine/tile/stage.hpp"
#include "kernels/engine/tile/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Sums over neurons, for every input: |d|^2 of the adjoints of all fields and of the first, |g|^2
/// of those of the state that the stage starts from.
enum AdjointSum { sum_fields, sum_first_field, sum_state, adjoint_sums };

/// What back-propagation has found, put into the record of a network: by the leader, after a sum
/// over the fields of a stage.
template <class Code>
struct AdjointRecord {
  const Problem<Code>& problem;
  double* record;
  const SumShape& shape;
  const double* sums;  // of this shape
  double read_out;     // |g_L|^2, all inputs together
  int exponent;        // adjoints are those of the read-out times 2^exponent

  /// Of the adjoints as they stand.
  WIDEFIELD_HD double sum(AdjointSum which, int input) const {
    return sums[shape.sum(which * inputs() + input)];
  }
  WIDEFIELD_HD double total(AdjointSum which) const {
    double result = 0;
    for (int input = 0; input < inputs(); ++input)
      result += sum(which, input);
    return result;
  }

  /// The gradient with respect to the state below a layer.
  WIDEFIELD_HD void record_state(int layer) const {
    const double square = relative(total(sum_state));
    if (layer > 1) put(Primitive::gradient_square, layer - 1, square);
    if (layer == 1) put(Primitive::input_gradient, layer, square);
  }

  WIDEFIELD_HD void record_fields(const StageAt& at) const {
    if (!problem.record.measures(at.layer)) return;
    if (!problem.cell.numbers().carried && at.stage == 0)
      put(Primitive::gradient_square, at.layer, relative(total(sum_fields)));
    if (at.stage == 0) record_parameters(at);
    if (at.stage > 0 && problem.record.has(Primitive::branch_weight_gradient))
      put(Primitive::branch_weight_gradient, at.layer, per_parameter(at, Primitive::hidden_square));
  }

 private:
  WIDEFIELD_HD int inputs() const { return problem.copies.inputs; }
  WIDEFIELD_HD double relative(double square) const {
    return ::ldexp(square, -2 * exponent) / read_out;
  }
  WIDEFIELD_HD void put(Primitive primitive, int layer, double value) const {
    if (problem.record.records(primitive, layer))
      record[problem.record.slot(primitive, layer)] = value;
  }

  /// Mean squares over the parameters of the first field of a layer, per input: W has the gradient
  /// d x^T, b has d. Relative to the mean square of the read-out.
  WIDEFIELD_HD void record_parameters(const StageAt& at) const {
    const double neurons = double(at.neurons(0));
    if (problem.record.has(Primitive::bias_gradient))
      put(Primitive::bias_gradient, at.layer,
          relative(total(first_sum(at))) * read_out_neurons() / neurons);
    if (problem.record.has(Primitive::weight_gradient))
      put(Primitive::weight_gradient, at.layer, per_parameter(at, Primitive::gram));
  }

  /// sum_a |d_a|^2 |signal_a|^2 / (fan_in * neurons), the squared signals from the record of the
  /// way up.
  WIDEFIELD_HD double per_parameter(const StageAt& at, Primitive signals) const {
    double result = 0;
    for (int a = 0; a < inputs(); ++a) {
      const bool gram = signals == Primitive::gram;
      const int part = gram ? problem.record.pair(a, a) : a;
      double square = record[problem.record.slot(signals, at.layer, part)];
      if (gram) square = (square - at.field[0].bias_variance) / at.term[0].weight_variance;
      result += sum(first_sum(at), a) * square;
    }
    return relative(result) * read_out_neurons() / double(at.neurons(0));
  }

  WIDEFIELD_HD AdjointSum first_sum(const StageAt& at) const {
    return at.fields > 1 ? sum_first_field : sum_fields;
  }
  WIDEFIELD_HD double read_out_neurons() const { return double(problem.widths[problem.depth]); }
};

}  // namespace widefield::inline WIDEFIELD_ISA
