#include "host/architecture/batch_norm/modes.hpp"

#include <limits>

namespace widefield {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// The sphere sum y_a = 0, sum y_a^2 = energy, seen from the inside of one average.
struct Batch {
  double B, n, rho_square, energy;
};

// Given y_1 and y_2, the sum of y_c y_d over other copies, weighted as a direction M weighs it:
// E[y^T M y | y_1, y_2] = 2 M_12 K.
double conditional_M(const Batch& b, const PairMoments& e) {
  const double others = 2 * e.m20 + 2 * e.m11;
  return e.m11 + others / (b.B - 2) +
         (4 * e.m20 + 2 * e.m11 - b.energy * e.m00) / ((b.B - 2) * (b.B - 3));
}

// The same times y_1 y_2.
double weighted_M(const Batch& b, const PairMoments& e) {
  const double others = 2 * e.m31 + 2 * e.m22;
  return e.m22 + others / (b.B - 2) +
         (4 * e.m31 + 2 * e.m22 - b.energy * e.m11) / ((b.B - 2) * (b.B - 3));
}

double forward_L(const Batch& b, const BatchMoments& m) {
  const FieldMoments& one = m.square;
  const PairMoments& two = m.product;
  const double own = one.two - (b.energy * one.zero - one.two) / b.n;
  const double other = two.m20 - (b.energy * two.m00 - 2 * two.m20) / (b.B - 2);
  return 0.5 * (own - 2 * other);
}

// The Jacobian of the normalised batch is (G_ac - y_a y_c / B) / s; summed over c in pairs.
double gradient_G(const Batch& b, const BatchMoments& m) {
  const double kappa = 2 - b.rho_square;
  const double own = b.n * m.slope_square.zero - kappa * m.slope_square.two;
  const double pair = m.slope_product.m00 + kappa * m.slope_product.m11;
  return (own + pair) / b.B;
}

double gradient_M(const Batch& b, const BatchMoments& m) {
  const PairMoments& e = m.slope_product;
  const double once = 2 * e.m20 + (2 * e.m20 + 2 * e.m11) / (b.B - 2);
  return e.m00 - once / b.B + 2 * weighted_M(b, e) / (b.B * b.B);
}

double gradient_L(const Batch& b, const BatchMoments& m) {
  const FieldMoments& one = m.slope_square;
  const PairMoments& two = m.slope_product;
  const double n = b.n, rest = b.B - 2;
  const double own = n * n * one.zero - 2 * n * one.two + one.four;
  // E[y_2 | y_1] = -y_1 / n, E[y_2^2 | y_1] = (energy - y_1^2) / n.
  const double other = one.zero - 2 * one.two / n + (b.energy * one.two - one.four) / n;
  const double touching = -(n * two.m00 + n * two.m11 - two.m20 - two.m31);
  const double apart =
      two.m00 - (2 * two.m20 + 2 * two.m11) / rest + (b.energy * two.m11 - 2 * two.m31) / rest;
  const double all = own + rest * touching - other - rest * apart;
  return (own - other - 2 * all / b.B) / (b.B * rest);
}

}  // namespace

BatchModes batch_modes(const BatchSphere& sphere, const BatchMoments& m) {
  const double B = sphere.batch, rho_square = sphere.rho * sphere.rho;
  const Batch batch{B, B - 1, rho_square, B * rho_square};
  const double c = m.constant;
  BatchModes modes{};
  modes.mean = c + m.mean;
  modes.square = c * c + 2 * c * m.mean + m.square.zero;
  modes.product = c * c + 2 * c * m.mean + m.product.m00;
  modes.contrast = m.square.zero - m.product.m00;
  modes.response = m.response;
  modes.fourth = m.fourth;
  modes.square_product = m.square_product;
  const bool has_L = sphere.batch >= 3, has_M = sphere.batch >= 4;
  modes.forward.L = has_L ? forward_L(batch, m) : not_a_number;
  modes.forward.M = has_M ? conditional_M(batch, m.product) : not_a_number;
  modes.gradient.G = gradient_G(batch, m);
  modes.gradient.L = has_L ? gradient_L(batch, m) : not_a_number;
  modes.gradient.M = has_M ? gradient_M(batch, m) : not_a_number;
  return modes;
}

}  // namespace widefield
