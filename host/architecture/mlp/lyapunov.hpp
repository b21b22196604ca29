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

/// Whether a network ends as powers of one matrix: tied weights outside the chaotic phase, where
/// every input leads to one state h* and the Jacobian of a layer to D W, D = phi'(h*). The largest
/// exponent is then the logarithm of a spectral radius, whose distance from its limit falls like
/// sqrt(ln N / N): no fit in 1/N judges it.
bool is_one_matrix(const Network& network, double chi_1);

/// Slopes at the fixed point q of the length map.
struct FixedPointSlopes {
  double q, chi_1, chi_length;
};

/// lyapunov_max, positive_fraction, entropy_per_neuron, kaplan_yorke_per_neuron and mean_exponent
/// at the fixed point and infinite depth [widefield/lyapunov.hpp]; NaN where they do not exist (q
/// unbounded, no slope, dropout).
///
/// One matrix D W knows that W phi(h*) + b = h*. That leaves the law of its eigenvalues and sets
/// one apart, chi_length, along which lengths relax: it counts where it lies outside the others,
/// chi_length > sqrt(chi_1).
std::vector<Scalar> lyapunov_scalars(const Network& network, const FixedPointSlopes& at);

/// The curve over Axis::fraction, component "": the spectrum at infinite width and the depth of the
/// experiment, as far as the narrowest network is asked for exponents. For a subspace that the
/// layers before have made, the growth of its last direction in a layer is e^{2 lambda} =
/// 1 / [S_W(-x) S_D(-x)] at the q^l of that layer (those of the lengths among `curves`), so
/// exponents average over layers what widefield/lyapunov.hpp says of one. Ends where directions are
/// lost; empty for dropout and slopes without law.
Curve lyapunov_line(const Experiment& experiment, const std::vector<Curve>& curves);

}  // namespace widefield
