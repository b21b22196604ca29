#include "host/architecture/batch_norm/layer.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
// mu / epsilon where epsilon is all that counts beside it.
constexpr double next_to_zero = 1e-20;

// f near 0 less f(0): two slopes. Only its homogeneous law means anything.
BatchActivation tangent_at_zero(const BatchActivation& f) {
  const auto slope = [&](double side) {
    const bool exact = f.phi.centre == 0 && f.shift == 0;
    const double at =
        exact ? std::nextafter(f.shift, side * infinite) : f.shift + side * f.phi.beside(f.shift);
    return f.scale * f.phi.jet(at).first;
  };
  Nonlinearity tangent = nonlinearity("linear");
  tangent.homogeneous = Homogeneous{1, slope(1), -slope(-1)};
  return {tangent};
}

}  // namespace

BatchLayer::BatchLayer(BatchLaw law) : law_(std::move(law)), radii_{law_.batch, law_.epsilon} {}

const BatchModes& BatchLayer::shell(int index) {
  const auto found = shells_.find(index);
  if (found != shells_.end()) return found->second;
  const BatchSphere sphere{law_.batch, std::sqrt(radii_.rho_square(index))};
  return shells_.emplace(index, batch_modes(sphere, batch_moments(law_.f, sphere))).first->second;
}

double BatchLayer::next(double mu) {
  double contrast = 0;
  for (const BatchRadius& radius : radii_.at(mu))
    contrast += radius.weight * shell(radius.shell).contrast;
  return law_.weight_variance * contrast;
}

BatchStep BatchLayer::step(double mu) {
  const double B = law_.batch, n = B - 1, sigma = law_.weight_variance;
  BatchStep sum{};
  double response = 0;
  for (const BatchRadius& radius : radii_.at(mu)) {
    const BatchModes& modes = shell(radius.shell);
    const double w = radius.weight, variance = mu * radius.square / B + law_.epsilon;
    const double up = w * sigma * variance / (mu * mu), down = w * sigma / variance;
    sum.mean += w * modes.mean;
    sum.square += w * modes.square;
    sum.product += w * modes.product;
    sum.contrast += w * modes.contrast;
    sum.fourth += w * modes.fourth;
    sum.square_product += w * modes.square_product;
    // The logarithmic derivative of the law of r^2 with respect to mu.
    sum.forward.G += w * sigma / mu * modes.contrast * 0.5 * (radius.square - n);
    sum.forward.L += up * modes.forward.L;
    sum.forward.M += up * modes.forward.M;
    sum.gradient.G += down * modes.gradient.G;
    sum.gradient.L += down * modes.gradient.L;
    sum.gradient.M += down * modes.gradient.M;
    response += w * std::sqrt(variance) * modes.response;
  }
  const double amplitude = B / (n * mu) * response;
  sum.cross_batch = sigma * amplitude * amplitude;
  if (law_.epsilon > 0) return sum;
  sum.forward.G = 0;
  // A batch of two becomes +1 and -1 whatever its fields; of three, E 1/r^2 does not exist.
  if (law_.batch == 2) sum.gradient.G = 0;
  if (law_.batch == 3) sum.gradient = {infinite, infinite, std::nan("")};
  return sum;
}

BatchStep BatchLayer::step_at_zero() const {
  BatchLaw tangent = law_;
  tangent.f = tangent_at_zero(law_.f);
  BatchStep step = BatchLayer(tangent).step(next_to_zero * law_.epsilon);
  step.mean = law_.f.phi.jet(law_.f.shift).value;
  step.square = step.product = step.mean * step.mean;
  step.contrast = 0;
  return step;
}

}  // namespace widefield
