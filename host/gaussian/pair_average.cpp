#include "host/gaussian/pair_average.hpp"

#include <limits>
#include <numbers>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/homogeneous.hpp"
#include "host/gaussian/pair_quadrature.hpp"
#include "host/gaussian/wave.hpp"

namespace widefield {
namespace {

using std::numbers::pi;

double angle_of(const PairLaw& law) {
  return 2 * std::atan2(std::sqrt(law.distance), std::sqrt(2 - law.distance));
}

// <f(h_a) g(h_b)> of homogeneous functions.
double scaled(const Homogeneous& f, const Homogeneous& g, const PairLaw& law) {
  const double scale = std::pow(law.qa, 0.5 * f.power) * std::pow(law.qb, 0.5 * g.power);
  return scale * average(f, g, angle_of(law));
}

// The density of (h_a, h_b) at (u, v).
double density(double u, double v, const PairLaw& law) {
  const double spread = law.distance * (2 - law.distance), c = law.correlation();
  const double x = u / std::sqrt(law.qa), y = v / std::sqrt(law.qb);
  return std::exp(-0.5 * (x * x - 2 * c * x * y + y * y) / spread) /
         (2 * pi * std::sqrt(law.qa * law.qb * spread));
}

// <phi_a' phi_b'> where phi' is point masses at its steps.
double steps_product(const Nonlinearity& phi, const PairLaw& law) {
  double sum = 0;
  for (const Kink& a : phi.kinks)
    for (const Kink& b : phi.kinks)
      sum += a.step * b.step * density(a.at, b.at, law);
  return sum;
}

// The mean of both sides: what a narrow normal law around a kink sees.
SignalJet beside(const Nonlinearity& phi, double at) {
  const double step =
      std::numeric_limits<double>::epsilon() * (1 + std::abs(at) + std::abs(phi.centre));
  const SignalJet left = phi.jet(at - step), right = phi.jet(at + step);
  return {0.5 * (left.value + right.value), 0.5 * (left.first + right.first),
          0.5 * (left.second + right.second)};
}

// <phi(h_b)>, <phi'(h_b)>, <phi''(h_b)> without point masses, given h_a = at.
SignalJet conditional(const Nonlinearity& phi, const PairLaw& law, double at) {
  const double mean = law.correlation() * std::sqrt(law.qb / law.qa) * at;
  const double spread = std::sqrt(law.qb * law.distance * (2 - law.distance));
  if (spread == 0) return beside(phi, mean);
  std::vector<double> centres;
  for (const Kink& kink : phi.kinks)
    centres.push_back((kink.at - mean) / spread);
  const Rule rule = graded_rule(centres, grading(phi, spread));
  SignalJet sum{0, 0, 0};
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const SignalJet jet = phi.jet(mean + spread * rule.node[i]);
    sum.value += rule.weight[i] * jet.value;
    sum.first += rule.weight[i] * jet.first;
    sum.second += rule.weight[i] * jet.second;
  }
  return sum;
}

// What the point masses of phi_a'' add.
void add_masses_of_a(const Nonlinearity& phi, const PairLaw& law, PairAverages& sum) {
  for (const Kink& kink : phi.kinks) {
    if (kink.jump == 0) continue;
    const double weight =
        kink.jump * std::exp(-0.5 * kink.at * kink.at / law.qa) / std::sqrt(2 * pi * law.qa);
    const SignalJet other = conditional(phi, law, kink.at);
    sum.bend_a += weight * kink.at * kink.at * other.value;
    sum.mixed_a += weight * kink.at * other.first;
    sum.bends += weight * other.second;
    for (const Kink& second : phi.kinks)  // half here, half when a and b change places
      sum.bends += 0.5 * kink.jump * second.jump * density(kink.at, second.at, law);
  }
}

void swap_roles(PairAverages& sum) {
  std::swap(sum.stretch_a, sum.stretch_b), std::swap(sum.bend_a, sum.bend_b);
  std::swap(sum.mixed_a, sum.mixed_b), std::swap(sum.cube_a, sum.cube_b);
}

void add_point_masses(const Nonlinearity& phi, const PairLaw& law, PairAverages& sum) {
  add_masses_of_a(phi, law, sum);
  swap_roles(sum);
  add_masses_of_a(phi, law.swapped(), sum);
  swap_roles(sum);
}

void add_node(const Nonlinearity& phi, const PairNode& at, PairAverages& sum) {
  const SignalJet a = phi.jet(at.ha), b = phi.jet(at.hb);
  const double difference = phi.difference(at.hb, at.difference), weight = at.weight;
  sum.product += weight * a.value * b.value;
  sum.slopes += weight * a.first * b.first;
  sum.bends += weight * a.second * b.second;
  sum.stretch_a += weight * a.first * at.ha * b.value;
  sum.stretch_b += weight * b.first * at.hb * a.value;
  sum.bend_a += weight * a.second * at.ha * at.ha * b.value;
  sum.bend_b += weight * b.second * at.hb * at.hb * a.value;
  sum.mixed_a += weight * a.second * at.ha * b.first;
  sum.mixed_b += weight * b.second * at.hb * a.first;
  sum.squares += weight * a.value * a.value * b.value * b.value;
  sum.cube_a += weight * a.value * a.value * a.value * b.value;
  sum.cube_b += weight * b.value * b.value * b.value * a.value;
  sum.difference += weight * difference * difference;
}

void symmetrise(PairAverages& sum) {
  sum.stretch_a = sum.stretch_b = 0.5 * (sum.stretch_a + sum.stretch_b);
  sum.bend_a = sum.bend_b = 0.5 * (sum.bend_a + sum.bend_b);
  sum.mixed_a = sum.mixed_b = 0.5 * (sum.mixed_a + sum.mixed_b);
  sum.cube_a = sum.cube_b = 0.5 * (sum.cube_a + sum.cube_b);
}

// <phi_a'' phi_b''> = d/dq_ab <phi_a' phi_b'>, from the differential equation of the product y(c)
// at unit lengths, (1 - c^2) y'' = p^2 y - (2p - 1) c y': y' are the slopes, y'' the bends. Right
// also where phi'' has no average (power below 1) or is a point mass (power 1): averages of pairs
// have derivatives all the same. It cancels where c approaches 1, so averages that exist are taken.
double homogeneous_bends(const Homogeneous& f, double value, double slopes, const PairLaw& law) {
  const double p = f.power, unit = std::sqrt(law.qa * law.qb);
  const double jump = f.positive + f.negative;
  if (p == 1) return jump == 0 ? 0 : jump * jump * density(0, 0, law);
  const Homogeneous bend = differentiated(differentiated(f));
  if (p > 1) return scaled(bend, bend, law);
  const double y = value / std::pow(unit, p), slope = slopes / std::pow(unit, p - 1);
  const double spread = law.distance * (2 - law.distance);
  return (p * p * y - (2 * p - 1) * law.correlation() * slope) / spread * std::pow(unit, p - 2);
}

// For phi of degree p: h phi' = p phi, h phi'' = (p - 1) phi', h^2 phi'' = p (p - 1) phi.
PairAverages homogeneous_averages(const Nonlinearity& phi, const PairLaw& law) {
  const Homogeneous& f = *phi.homogeneous;
  const double p = f.power, value = product(phi, law), slopes = slope_product(phi, law);
  PairAverages all{};
  all.product = value, all.slopes = slopes;
  all.stretch_a = all.stretch_b = p * value;
  all.bend_a = all.bend_b = p * (p - 1) * value;
  all.mixed_a = all.mixed_b = p == 1 ? 0 : (p - 1) * slopes;
  all.squares = scaled(powered(f, 2), powered(f, 2), law);
  all.difference = difference_square(phi, law);
  all.cube_a = scaled(powered(f, 3), f, law), all.cube_b = scaled(f, powered(f, 3), law);
  all.bends = homogeneous_bends(f, value, slopes, law);
  return all;
}

}  // namespace

PairAverages pair_averages(const Nonlinearity& phi, const PairLaw& law) {
  if (phi.homogeneous) return homogeneous_averages(phi, law);
  if (turns_often(phi, law)) return wave_averages(phi, law);
  PairAverages sum{};
  const PairRule rule(phi, law);
  rule([&](const PairNode& at) { add_node(phi, at, sum); });
  if (rule.exchanged()) symmetrise(sum);
  if (!phi.smooth()) add_point_masses(phi, law, sum);
  return sum;
}

double product(const Nonlinearity& phi, const PairLaw& law) {
  if (law.qa <= 0 || law.qb <= 0) return mean_signal(phi, law.qa) * mean_signal(phi, law.qb);
  if (phi.homogeneous) return scaled(*phi.homogeneous, *phi.homogeneous, law);
  if (const auto closed = closed_forms(phi).product) return closed(law);
  if (turns_often(phi, law)) return wave_product(phi, law);
  double sum = 0;
  PairRule(phi, law)(
      [&](const PairNode& at) { sum += at.weight * phi.jet(at.ha).value * phi.jet(at.hb).value; });
  return sum;
}

double slope_product(const Nonlinearity& phi, const PairLaw& law) {
  if (phi.jumps()) return steps_product(phi, law);
  if (phi.homogeneous) {
    const Homogeneous slope = differentiated(*phi.homogeneous);
    return scaled(slope, slope, law);
  }
  if (const auto closed = closed_forms(phi).slope_product) return closed(law);
  if (turns_often(phi, law)) return wave_slope_product(phi, law);
  double sum = 0;
  PairRule(phi, law)(
      [&](const PairNode& at) { sum += at.weight * phi.jet(at.ha).first * phi.jet(at.hb).first; });
  return sum;
}

double difference_square(const Nonlinearity& phi, const PairLaw& law) {
  if (phi.homogeneous && law.qa == law.qb)
    return std::pow(law.qa, phi.homogeneous->power) *
           difference_square(*phi.homogeneous, angle_of(law));
  if (phi.homogeneous) return square(phi, law.qa) + square(phi, law.qb) - 2 * product(phi, law);
  if (turns_often(phi, law)) return wave_difference_square(phi, law);
  double sum = 0;
  PairRule(phi, law)([&](const PairNode& at) {
    const double d = phi.difference(at.hb, at.difference);
    sum += at.weight * d * d;
  });
  return sum;
}

}  // namespace widefield
