#include <stdexcept>

#include "host/architecture/rows.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "widefield/exact_law.hpp"
#include "widefield/residual.hpp"

namespace widefield {
namespace {

// <phi^2> = square q, <phi^4> = fourth q^2.
struct PiecewiseLinear {
  double square, fourth;
};

PiecewiseLinear piecewise_linear(const Network& network) {
  const Nonlinearity phi = nonlinearity(network);
  const bool full = network.architecture == residual_row.name;
  if (!full || network.weights != "gaussian" || !phi.homogeneous || phi.homogeneous->power != 1)
    throw std::invalid_argument("no exact law of the norm for these blocks");
  return {square(phi, 1), fourth(phi, 1)};
}

// <p T>, <T^2> with T = <tau | p> = A p + C, and the variance that the M hidden neurons add to tau.
struct Increment {
  double mean, with_norm, square, hidden;
};

Increment increment(const BlockVariances& v, const PiecewiseLinear& phi, const NormMoments& p) {
  const double a = v.branch * v.weight * phi.square;
  const double c = v.branch * v.bias * phi.square + v.branch_bias;
  const double q_square =
      v.weight * v.weight * p.second + 2 * v.weight * v.bias * p.mean + v.bias * v.bias;
  return {a * p.mean + c, a * p.second + c * p.mean, a * a * p.second + 2 * a * c * p.mean + c * c,
          v.branch * v.branch * (phi.fourth - phi.square * phi.square) * q_square};
}

}  // namespace

std::vector<NormMoments> residual_norm_moments(const Network& network, double squared_norm,
                                               std::int64_t width) {
  const PiecewiseLinear phi = piecewise_linear(network);
  NormMoments p{squared_norm, squared_norm * squared_norm};
  std::vector<NormMoments> moments;
  for (int l = 1; l <= network.depth; ++l) {
    const Increment t = increment(block_variances(network, l), phi, p);
    const double n = static_cast<double>(state_width(network, width, l));
    const double m = static_cast<double>(hidden_width(network, width, l));
    const double chi = 1 + 2 / n, tau_square = t.square + t.hidden / m;
    const double kept = projects(network, l) ? chi * p.second : p.second;
    p = {p.mean + t.mean, kept + 2 * chi * t.with_norm + chi * tau_square};
    moments.push_back(p);
  }
  return moments;
}

}  // namespace widefield
