#pragma once
#include <string>

#include "host/gaussian/gaussian_table.hpp"

namespace widefield {

/// The law of one neuron's pre-activations in a Gaussian network, given the layer below: bivariate
/// normal with the *measured* Gram matrix. For tangents: their variance and covariance with h_a.
struct GivenLayer {
  const Marginal* a = nullptr;
  const Marginal* b = nullptr;  // only for pairs
  double q_ab = 0;
  double tangent_square = 0, tangent_cross = 0;
};

/// Given the layer below, a primitive is offset + (1/N) sum_i y_i over independent neurons.
struct Conditional {
  double mean = 0;             // offset + E y: exact, no 1/N
  double variance = 0;         // Var y; the primitive has variance / N
  double excess_kurtosis = 0;  // of y; NaN where it is not tabulated
  double scale = 0;            // what a relative deviation is relative to
};

/// The interface between theory and one network: the law of a primitive given the layer below.
using ConditionalMoments = Conditional (*)(const Network&, const GivenLayer&);

/// One primitive with an exact one-step test.
struct ExactPrimitive {
  std::string observable, primitive;
  int step;       // the primitive at layer l depends on the Gram matrix of layer l - step
  bool pair;      // component "a,b" with a < b
  bool tangents;  // needs tangent_square and tangent_cross of the layer below
  bool kurtosis;  // Conditional::excess_kurtosis is known, so squares can be tested too
  ConditionalMoments conditional_moments;
};

/// Does the primitive hold no randomness at all? sign(h)^2 = 1 and sign'(h) = 0 almost everywhere,
/// so that lengths and their response are constants; dropout makes them random, and an output shift
/// the lengths.
bool is_constant(const Network& network, const ExactPrimitive& exact);

/// Is that so for everything an observable is made of?
bool is_constant(const Network& network, const std::string& observable);

/// Is the fourth moment of y infinite? Then sums of y are normal far too slowly for an exact test,
/// whose variance is not estimated: phi'^2 of alpha_relu is h^(2 alpha - 2), its fourth power
/// integrable at 0 for alpha > 7/8 only.
bool is_heavy_tailed(const Network& network, const ExactPrimitive& exact);

/// Gram diagonal given the layer below: the length map with its noise.
Conditional gram_diagonal(const Network& network, const GivenLayer& law);

/// Every primitive with a one-step test, for Gaussian weights. Formulas: sheet A, section 3.
const std::vector<ExactPrimitive>& exact_primitives();

}  // namespace widefield
