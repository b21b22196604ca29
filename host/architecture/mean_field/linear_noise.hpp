#pragma once
#include <array>

#include "host/architecture/mean_field/correlation_map.hpp"
#include "host/architecture/mean_field/matrix3.hpp"
#include "host/gaussian/pair_average.hpp"

// Fluctuations and biases to order 1/N. Given the layer below, the rows of a layer are independent
// normal vectors whose covariance is the measured Gram matrix, so Gram matrices are a Markov chain.
// Around infinite width, with E[G] = G + bias/N and Cov = covariance/N:
//   covariance' = J covariance J^T + noise,    bias' = J bias + H : covariance / 2.
namespace widefield {

struct LinearNoise {
  Vector3 bias{};
  Matrix3 covariance{};
};

/// The noise of numbers in other units: every number times its unit.
LinearNoise in_units(const LinearNoise& noise, const Vector3& unit);

/// One layer for three numbers: derivatives of the map, covariance of a single neuron's share, and
/// the covariance that Gaussian weights give to the Gram matrix of W x and that orthogonal weights
/// do not (zero for Gaussian weights).
struct NoiseStep {
  Matrix3 jacobian{};
  std::array<Matrix3, noise_size> hessian{};  // [of which][by][by]
  Matrix3 noise{};
  Matrix3 conserved{};
};

/// Orthogonal weights keep the Gram matrix of W x exactly, so its share of the noise drops out:
/// noise -> noise - J conserved J^T and covariance -> covariance - conserved in the bias.
LinearNoise propagate(const LinearNoise& noise, const NoiseStep& step);

/// The Gram matrix (Q_aa, Q_bb, Q_ab) of two inputs; `averages` is pair_averages(layer.phi, law).
NoiseStep pair_noise_step(const LayerLaw& layer, const PairLaw& law, const PairAverages& averages,
                          bool orthogonal);

/// (Q, R, T): the length, its covariance with a tangent (0 at infinite width) and the tangent's
/// variance, tangents in units of their infinite-width variance at each layer; from a layer with
/// length q to the next.
NoiseStep tangent_noise_step(const LayerLaw& layer, double q, bool orthogonal);

/// One length alone.
struct LengthNoise {
  double bias = 0, variance = 0;
};
LengthNoise length_noise_step(const LayerLaw& layer, double q, const LengthNoise& noise,
                              bool orthogonal);

/// The stationary values at a fixed point: v = sigma_w^4 (m_4 - F^2) / (1 - V'^2), d = V'' v / 2 (1
/// - V'); infinite where V' = 1.
LengthNoise stationary_length_noise(const LayerLaw& layer, double q, bool orthogonal);

}  // namespace widefield
