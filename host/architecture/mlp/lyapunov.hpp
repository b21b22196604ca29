#pragma once
#include <vector>

#include "host/architecture/mlp/input.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// lyapunov_spectrum of an input whose layers 1..depth these are, components "1" ... "m", at the
/// last layer. For a fixed i and N -> infinity,
///
///   lambda_i = (1/2L) [ sum_l ln chi_1(q^l) + (1/N) (E_1 - (i - 1) sum_l g(q^l)) ] + O(1/N^2),
///
/// E_1 / N = E ln T of the first tangent by the noise of (Q, R, T), and g / N the mean square of
/// sigma_w^2 t_j . D^2 t_i / (N chi_1) for two orthonormal tangents, of which the i - 1 before take
/// their share: g = mu_2 / mu_1^2, mu_k = <phi'^2k>, and with Haar weights g = mu_2 / mu_1^2 - 1.
/// The variance is that of ln T, the same for every i. Gaussian linear networks: bias -i/2,
/// variance 1/(2L), as the digamma and trigamma functions of newman1986 have it.
std::vector<Curve> lyapunov_curves(const MlpSetting& setting, const std::vector<InputLayer>& layers,
                                   int exponents);

/// How many of the exponents asked for are within reach of the expansion in i/N: up to 1/16 of the
/// smallest width, where its next term is a few thousandths.
int expandable_exponents(const Experiment& experiment);

/// Whether a network ends as powers of one matrix: tied weights, no biases, lengths that go to 0.
/// With g = sigma_w |phi'(0)| its exponents are ln g + ln(1 - x)/2 at the rank fraction x (circular
/// law), all ln g with Haar weights. The largest is the logarithm of a spectral radius, which nears
/// ln g like sqrt(ln N / N), not like 1/N.
bool is_one_matrix(const Network& network, double q);

/// lyapunov_max, positive_fraction, entropy_per_neuron and kaplan_yorke_per_neuron at the fixed
/// point q and infinite depth; NaN where they do not exist (q or the slope unbounded, dropout).
std::vector<Scalar> lyapunov_scalars(const Network& network, double q);

/// The curve over Axis::fraction, component "": the spectrum at infinite width and the depth of the
/// experiment, as far as the narrowest network is asked for exponents. For a subspace that the
/// layers before have made, the growth of its last direction in a layer is e^{2 lambda} =
/// 1 / [S_W(-x) S_D(-x)] at the q^l of that layer (those of the lengths among `curves`), so
/// exponents average over layers what widefield/lyapunov.hpp says of one. Ends where directions are
/// lost; empty for dropout and slopes without law.
Curve lyapunov_line(const Experiment& experiment, const std::vector<Curve>& curves);

}  // namespace widefield
