#include "host/architecture/mean_field/gradient_noise.hpp"

namespace widefield {
namespace {

// Backwards from the last layer: bias and variance of T there are linear in the noise here,
//   bias = by_bias . bias + tr(by_covariance covariance) + constant, variance likewise.
struct Functional {
  Vector3 by_bias{};
  Matrix3 by_covariance{};
  double constant = 0;
};

Functional before(const Functional& after, const NoiseStep& step) {
  Functional now;
  now.by_covariance =
      product(product(transposed(step.jacobian), after.by_covariance), step.jacobian);
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j) {
      now.by_bias[i] += step.jacobian[j][i] * after.by_bias[j];
      for (int k = 0; k < noise_size; ++k)
        now.by_covariance[i][j] += 0.5 * after.by_bias[k] * step.hessian[k][i][j];
    }
  now.constant = after.constant + contraction(after.by_covariance, step.noise);
  return now;
}

double at_start(const Functional& f, const LinearNoise& start) {
  return dot(f.by_bias, start.bias) + contraction(f.by_covariance, start.covariance) + f.constant;
}

// A random direction of fixed norm among pre-activations, which are normal given the layer below:
// its norm makes no noise, its overlap with W x does even where W is orthogonal.
LinearNoise direction(const NoiseStep& step, const LengthNoise& length) {
  LinearNoise start;
  start.bias[0] = length.bias;
  start.covariance[0][0] = length.variance - step.conserved[0][0];
  start.covariance[2][2] = -2;
  return start;
}

}  // namespace

std::vector<GradientNoise> gradient_noise(const std::vector<NoiseStep>& steps,
                                          const std::vector<LengthNoise>& lengths) {
  // T is the variance of the last tangent given the layer below; its norm is chi^2 around that,
  // unless the last matrix is orthogonal.
  const double last_norm = steps.empty() ? 0 : 2 - steps.back().conserved[2][2];
  std::vector<LinearNoise> starts;
  for (std::size_t l = 0; l < steps.size(); ++l)
    starts.push_back(direction(steps[l], lengths[l]));
  return gradient_noise(steps, starts, last_norm);
}

std::vector<GradientNoise> gradient_noise(const std::vector<NoiseStep>& steps,
                                          const std::vector<LinearNoise>& starts,
                                          double last_norm) {
  std::vector<GradientNoise> noise(steps.size() + 1);
  Functional bias, variance;
  bias.by_bias[2] = 1;
  variance.by_covariance[2][2] = 1;
  for (std::size_t l = steps.size(); l-- > 0;) {
    bias = before(bias, steps[l]), variance = before(variance, steps[l]);
    noise[l] = {at_start(bias, starts[l]), at_start(variance, starts[l]) + last_norm};
    bias.constant -= contraction(bias.by_covariance, steps[l].conserved);
    variance.constant -= contraction(variance.by_covariance, steps[l].conserved);
  }
  return noise;
}

}  // namespace widefield
