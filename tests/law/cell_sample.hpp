#pragma once
#include <algorithm>
#include <cmath>

#include "tests/law/hand_run.hpp"
#include "tests/law/two_sample.hpp"

namespace widefield::law {

/// The networks of a second sample: none of the first.
inline constexpr std::uint32_t apart = 1u << 20;

/// What vanishes in some networks (a tangent that nobody hears, the gradient of a gate on an empty
/// cell) counts as very short, and as correlated with nothing.
inline double logarithm(double x) {
  return std::log(std::max(x, 1e-12));
}
inline double overlap(double product, double squares) {
  return squares > 0 ? product / std::sqrt(squares) : 0;
}

/// q of two inputs, their correlation, a squared tangent, its overlap with its input and the mean
/// square of the pre-activations at the last layer, the squared distance of two states above it,
/// the autocorrelation after one step, and gradients: at layers 1 and 2, of a weight and a bias,
/// and what is there where a state lives on.
template <template <class> class Work, class C>
Sample sample_of(const HandMade<C>& made, std::uint32_t first, int networks = 3000) {
  Sample sample{C::carried ? 14 : 12, {}};
  const int depth = made.problem.depth;
  for (std::uint32_t network = first; network < first + std::uint32_t(networks); ++network) {
    const std::vector<double> record = run_by_hand<Work, float>(made, network);
    const auto at = [&](Primitive primitive, int layer, int component) {
      return made.value(record, primitive, layer, component);
    };
    const RecordMap& map = made.problem.record;
    const double q0 = at(Primitive::gram, depth, map.pair(0, 0));
    const double q1 = at(Primitive::gram, depth, map.pair(1, 1));
    const double tangent = at(Primitive::tangent_square, depth, 0);
    for (const double x :
         {q0, q1, at(Primitive::gram, depth, map.pair(0, 1)) / std::sqrt(q0 * q1),
          logarithm(tangent), overlap(at(Primitive::tangent_cross, depth, 0), q0 * tangent),
          logarithm(at(Primitive::field_square, depth, 0)),
          logarithm(at(Primitive::gradient_square, 1, 0)),
          logarithm(at(Primitive::gradient_square, 2, 0)),
          logarithm(at(Primitive::state_difference, depth, 0)),
          logarithm(at(Primitive::bias_gradient, 1, 0)),
          logarithm(at(Primitive::weight_gradient, 2, 0)),
          overlap(at(Primitive::autocorrelation, depth, made.problem.copies.inputs),
                  std::pow(at(Primitive::autocorrelation, depth, 0), 2))})
      sample.values.push_back(x);
    if (!C::carried) continue;
    sample.values.push_back(logarithm(at(Primitive::input_gradient, 1, 0)));
    sample.values.push_back(C::stages > 1 ? logarithm(at(Primitive::branch_weight_gradient, 1, 0))
                                          : at(Primitive::state_gram, depth, map.pair(0, 1)));
  }
  return sample;
}

/// What engines that only go up know of it.
template <class Run, class C>
Sample forward_sample_of(Run run, const HandMade<C>& made, std::uint32_t first,
                         int networks = 3000) {
  Sample sample{4, {}};
  const int depth = made.problem.depth;
  for (std::uint32_t network = first; network < first + std::uint32_t(networks); ++network) {
    const std::vector<double> record = run(made, network);
    const RecordMap& map = made.problem.record;
    const double q0 = made.value(record, Primitive::gram, depth, map.pair(0, 0));
    const double q1 = made.value(record, Primitive::gram, depth, map.pair(1, 1));
    const double product = made.value(record, Primitive::gram, depth, map.pair(0, 1));
    for (const double x : {q0, q1, product / std::sqrt(q0 * q1),
                           logarithm(made.value(record, Primitive::field_square, depth, 0))})
      sample.values.push_back(x);
  }
  return sample;
}

}  // namespace widefield::law
