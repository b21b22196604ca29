#include "host/architecture/mean_field/circle_noise.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "host/gaussian/gaussian_average.hpp"
#include "widefield/dual.hpp"

namespace widefield {
namespace {

constexpr int n = circle_entries;
using Entries = std::array<double, n>;
using Table = std::array<Entries, n>;
// A number with its first and second derivatives in the entries of the Gram matrix.
using First = Dual<double, n>;
using Second = Dual<First, n>;

Second entry(double value, int which) {
  First inner = variable<n>(value, which);
  return variable<n>(inner, which);
}

// <f(h)> as a function of q, of which the average jet knows two derivatives.
template <class Function>
Second average_of(const LayerLaw& layer, const Second& q, Function f) {
  const AverageJet at = gaussian_average_jet(layer.phi, q.value.value, f);
  const First slope = First::chain(at.first, at.second, q.value);
  return Second::chain(First::chain(at.value, at.first, q.value), slope, q);
}

// The Gram matrix one layer on, as a function of this one. Given h, velocity and acceleration are
// (R/Q) h and (S/Q) h plus noise with the covariance that is left; averages over it are polynomials
// in h, averages over h remain.
std::array<Second, n> map_of(const LayerLaw& layer, const Entries& at) {
  std::array<Second, n> g;
  for (int i = 0; i < n; ++i)
    g[i] = entry(at[i], i);
  const Second q = g[value_value];
  const Second r = g[value_velocity] / q, s = g[value_acceleration] / q;
  const Second t = g[velocity_velocity] - r * g[value_velocity];
  const Second u = g[velocity_acceleration] - r * g[value_acceleration];
  const Second a = g[acceleration_acceleration] - s * g[value_acceleration];
  const auto average = [&](auto f) { return average_of(layer, q, f); };
  using Jet = const SignalJet&;
  const Second square = average([](Jet x, double) { return x.value * x.value; });
  const Second drift = average([](Jet x, double h) { return x.value * x.first * h; });
  const Second bend = average([](Jet x, double) { return x.value * x.second; });
  const Second bend_2 = average([](Jet x, double h) { return x.value * x.second * h * h; });
  const Second slope = average([](Jet x, double) { return x.first * x.first; });
  const Second slope_2 = average([](Jet x, double h) { return x.first * x.first * h * h; });
  const Second mixed = average([](Jet x, double h) { return x.first * x.second * h; });
  const Second mixed_3 = average([](Jet x, double h) { return x.first * x.second * h * h * h; });
  const Second turn = average([](Jet x, double) { return x.second * x.second; });
  const Second turn_2 = average([](Jet x, double h) { return std::pow(x.second * h, 2); });
  const Second turn_4 = average([](Jet x, double h) { return std::pow(x.second * h * h, 2); });
  const Second two(2.0), three(3.0), six(6.0), r2 = r * r;
  std::array<Second, n> next;
  next[value_value] = square;
  next[value_velocity] = r * drift;
  next[value_acceleration] = s * drift + r2 * bend_2 + t * bend;
  next[velocity_velocity] = r2 * slope_2 + t * slope;
  next[velocity_acceleration] =
      r * s * slope_2 + u * slope + r * r2 * mixed_3 + three * r * t * mixed;
  next[acceleration_acceleration] = s * s * slope_2 + a * slope +
                                    two * (s * r2 * mixed_3 + (s * t + two * r * u) * mixed) +
                                    r2 * r2 * turn_4 + six * r2 * t * turn_2 + three * t * t * turn;
  return next;
}

// Products of the signals of one neuron, in the order of the entries.
Entries products(const SignalJet& phi, double velocity, double acceleration) {
  const double x = phi.value, dx = phi.first * velocity;
  const double ddx = phi.first * acceleration + phi.second * velocity * velocity;
  return {x * x, x * dx, x * ddx, dx * dx, dx * ddx, ddx * ddx};
}

struct Node {
  double at, weight;
};
// Gauss-Hermite for the standard normal law: exact for the eighth powers of the velocity and for
// the fourth powers of what is left of the acceleration.
std::array<Node, 5> five_nodes() {
  const double near = std::sqrt(5 - std::sqrt(10.0)), far = std::sqrt(5 + std::sqrt(10.0));
  const double of_near = (7 + 2 * std::sqrt(10.0)) / 60, of_far = (7 - 2 * std::sqrt(10.0)) / 60;
  return {{{-far, of_far}, {-near, of_near}, {0, 8.0 / 15}, {near, of_near}, {far, of_far}}};
}
std::array<Node, 3> three_nodes() {
  const double far = std::sqrt(3.0);
  return {{{-far, 1.0 / 6}, {0, 2.0 / 3}, {far, 1.0 / 6}}};
}

// <p> and <p p^T> of the products.
struct ProductMoments {
  Entries mean{};
  Table square{};

  void add(const Entries& p, double weight) {
    for (int i = 0; i < n; ++i) {
      mean[i] += weight * p[i];
      for (int j = 0; j < n; ++j)
        square[i][j] += weight * p[i] * p[j];
    }
  }
};

// At infinite width the velocity is independent of h, and the acceleration is -h/q plus a noise.
ProductMoments product_moments(const LayerLaw& layer, const CircleImage& image) {
  const double scale = std::sqrt(image.length);
  const double spread = std::sqrt(std::max(0.0, image.curvature - 1 / image.length));
  const Rule rule = gaussian_rule(layer.phi, scale);
  const auto velocities = five_nodes();
  const auto noises = three_nodes();
  ProductMoments moments;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    const double h = scale * rule.node[k];
    const SignalJet phi = layer.phi.jet(h);
    for (const Node& v : velocities)
      for (const Node& w : noises)
        moments.add(products(phi, v.at, spread * w.at - h / image.length),
                    rule.weight[k] * v.weight * w.weight);
  }
  return moments;
}

// Covariance of the Gram matrix of W times the signals, which orthogonal weights do not have.
Table conserved(const LayerLaw& layer, const CircleImage& image) {
  const double g[3][3] = {
      {image.length - layer.bias_variance, 0, -1}, {0, 1, 0}, {-1, 0, image.curvature}};
  constexpr int first[n] = {0, 0, 0, 1, 1, 2}, second[n] = {0, 1, 2, 1, 2, 2};
  Table table{};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      table[i][j] = g[first[i]][first[j]] * g[second[i]][second[j]] +
                    g[first[i]][second[j]] * g[second[i]][first[j]];
  return table;
}

// What an entry of the next layer is divided by, in the units of this one.
Entries units(double chi_1) {
  const double root = std::sqrt(chi_1);
  return {1, root, chi_1, chi_1, chi_1 * root, chi_1 * chi_1};
}

// One layer: derivatives of the map, covariance of a single neuron's share, and what orthogonal
// weights conserve.
struct Step {
  Table jacobian{};
  std::array<Table, n> hessian{};  // [of which][by][by]
  Table noise{}, conserved{};
};

Step noise_step(const LayerLaw& layer, const CircleImage& image, bool orthogonal) {
  const Entries unit = units(gradient_factor(layer, image.length));
  const auto map = map_of(layer, {image.length, 0, -1, 1, 0, image.curvature});
  const ProductMoments own = product_moments(layer, image);
  const double w = layer.weight_variance / layer.keep;
  Step step;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      step.jacobian[i][j] = w / unit[i] * map[i].value.derivative[j];
      for (int k = 0; k < n; ++k)
        step.hessian[i][j][k] = w / unit[i] * map[i].derivative[j].derivative[k];
      const double fresh = own.square[i][j] / layer.keep - own.mean[i] * own.mean[j];
      step.noise[i][j] = w * w / (unit[i] * unit[j]) * fresh;
    }
  if (orthogonal) step.conserved = conserved(layer, image);
  return step;
}

double dot(const Entries& x, const Entries& y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

// x^T A y.
double between(const Entries& x, const Table& a, const Entries& y) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += x[i] * dot(a[i], y);
  return sum;
}

double contraction(const Table& a, const Table& b) {
  double sum = 0;
  for (int i = 0; i < n; ++i)
    sum += dot(a[i], b[i]);
  return sum;
}

}  // namespace

CircleNoise circle_noise_step(const LayerLaw& layer, const CircleImage& image,
                              const CircleNoise& noise, bool orthogonal) {
  const Step step = noise_step(layer, image, orthogonal);
  Table carried = noise.covariance;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      carried[i][j] -= step.conserved[i][j];
  CircleNoise next;
  for (int i = 0; i < n; ++i) {
    next.bias[i] = dot(step.jacobian[i], noise.bias) + 0.5 * contraction(step.hessian[i], carried);
    for (int j = 0; j < n; ++j)
      next.covariance[i][j] =
          between(step.jacobian[i], carried, step.jacobian[j]) + step.noise[i][j];
  }
  return next;
}

namespace {

// f of the means of velocity_velocity and acceleration_acceleration, in units of the layer; to
// first order nothing depends on velocity_acceleration, whose mean is 0.
CurvePoint linearised(double value, double by_velocity, double by_acceleration,
                      const CircleNoise& noise) {
  constexpr int v = velocity_velocity, a = acceleration_acceleration;
  const auto& c = noise.covariance;
  return {value, by_velocity * noise.bias[v] + by_acceleration * noise.bias[a],
          by_velocity * by_velocity * c[v][v] + 2 * by_velocity * by_acceleration * c[v][a] +
              by_acceleration * by_acceleration * c[a][a]};
}

}  // namespace

CurvePoint circle_length(const CircleImage& image, const LinearNoise& tangent) {
  const double value = 2 * std::numbers::pi * std::sqrt(image.speed);
  return {value, value / 2 * tangent.bias[2], value * value / 4 * tangent.covariance[2][2]};
}

CurvePoint circle_curvature(const CircleImage& image, const CircleNoise& noise) {
  return linearised(image.curvature, -2 * image.curvature, 1, noise);
}

CurvePoint circle_gauss_length(const CircleImage& image, const CircleNoise& noise) {
  const double value = 2 * std::numbers::pi * std::sqrt(image.gauss());
  return linearised(value, -value / 2, value / (2 * image.curvature), noise);
}

}  // namespace widefield
