#pragma once
#include "host/gaussian/pair_average.hpp"

// Averages of a sine over two correlated pre-activations in closed form: products of waves are
// waves, and the mean of a wave over a normal law is the exponential of its variance.
namespace widefield {

/// Whether phi is a sine, and one of the lengths turns its phase so often that quadrature takes
/// long, while the sum of waves has long stopped cancelling.
bool turns_often(const Nonlinearity& phi, const PairLaw& law);

double wave_product(const Nonlinearity& phi, const PairLaw& law);        // <phi_a phi_b>
double wave_slope_product(const Nonlinearity& phi, const PairLaw& law);  // <phi_a' phi_b'>

/// <(phi_a - phi_b)^2>, to relative accuracy however small the distance.
double wave_difference_square(const Nonlinearity& phi, const PairLaw& law);

PairAverages wave_averages(const Nonlinearity& phi, const PairLaw& law);

}  // namespace widefield
