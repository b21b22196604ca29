#pragma once
#include "kernels/observable/row_maker.hpp"

// How observables are made of primitives, in layers: the functions of the rows of catalog.cpp.
namespace widefield::make {

/// The mean of a primitive with a component for every input.
template <Primitive p>
void every_input(RowMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(layer, std::to_string(a), Form::mean, {to.slot(p, layer, a)});
  });
}

/// The mean of the diagonal of gram or state_gram.
template <Primitive p>
void diagonal(RowMaker& to) {
  to.for_inputs([&](int layer, int a) {
    to.add(layer, std::to_string(a), Form::mean, {to.pair(p, layer, a, a)});
  });
}

/// The correlation of two inputs, of gram or state_gram: a ratio of means over networks, because
/// the mean of ratios has a bias of order 1/N of its own.
template <Primitive p>
void correlation(RowMaker& to) {
  to.for_pairs([&](int layer, int a, int b, const std::string& pair) {
    to.add(layer, pair, Form::correlation,
           {to.pair(p, layer, a, b), to.pair(p, layer, a, a), to.pair(p, layer, b, b)});
  });
}

/// The mean of one component of a primitive that names no input.
template <Primitive p, int component = 0>
void nameless(RowMaker& to) {
  to.for_layers([&](int layer) { to.add(layer, "", Form::mean, {to.slot(p, layer, component)}); });
}

/// A form of |v|^2, |a|^2 and v.a of the moving point.
template <Form form>
void motion(RowMaker& to) {
  to.for_layers([&](int layer) {
    to.add(
        layer, "", form,
        {to.slot(Primitive::velocity_square, layer), to.slot(Primitive::acceleration_square, layer),
         to.slot(Primitive::velocity_acceleration, layer)});
  });
}

void circle_length(RowMaker& to);
void chi_1(RowMaker& to);
void chi_length(RowMaker& to);
void kurtosis(RowMaker& to);
void state_differences(RowMaker& to);
void log_gradient_ratio(RowMaker& to);
void exponents(RowMaker& to);
void autocorrelations(RowMaker& to);
void spectrum(RowMaker& to);

}  // namespace widefield::make
