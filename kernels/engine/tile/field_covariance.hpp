#pragma once
#include <math.h>

#include "kernels/engine/tile/problem.hpp"

// Gram matrices of the copies, in two systems of coordinates. Ordinarily row a is the signal of
// copy a. Once two inputs have come close, the row of every input but the first is its difference
// from the first, because 1 - c would drown in the rounding of c. [theory sheet, "Cancellation near
// c = 1"]
namespace widefield::inline WIDEFIELD_ISA {

/// Signals with 1 - c below this are followed as differences. From here float32 signals lose two of
/// their seven digits in a difference; differences themselves lose none.
inline constexpr double close_copies = 0.01;

/// x_a . x_0 / N of the rows of a Gram matrix.
WIDEFIELD_HD inline double squared_distance(const double* gram, int k, int a) {
  return gram[0] - 2 * gram[a * k] + gram[a * k + a];
}

/// Is some input close to the first? (Copies whose signals vanish are not.)
WIDEFIELD_HD inline bool has_close_copies(const Copies& copies, const double* gram) {
  const int k = copies.count();
  for (int input = 1; input < copies.inputs; ++input) {
    const int a = copies.value(input);
    const double scale = gram[0] + gram[a * k + a];
    if (scale > 0 && squared_distance(gram, k, a) < close_copies * scale) return true;
  }
  return false;
}

/// Subtracts row and column 0 from those of the other inputs: x_a becomes x_a - x_0.
WIDEFIELD_HD inline void to_differences(const Copies& copies, double* gram) {
  const int k = copies.count();
  for (int input = 1; input < copies.inputs; ++input)
    for (int b = 0; b < k; ++b)
      gram[copies.value(input) * k + b] -= gram[b];
  for (int input = 1; input < copies.inputs; ++input)
    for (int b = 0; b < k; ++b)
      gram[b * k + copies.value(input)] -= gram[b * k];
}

/// Tangents grow and shrink by orders of magnitude per layer, and are linear: keeps each within the
/// range of a float by a power of two. Row t of the Gram matrix is of scale[t] times the tangent.
WIDEFIELD_HD inline void balance_tangents(const Copies& copies, double* gram, double* scale) {
  constexpr double largest = 0x1p32;
  const int k = copies.count();
  for (int t = 0; t < k; ++t) {
    const double square = gram[t * k + t];
    const bool fits = square <= largest && square >= 1 / largest;
    if (!copies.is_tangent(t) || fits || !(square > 0) || square - square != 0) continue;
    int exponent;
    ::frexp(square, &exponent);
    const double by = ::ldexp(1.0, -exponent / 2);
    scale[t] *= by;
    for (int i = 0; i < k; ++i)
      gram[t * k + i] *= by;
    for (int i = 0; i < k; ++i)
      gram[i * k + t] *= by;
  }
}

/// The Gram matrix of the signals below a layer, as an engine holds it.
struct SignalGram {
  const Task& task;
  double weight_variance, bias_variance;  // of the field that they make
  const double* gram;                     // [copies][copies]
  bool differences;
  const double* scale = nullptr;  // [copies] rows of tangents hold so many times the tangent

  WIDEFIELD_HD double raw(int a, int b) const { return gram[a * task.copies.count() + b]; }

  /// x_a . x_b / N of two inputs.
  WIDEFIELD_HD double values(int a, int b) const {
    const int i = task.copies.value(a), j = task.copies.value(b);
    if (!differences || (a == 0 && b == 0)) return raw(i, j);
    if (a == 0 || b == 0) return raw(0, 0) + raw(i, j);
    return raw(0, 0) + raw(i, 0) + raw(0, j) + raw(i, j);
  }
  WIDEFIELD_HD double scale_of(int copy) const { return scale == nullptr ? 1 : scale[copy]; }
  /// x_a . t_a / N of an input and its first tangent.
  WIDEFIELD_HD double value_tangent(int a) const {
    const int i = task.copies.value(a), t = task.copies.tangent(a, 0);
    return (differences && a > 0 ? raw(0, t) + raw(i, t) : raw(i, t)) / scale_of(t);
  }
  /// |t_a|^2 / N of the first tangent of an input.
  WIDEFIELD_HD double tangent_square(int a) const {
    const int t = task.copies.tangent(a, 0);
    return raw(t, t) / scale_of(t) / scale_of(t);
  }
};

/// K = sigma_w^2 (Gram matrix) + sigma_b^2 on the inputs where the bias is folded in: the
/// covariance of the fields of one neuron, in the same coordinates. A tangent and a difference have
/// no bias.
WIDEFIELD_HD inline void field_covariance(const SignalGram& signals, bool fold_bias,
                                          double* covariance) {
  const Copies& copies = signals.task.copies;
  const int k = copies.count();
  for (int i = 0; i < k * k; ++i)
    covariance[i] = signals.weight_variance * signals.gram[i];
  if (!fold_bias) return;
  const int inputs = signals.differences ? 1 : copies.inputs;
  for (int a = 0; a < inputs; ++a)
    for (int b = 0; b < inputs; ++b)
      covariance[copies.value(a) * k + copies.value(b)] += signals.bias_variance;
}

/// velocity_square, velocity_acceleration and acceleration_square of a layer: means over the
/// inputs.
WIDEFIELD_HD inline void record_motion(const SignalGram& signals, int layer, double* record) {
  const RecordMap& map = signals.task.record;
  const Copies& copies = signals.task.copies;
  const double share = signals.weight_variance / copies.inputs;
  double speed = 0, drift = 0, bend = 0;
  for (int a = 0; a < copies.inputs; ++a) {
    const int v = copies.velocity(a), w = copies.acceleration(a);
    speed += share * signals.raw(v, v);
    drift += share * signals.raw(v, w);
    bend += share * signals.raw(w, w);
  }
  if (map.has(Primitive::velocity_square))
    record[map.slot(Primitive::velocity_square, layer)] = speed;
  if (map.has(Primitive::velocity_acceleration))
    record[map.slot(Primitive::velocity_acceleration, layer)] = drift;
  if (map.has(Primitive::acceleration_square))
    record[map.slot(Primitive::acceleration_square, layer)] = bend;
}

/// gram, tangent_square and tangent_cross of a layer, and what is known of the inputs' motion.
WIDEFIELD_HD inline void record_gram(const SignalGram& signals, int layer, double* record) {
  const RecordMap& map = signals.task.record;
  if (!map.measures(layer)) return;
  const Copies& copies = signals.task.copies;
  const double variance = signals.weight_variance;
  if (copies.moving) record_motion(signals, layer, record);
  for (int a = 0; a < copies.inputs; ++a) {
    const int last = map.pairs ? copies.inputs - 1 : a;
    for (int b = a; map.has(Primitive::gram) && b <= last; ++b)
      record[map.slot(Primitive::gram, layer, map.pair(a, b))] =
          variance * signals.values(a, b) + signals.bias_variance;
    if (copies.tangents == 0) continue;
    if (map.has(Primitive::tangent_square))
      record[map.slot(Primitive::tangent_square, layer, a)] = variance * signals.tangent_square(a);
    if (map.has(Primitive::tangent_cross))
      record[map.slot(Primitive::tangent_cross, layer, a)] = variance * signals.value_tangent(a);
  }
}

/// The parts of batch_gram: means of x_a . x_b / N over the copies, over the pairs of a batch, and
/// over the pairs of two batches.
WIDEFIELD_HD inline void record_batches(const SignalGram& states, int layer, double* record) {
  const Task& task = states.task;
  const int inputs = task.copies.inputs, size = task.batch_size(), batches = inputs / size;
  double sum[batch_parts] = {};
  for (int a = 0; a < inputs; ++a)
    for (int b = 0; b <= a; ++b) {
      const BatchPart part = a == b                 ? batch_diagonal
                             : a / size == b / size ? batch_off_diagonal
                                                    : batch_cross;
      sum[part] += states.values(b, a);
    }
  const double pairs[batch_parts] = {double(inputs), batches * (0.5 * size * (size - 1)),
                                     0.5 * batches * (batches - 1) * size * size};  // none: unread
  for (int part = 0; part < task.record.components(Primitive::batch_gram); ++part)
    record[task.record.slot(Primitive::batch_gram, layer, part)] = sum[part] / pairs[part];
}

/// state_gram and batch_gram of what a layer leaves.
WIDEFIELD_HD inline void record_states(const SignalGram& states, int layer, double* record) {
  const RecordMap& map = states.task.record;
  if (!map.measures(layer)) return;
  const int inputs = states.task.copies.inputs;
  for (int a = 0; map.has(Primitive::state_gram) && a < inputs; ++a)
    for (int b = a; b <= (map.pairs ? inputs - 1 : a); ++b)
      record[map.slot(Primitive::state_gram, layer, map.pair(a, b))] = states.values(a, b);
  if (map.has(Primitive::batch_gram)) record_batches(states, layer, record);
}

}  // namespace widefield::inline WIDEFIELD_ISA
