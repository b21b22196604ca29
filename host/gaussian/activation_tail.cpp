#include "host/gaussian/activation_tail.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

#include "host/gaussian/homogeneous.hpp"

namespace widefield {
namespace {

// Of what stands inside: beyond, every activation is its tail to rounding.
constexpr double far = 40;

// int f(h) dh over the h with alpha h + beta = u in [-far, far]; kinks are at whole numbers of u.
template <class Function>
double integral(const Scaling& around, Function f) {
  const auto at = [&](double u) { return f((u - around.input_shift) / around.input_scale); };
  double sum = 0;
  for (double from = -far; from < far; ++from)
    sum += boost::math::quadrature::gauss<double, 20>::integrate(at, from, from + 1);
  return sum / std::abs(around.input_scale);
}

double far_to(const Nonlinearity& phi, double side) {
  const Scaling& around = phi.activation.scaling;
  return (std::copysign(far, side * around.input_scale) - around.input_shift) / around.input_scale;
}

// The limits change places at h = 0, not where phi is steep: integrated as if they did so there,
// and the stretch in between added.
SaturatingTail saturating(const Nonlinearity& phi) {
  const Scaling& around = phi.activation.scaling;
  const double high = phi.jet(far_to(phi, 1)).value, low = phi.jet(far_to(phi, -1)).value;
  const auto deficit = [&](double h) {
    const double limit = h > phi.centre ? high : low, value = phi.jet(h).value;
    return (limit - value) * (limit + value);
  };
  const auto slope = [&](double h) { return std::pow(phi.jet(h).first, 2); };
  const double between = (high - low) * (high + low) * phi.centre;
  return {0.5 * (high + low), 0.5 * (high - low), integral(around, deficit) + between,
          integral(around, slope)};
}

}  // namespace

Tail tail_of(const Nonlinearity& phi) {
  if (phi.activation.kind == ActivationKind::sin) return OtherTail{};
  const auto law = without_shifts(phi).homogeneous;
  if (law && law->power != 1 && law->power != 0)
    return PowerTail{law->power, average(powered(*law, 2))};
  const Scaling& around = phi.activation.scaling;
  const double flat = 1e-12 * std::abs(around.output_scale * around.input_scale);
  const auto slope = [&](double side) {
    const double first = phi.jet(far_to(phi, side)).first;
    return std::abs(first) < flat ? 0 : first;
  };
  const double right = slope(1), left = slope(-1);
  if (right == 0 && left == 0) return saturating(phi);
  return LinearTail{right, left};
}

}  // namespace widefield
