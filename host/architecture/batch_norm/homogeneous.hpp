#pragma once
#include "host/architecture/batch_norm/moments.hpp"

namespace widefield {

/// x^k f(x).
Homogeneous times_power(const Homogeneous& f, int k);

/// The averages of f(y) = phi(scale y) for a homogeneous phi. A Gaussian vector is a uniform
/// direction times an independent radius, so averages over the sphere are those over two normal
/// variables of correlation -1/(B - 1), over a moment of the radius.
BatchMoments homogeneous_batch_moments(const Homogeneous& phi, double scale,
                                       const BatchSphere& sphere);

}  // namespace widefield
