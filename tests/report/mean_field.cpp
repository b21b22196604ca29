#include "mean_field.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace widefield::sample {
namespace {

constexpr double reach = 6, step_one = 1.0 / 8, step_two = 0.25;

double phi(const std::string& activation, double h) {
  if (activation == "relu") return h > 0 ? h : 0;
  if (activation == "erf") return std::erf(h);
  if (activation == "sin") return std::sin(h);
  if (activation == "linear") return h;
  return std::tanh(h);
}

double derivative(const std::string& activation, double h) {
  constexpr double e = 1e-5;
  return (phi(activation, h + e) - phi(activation, h - e)) / (2 * e);
}

double weight(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

template <class F>
double average(const F& f) {
  double sum = 0;
  for (double z = -reach; z <= reach; z += step_one)
    sum += step_one * weight(z) * f(z);
  return sum;
}

}  // namespace

double square_mean(const Parameters& p, double q) {
  return average([&](double z) { return std::pow(phi(p.activation, std::sqrt(q) * z), 2); });
}

double slope_mean(const Parameters& p, double q) {
  return average([&](double z) { return std::pow(derivative(p.activation, std::sqrt(q) * z), 2); });
}

double product_mean(const Parameters& p, double q, double c) {
  const double plus = std::sqrt((1 + c) / 2), minus = std::sqrt((1 - c) / 2), s = std::sqrt(q);
  double sum = 0;
  for (double a = -reach; a <= reach; a += step_two)
    for (double b = -reach; b <= reach; b += step_two)
      sum += step_two * step_two * weight(a) * weight(b) *
             phi(p.activation, s * (plus * a + minus * b)) *
             phi(p.activation, s * (plus * a - minus * b));
  return sum;
}

std::vector<double> lengths(const Parameters& p, double start, int depth) {
  std::vector<double> q = {p.weight_variance * start + p.bias_variance};
  while (static_cast<int>(q.size()) < depth)
    q.push_back(p.weight_variance * square_mean(p, q.back()) + p.bias_variance);
  return q;
}

std::vector<double> correlations(const Parameters& p, double start, double c, int depth) {
  const std::vector<double> q = lengths(p, start, depth);
  std::vector<double> out = {(p.weight_variance * start * c + p.bias_variance) / q[0]};
  for (int l = 1; l < depth; ++l)
    out.push_back((p.weight_variance * product_mean(p, q[l - 1], std::min(out.back(), 1.0)) +
                   p.bias_variance) /
                  q[l]);
  return out;
}

FixedNumbers fixed_numbers(const Parameters& p) {
  constexpr int iterations = 120;
  constexpr double e = 1e-4;
  FixedNumbers f;
  f.q_star = lengths(p, 1, iterations).back();
  f.chi_1 = p.weight_variance * slope_mean(p, f.q_star);
  f.chi_length =
      p.weight_variance * (square_mean(p, f.q_star + e) - square_mean(p, f.q_star - e)) / (2 * e);
  f.c_star = f.chi_1 <= 1 ? 1 : 0.5;
  const auto map = [&](double c) {
    return (p.weight_variance * product_mean(p, f.q_star, c) + p.bias_variance) / f.q_star;
  };
  for (int i = 0; i < iterations && f.chi_1 > 1; ++i)
    f.c_star = map(f.c_star);
  const double slope = f.chi_1 <= 1 ? f.chi_1 : (map(f.c_star + e) - map(f.c_star - e)) / (2 * e);
  f.xi_q = -1 / std::log(f.chi_length);
  f.xi_c = slope < 1 ? -1 / std::log(slope) : std::numeric_limits<double>::infinity();
  return f;
}

double critical_weight_variance(const std::string& activation, double bias_variance) {
  double low = 0.5, high = 6;
  for (int i = 0; i < 40; ++i) {
    const Parameters p{activation, (low + high) / 2, bias_variance};
    const double q = lengths(p, 1, 60).back();
    (p.weight_variance * slope_mean(p, q) < 1 ? low : high) = p.weight_variance;
  }
  return (low + high) / 2;
}

}  // namespace widefield::sample
