#pragma once
#include "host/gaussian/closed_form.hpp"
#include "host/gaussian/nonlinearity.hpp"

// Averages over two correlated pre-activations (h_a, h_b).
namespace widefield {

/// Every average of two pre-activations that linear noise needs. First derivatives are exact for
/// kinked phi; second derivatives include the point masses of phi''.
struct PairAverages {
  double product;           // <phi_a phi_b>
  double slopes;            // <phi_a' phi_b'>
  double bends;             // <phi_a'' phi_b''>
  double stretch_a;         // <phi_a' h_a phi_b>
  double stretch_b;         // <phi_b' h_b phi_a>
  double bend_a, bend_b;    // <phi_a'' h_a^2 phi_b>, <phi_b'' h_b^2 phi_a>
  double mixed_a, mixed_b;  // <phi_a'' h_a phi_b'>, <phi_b'' h_b phi_a'>
  double squares;           // <phi_a^2 phi_b^2>
  double cube_a, cube_b;    // <phi_a^3 phi_b>, <phi_b^3 phi_a>
  double difference;        // <(phi_a - phi_b)^2>
};
PairAverages pair_averages(const Nonlinearity& phi, const PairLaw& law);

double product(const Nonlinearity& phi, const PairLaw& law);        // <phi_a phi_b>
double slope_product(const Nonlinearity& phi, const PairLaw& law);  // <phi_a' phi_b'>

/// <[phi_a - phi_b]^2>, to relative accuracy at equal variances however small the distance.
double difference_square(const Nonlinearity& phi, const PairLaw& law);

}  // namespace widefield
