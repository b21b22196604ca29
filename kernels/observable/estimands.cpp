#include "kernels/observable/estimands.hpp"

#include "widefield/jacobian.hpp"

namespace widefield::make {

void circle_length(EstimandMaker& to) {
  to.for_layers([&](int layer) {
    to.add(layer, "", Form::circle_length, {to.slot(Primitive::velocity_square, layer)});
  });
}

void chi_1(EstimandMaker& to) {
  to.for_inputs([&](int layer, int a) {
    if (layer == to.depth) return;
    to.add(layer, std::to_string(a), Form::ratio,
           {to.slot(Primitive::tangent_square, layer + 1, a),
            to.slot(Primitive::tangent_square, layer, a)});
  });
}

void chi_length(EstimandMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(layer, std::to_string(a), Form::ratio,
           {to.slot(Primitive::length_response, layer, a), to.pair(Primitive::gram, layer, a, a)});
  });
}

void kurtosis(EstimandMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(
        layer, std::to_string(a), Form::excess_kurtosis,
        {to.slot(Primitive::field_fourth, layer, a), to.slot(Primitive::field_square, layer, a)});
  });
}

void state_differences(EstimandMaker& to) {
  to.for_pairs([&](int layer, int a, int b, const std::string& pair) {
    to.add(layer, pair, Form::mean, {to.difference(Primitive::state_difference, layer, a, b)});
  });
}

/// The gradient that has come furthest is that with respect to the inputs, or to h^1 where it
/// stops.
void log_gradient_ratio(EstimandMaker& to) {
  const bool to_inputs = to.components(Primitive::input_gradient) > 0;
  const int lowest = to.slot(to_inputs ? Primitive::input_gradient : Primitive::gradient_square, 1);
  to.for_layers([&](int layer) {
    to.add(layer, "", Form::log_ratio, {lowest, to.slot(Primitive::gradient_square, layer)});
  });
}

void exponents(EstimandMaker& to) {
  for (int i = 0; i < to.components(Primitive::lyapunov_exponent); ++i) {
    Estimand& estimand = to.add(to.depth, std::to_string(i + 1), Form::mean,
                                {to.slot(Primitive::lyapunov_exponent, to.depth, i)});
    estimand.place = i + 1;
    estimand.ranked = true;
  }
}

void autocorrelations(EstimandMaker& to) {
  const std::vector<double>& lags = to.measure.lags;
  for (int i = 0; i < int(lags.size()); ++i)
    for (int a = 0; a < to.inputs; ++a)
      to.add(to.depth, std::to_string(a), Form::mean,
             {to.slot(Primitive::autocorrelation, to.depth, i * to.inputs + a)})
          .place = lags[i];
}

/// The largest singular value sits below its edge by O(N^{-2/3}). [sheet A, section 5 (c)]
void spectrum(EstimandMaker& to) {
  const auto names = spectrum_components(to.measure);
  constexpr int edge = 2;
  for (int k = 0; k < int(names.size()); ++k) {
    Estimand& estimand = to.add(to.depth, names[k], Form::mean,
                                {to.slot(Primitive::jacobian_spectrum, to.depth, k)});
    if (k >= spectrum_sizes) estimand.relative_to = RelativeTo::part;
    if (k == edge) estimand.bias_exponent = 2.0 / 3;
  }
}

}  // namespace widefield::make
