#pragma once
#include <string_view>
#include <vector>

#include "host/gaussian/gaussian_table.hpp"
#include "widefield/primitive.hpp"

// Laws that hold at any width for one layer, given the one below: what an architecture hands to the
// one-step tests. They are the one place where theory meets a single network.
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

/// The law of a primitive given the layer below.
using ConditionalMoments = Conditional (*)(const Network&, const GivenLayer&);

/// One primitive with an exact one-step test, for Gaussian weights that are fresh in every layer.
struct ExactPrimitive {
  std::string_view observable;
  Primitive primitive;
  int step;       // the primitive at layer l depends on the Gram matrix of layer l - step
  bool pair;      // component "a,b" with a < b
  bool tangents;  // needs tangent_square and tangent_cross of the layer below
  bool kurtosis;  // Conditional::excess_kurtosis is known, so squares can be tested too
  ConditionalMoments conditional_moments;
  bool (*constant)(const Network&) = nullptr;      // see is_constant; null: never
  bool (*heavy_tailed)(const Network&) = nullptr;  // see is_heavy_tailed; null: never
};

/// Does the primitive hold no randomness at all?
inline bool is_constant(const Network& network, const ExactPrimitive& exact) {
  return exact.constant != nullptr && exact.constant(network);
}

/// Is the fourth moment of y infinite? Then sums of y are normal far too slowly for an exact test,
/// whose variance is not estimated.
inline bool is_heavy_tailed(const Network& network, const ExactPrimitive& exact) {
  return exact.heavy_tailed != nullptr && exact.heavy_tailed(network);
}

}  // namespace widefield
