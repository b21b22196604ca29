#pragma once
#include <optional>

#include "widefield/jacobian.hpp"

namespace widefield {

/// The limit L -> infinity of the spectrum of J J^T with orthogonal weights, its mean 1 and its
/// variance sigma_0^2 = L (mu_2 / mu_1^2 - 1) held fixed by q* -> 0: it depends on the class of the
/// activation alone. [pennington2018]
///
///   smooth     (tanh, erf, sin, ...): S(m) = exp(-sigma_0^2 m);
///   bernoulli  (hard tanh: slopes 0 and 1): S(m) = exp(-sigma_0^2 m / (1 + m)).
struct UniversalLimit {
  enum class Class { smooth, bernoulli };
  Class of = Class::smooth;
  double variance = 1;  // sigma_0^2 > 0
};

/// The limit that has the variance of an ensemble, whose moments are given. None for Gaussian
/// weights, and none where the slopes do not depend on q (ReLU): the variance then grows with the
/// depth.
std::optional<UniversalLimit> universal_limit(const JacobianEnsemble& ensemble,
                                              const JacobianMoments& moments);

/// Largest lambda of the continuous part: e sigma_0^2 (bernoulli), or
/// [(sigma_0 + sqrt(sigma_0^2 + 4)) / 2]^2 exp(sigma_0 (sqrt(sigma_0^2 + 4) - sigma_0) / 2).
double universal_edge(const UniversalLimit& limit);

/// The atom of the bernoulli class where sigma_0^2 < 1: mass 1 - sigma_0^2 at exp(sigma_0^2).
std::optional<PointMass> universal_atom(const UniversalLimit& limit);

/// The density of the continuous part from the edge down to `lowest`, zero below a lower edge; to
/// about 12 digits.
JacobianDensity universal_density(const UniversalLimit& limit, double lowest);

}  // namespace widefield
