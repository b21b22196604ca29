#pragma once
#include "kernels/observable/estimand_maker.hpp"

// How observables are made of primitives, in layers: the functions in the rows of catalog.cpp.
namespace widefield::make {

/// The mean of a primitive with a component for every input.
template <Primitive p>
void every_input(EstimandMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(layer, std::to_string(a), Form::mean, {to.slot(p, layer, a)});
  });
}

/// The mean of the diagonal of gram or state_gram.
template <Primitive p>
void diagonal(EstimandMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(layer, std::to_string(a), Form::mean, {to.pair(p, layer, a, a)});
  });
}

/// The correlation of two inputs, of gram or state_gram: a ratio of means over networks, because
/// the mean of ratios has a bias of order 1/N of its own.
template <Primitive p>
void correlation(EstimandMaker& to) {
  to.for_pairs([&](int layer, int a, int b, const std::string& pair) {
    to.add(layer, pair, Form::correlation,
           {to.pair(p, layer, a, b), to.pair(p, layer, a, a), to.pair(p, layer, b, b)});
  });
}

/// The mean of one component of a primitive that names no input.
template <Primitive p, int component = 0>
void nameless(EstimandMaker& to) {
  to.for_layers([&](int layer) { to.add(layer, "", Form::mean, {to.slot(p, layer, component)}); });
}

/// A form of |v|^2, |a|^2 and v.a of the moving point.
template <Form form>
void motion(EstimandMaker& to) {
  to.for_layers([&](int layer) {
    to.add(
        layer, "", form,
        {to.slot(Primitive::velocity_square, layer), to.slot(Primitive::acceleration_square, layer),
         to.slot(Primitive::velocity_acceleration, layer)});
  });
}

void circle_length(EstimandMaker& to);
void chi_1(EstimandMaker& to);
void chi_length(EstimandMaker& to);
void kurtosis(EstimandMaker& to);
void state_differences(EstimandMaker& to);
void log_gradient_ratio(EstimandMaker& to);
void exponents(EstimandMaker& to);
void autocorrelations(EstimandMaker& to);
void spectrum(EstimandMaker& to);

}  // namespace widefield::make
