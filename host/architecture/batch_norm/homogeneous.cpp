#include "host/architecture/batch_norm/homogeneous.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "host/gaussian/homogeneous.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct SphereAverages {
  double n, rho, angle;

  // (rho^2 n)^(d/2) / E r^d of the radius r of n normal variables.
  double radial(double degree) const {
    if (!(0.5 * (n + degree) > 0)) return infinite;
    return std::pow(0.5 * n * rho * rho, 0.5 * degree) *
           boost::math::tgamma_delta_ratio(0.5 * n, 0.5 * degree);
  }
  double one(const Homogeneous& f) const {
    const double gauss = average(f);
    return gauss == 0 ? 0 : radial(f.power) * gauss;
  }
  double two(const Homogeneous& f, const Homogeneous& g) const {
    return radial(f.power + g.power) * average(f, g, angle);
  }
};

FieldMoments field_moments(const SphereAverages& over, const Homogeneous& f) {
  const Homogeneous square = powered(f, 2);
  return {over.one(square), over.one(times_power(square, 2)), over.one(times_power(square, 4))};
}

PairMoments pair_moments(const SphereAverages& over, const Homogeneous& f) {
  const auto product = [&](int a, int b) { return over.two(times_power(f, a), times_power(f, b)); };
  return {product(0, 0), product(1, 1), product(2, 0), product(2, 2), product(3, 1)};
}

}  // namespace

Homogeneous times_power(const Homogeneous& f, int k) {
  return {f.power + k, f.positive, k % 2 == 0 ? f.negative : -f.negative};
}

BatchMoments homogeneous_batch_moments(const Homogeneous& phi, double scale,
                                       const BatchSphere& sphere) {
  const double n = sphere.batch - 1, gain = std::pow(scale, phi.power);
  const Homogeneous f = {phi.power, gain * phi.positive, gain * phi.negative};
  const SphereAverages over{n, sphere.rho, std::acos(-1 / n)};
  BatchMoments moments;
  moments.mean = over.one(f);
  moments.response = over.one(times_power(f, 1));
  moments.square = field_moments(over, f);
  moments.product = pair_moments(over, f);
  moments.fourth = over.one(powered(f, 4));
  moments.square_product = over.two(powered(f, 2), powered(f, 2));
  if (f.power == 0) {  // a jump: no square of its slope has an average
    moments.slope_square = {infinite, infinite, infinite};
    return moments;
  }
  const Homogeneous slope = differentiated(f);
  moments.slope_square = field_moments(over, slope);
  moments.slope_product = pair_moments(over, slope);
  return moments;
}

}  // namespace widefield
