#include "host/gaussian/gaussian_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/gaussian/portable_rule.hpp"
#include "widefield/activation.hpp"
#include "widefield/elementary.hpp"

namespace widefield {
namespace {

constexpr int nodes = 14;             // an octave of q^4 to 1e-13
constexpr std::size_t degrees = 512;  // see portable_rule.cpp: longest_panel
constexpr double negligible =
    1e-13;  // of a Hermite coefficient against the root of the mean square

/// Powers of phi and phi' at one node, added with its weight.
void add_averages(std::array<double, average_count>& sum, double weight, double h,
                  Jet1<double> at) {
  const double f = at.value, g = at.first, ff = f * f, gg = g * g, hh = h * h;
  const std::array<double, average_count> term = {
      f,       ff,           ff * f,  ff * ff,      ff * ff * ff,      ff * ff * ff * ff,
      gg,      gg * hh,      gg * gg, gg * gg * hh, gg * gg * hh * hh, f * g * h,
      ff * gg, ff * gg * hh, g};
  for (int k = 0; k < average_count; ++k)
    sum[k] += weight * term[k];
}

/// sum_i x_i y_i in eight interleaved sums, which leaves the compiler room and the order fixed.
double dot(const std::vector<double>& x, const std::vector<double>& y) {
  constexpr std::size_t lanes = 8;
  double sum[lanes] = {};
  for (std::size_t i = 0; i + lanes <= x.size(); i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      sum[lane] += x[i + lane] * y[i + lane];
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/// The coefficients of f and f^2 from w_i f_i He_k(z_i) / sqrt(k!), k = 0, 1, ... by the three-term
/// recurrence. Nothing overflows: |He_k(z)| / sqrt(k!) < exp(z^2 / 4) < 1e17 within the reach of
/// the rule.
void set_hermite(Marginal& marginal, const std::vector<double>& z, std::vector<double> weighted,
                 const std::vector<double>& f) {
  const std::vector<double> one(z.size(), 1.0);
  std::vector<double> previous(z.size(), 0.0);
  for (std::size_t k = 0; k < degrees; ++k) {
    marginal.hermite.push_back(dot(one, weighted));
    marginal.hermite_square.push_back(dot(f, weighted));
    const double root = std::sqrt(static_cast<double>(k));
    const double inverse = 1 / std::sqrt(static_cast<double>(k + 1));
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double next = (z[i] * weighted[i] - root * previous[i]) * inverse;
      previous[i] = weighted[i];
      weighted[i] = next;
    }
  }
}

/// Their pair averages are closed forms (two_point.cpp).
bool closed_pairs(const Nonlinearity& phi) {
  const ActivationKind kind = phi.activation.kind;
  return phi.homogeneous && kind != ActivationKind::alpha_relu;
}

std::size_t significant(const std::vector<double>& coefficient) {
  if (coefficient.empty()) return 0;
  double square = 0;
  for (const double a : coefficient)
    square += a * a;
  std::size_t count = coefficient.size();
  while (count > 1 && std::abs(coefficient[count - 1]) < negligible * std::sqrt(square))
    --count;
  return count;
}

/// Chebyshev points in (0, 1), rounded so that the library's cosine has no say in their last bits.
std::array<double, nodes> make_positions() {
  std::array<double, nodes> position;
  for (int i = 0; i < nodes; ++i)
    position[i] =
        0.5 + 0.5 * std::round(std::cos(std::numbers::pi * (i + 0.5) / nodes) * 1e9) / 1e9;
  return position;
}
const std::array<double, nodes> positions = make_positions();

/// Values at x of the Lagrange polynomials of `positions`.
std::array<double, nodes> lagrange(double x) {
  std::array<double, nodes> value;
  for (int i = 0; i < nodes; ++i) {
    value[i] = 1;
    for (int j = 0; j < nodes; ++j)
      if (j != i) value[i] *= (x - positions[j]) / (positions[i] - positions[j]);
  }
  return value;
}

}  // namespace

struct GaussianTable::Panel {
  std::size_t hermite = 0, hermite_square = 0;  // coefficients that matter in this octave
  std::array<std::vector<double>, nodes> row;   // averages, hermite, hermite_square
};

struct GaussianTable::State {
  Nonlinearity phi;
  bool series;  // Mehler's series is needed
  std::map<int, Panel> panels;
  std::mutex mutex;
};

GaussianTable::GaussianTable(const Network& network)
    : state_(new State{nonlinearity(network), false, {}, {}}) {
  state_->series = !closed_pairs(state_->phi);
}
GaussianTable::~GaussianTable() = default;
GaussianTable::GaussianTable(GaussianTable&&) noexcept = default;

Marginal GaussianTable::direct(double q) const {
  Marginal marginal{q, {}, {}, {}};
  const Rule rule = portable_rule(state_->phi, q);
  const double sigma = std::sqrt(q);
  std::vector<double> z, f, weighted;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const Jet1<double> at = value_and_slope(state_->phi.activation, rule.node[i]);
    add_averages(marginal.average, rule.weight[i], rule.node[i], at);
    z.push_back(rule.node[i] / sigma);
    f.push_back(at.value);
    weighted.push_back(rule.weight[i] * at.value);
  }
  if (state_->series) set_hermite(marginal, z, weighted, f);
  return marginal;
}

const GaussianTable::Panel& GaussianTable::panel(int index) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->panels.find(index);
  if (found != state_->panels.end()) return found->second;
  Panel panel;
  std::array<Marginal, nodes> at;
  for (int i = 0; i < nodes; ++i) {
    at[i] = direct(std::ldexp(widefield::exp(positions[i] * std::numbers::ln2), index));
    panel.hermite = std::max(panel.hermite, significant(at[i].hermite));
    panel.hermite_square = std::max(panel.hermite_square, significant(at[i].hermite_square));
  }
  for (int i = 0; i < nodes; ++i) {
    auto& row = panel.row[i];
    row.assign(at[i].average.begin(), at[i].average.end());
    row.insert(row.end(), at[i].hermite.begin(), at[i].hermite.begin() + panel.hermite);
    row.insert(row.end(), at[i].hermite_square.begin(),
               at[i].hermite_square.begin() + panel.hermite_square);
  }
  return state_->panels.emplace(index, std::move(panel)).first->second;
}

Marginal GaussianTable::at(double q) const {
  int exponent = 0;
  const double fraction = std::frexp(q, &exponent);  // q = fraction 2^exponent, fraction >= 1/2
  const Panel& table = panel(exponent - 1);
  const auto value = lagrange(widefield::log(2 * fraction) / std::numbers::ln2);
  std::vector<double> row(table.row[0].size(), 0.0);
  for (int i = 0; i < nodes; ++i)
    for (std::size_t k = 0; k < row.size(); ++k)
      row[k] += value[i] * table.row[i][k];
  Marginal marginal{q, {}, {}, {}};
  const auto split = row.begin() + average_count;
  std::copy(row.begin(), split, marginal.average.begin());
  marginal.hermite.assign(split, split + table.hermite);
  marginal.hermite_square.assign(split + table.hermite, row.end());
  return marginal;
}

}  // namespace widefield
