#pragma once
#include "host/statistics/methods/context.hpp"

// Spectra are compared network by network: the singular values of one network repel each other and
// are no samples, so every law below comes from the covariance of whole networks.
namespace widefield {

/// Distances between the mean spectrum and the theory at every width over the points of the grid:
/// jacobian_ks = max |F_N - F|, jacobian_wasserstein = sum |F_N - F| dx (in units of the mean).
/// `theory` and `standard_error` are mean and spread of the distance that the fluctuations of so
/// many networks alone would make: draws of N(0, C / R), C the covariance of F_N over networks.
/// jacobian_variance, jacobian_edge and jacobian_atom stand beside the scalars of the theory.
std::vector<MeasuredScalar> spectrum_scalars_of(const Context& context);

}  // namespace widefield
