#include "host/architecture/batch_norm/limit.hpp"

#include <cmath>
#include <vector>

#include "host/architecture/batch_norm/homogeneous.hpp"
#include "host/gaussian/homogeneous.hpp"
#include "host/gaussian/quadrature.hpp"

namespace widefield {
namespace {

// E f, E f^2, E f'^2, E z f, E z^2 f, E z^2 f^2.
struct NormalMoments {
  double mean = 0, square = 0, slope_square = 0, z = 0, zz = 0, zz_square = 0;
};

NormalMoments homogeneous_moments(const Homogeneous& f) {
  const Homogeneous squared = powered(f, 2);
  return {average(f),
          average(squared),
          average(powered(differentiated(f), 2)),
          average(times_power(f, 1)),
          average(times_power(f, 2)),
          average(times_power(squared, 2))};
}

NormalMoments moments_by_quadrature(const BatchActivation& f) {
  std::vector<double> centres;
  for (const Kink& kink : f.phi.kinks)
    centres.push_back((kink.at - f.shift) / f.scale);
  if (centres.empty()) centres.push_back((f.phi.centre - f.shift) / f.scale);
  const Rule rule = graded_rule(centres, grading(f.phi, f.scale));
  NormalMoments sum;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double z = rule.node[i], w = rule.weight[i];
    const SignalJet jet = f.phi.jet(f.scale * z + f.shift);
    const double value = jet.value, slope = f.scale * jet.first;
    sum.mean += w * value;
    sum.square += w * value * value;
    sum.slope_square += w * slope * slope;
    sum.z += w * z * value;
    sum.zz += w * z * z * value;
    sum.zz_square += w * z * z * value * value;
  }
  return sum;
}

// A homogeneous phi takes the scale out: phi(scale y) = scale^power phi(y).
NormalMoments normal_moments(const BatchActivation& f) {
  if (!f.phi.homogeneous || f.shift != 0) return moments_by_quadrature(f);
  const Homogeneous& phi = *f.phi.homogeneous;
  const double gain = std::pow(f.scale, phi.power);
  return homogeneous_moments({phi.power, gain * phi.positive, gain * phi.negative});
}

}  // namespace

BatchLimit batch_limit(const BatchActivation& f) {
  const NormalMoments e = normal_moments(f);
  const double variance = e.square - e.mean * e.mean;
  // (z^2 - 1)(f - E f)^2, in which E (z^2 - 1) = 0.
  const double bent = (e.zz_square - e.square) - 2 * e.mean * (e.zz - e.mean);
  return {e.square, e.mean, e.slope_square / variance, 0.5 * bent / variance, e.z * e.z / variance};
}

}  // namespace widefield
