#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <complex>
#include <numbers>

#include "host/random_matrix/band.hpp"
#include "host/random_matrix/explicit_band.hpp"
#include "host/random_matrix/slope_law.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"

// The spectrum of J J^T by free probability, in parametric form [pennington2018, eqs. 13-16]:
// with the moment function m(w) = E t/(w - t) of the squared slopes t, for complex w,
//   ln z = ln((1+m)/m) + L [ln w + ln(m/(1+m)) - ln S_W(m)],
// S_W = 1/(sigma_w^2 (1+m)) for Gaussian and 1/sigma_w^2 for Haar weights. With Im w > 0 every
// principal logarithm is on the right branch, so that no L-th root is taken; z is a point of the
// real axis where the total phase vanishes, and rho(z) = |Im m| / (pi z). w enters through u = w -
// max t, whose logarithm is the unknown: at the edge u can be as small as e^-34.
namespace widefield {
namespace {

constexpr double largest_log_u = 16;
constexpr double first_step_from_edge = 1e-7;  // in ln lambda
constexpr double largest_step = 0.25;          // in ln lambda
constexpr int newton_steps = 30;
constexpr int most_halvings = 40;  // of a step, before the end of the band is suspected
constexpr double closest =
    1e-5;  // phase of w - max t or w: nearer to the real axis no iterate is tried
constexpr double band_end = 1e-3;  // |Im m| / |m| there: it falls like the root of the distance

/// w, by the logarithm of its distance from the largest t, or of itself.
struct Position {
  Complex log;
  bool from_largest = true;

  Complex w(const SlopeLaw& law) const {
    return from_largest ? law.largest + std::exp(log) : std::exp(log);
  }
  /// 1 / (w - t) at a pre-activation h.
  Complex resolvent(const SlopeLaw& law, Complex coordinate, double h) const {
    return 1.0 / (from_largest ? coordinate + law.deficit(h) : coordinate - law.square(h));
  }
};

struct Point {
  Complex m, log_z, slope;  // m(w), ln z, d ln z / d log
};

/// m(w) and dm/dw.
ComplexPair slope_transform(const SlopeLaw& law, const Position& at) {
  const Complex coordinate = std::exp(at.log);
  return average(law, [&](double h) {
    const Complex resolvent = at.resolvent(law, coordinate, h);
    const double t = law.square(h);
    return ComplexPair{t * resolvent, -t * resolvent * resolvent};
  });
}

Point evaluate(const JacobianEnsemble& ensemble, const SlopeLaw& law, const Position& at) {
  const auto [m, m_slope] = slope_transform(law, at);
  const Complex w = at.w(law);
  const double depth = ensemble.depth;
  const Complex log_s = ensemble.orthogonal ? Complex{0} : -std::log(1.0 + m);
  const Complex log_s_slope = ensemble.orthogonal ? Complex{0} : -1.0 / (1.0 + m);
  const Complex log_ratio = std::log(m) - std::log(1.0 + m);
  const Complex ratio_slope = 1.0 / (m * (1.0 + m));
  Point point;
  point.m = m;
  point.log_z =
      -log_ratio + depth * (std::log(w) + log_ratio + std::log(weight_gain(ensemble)) - log_s);
  point.slope =
      std::exp(at.log) * (m_slope * ((depth - 1) * ratio_slope - depth * log_s_slope) + depth / w);
  return point;
}

/// The upper edge of the continuous part: the minimum of ln z over real w above the largest t.
std::pair<double, double> edge_point(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  return boost::math::tools::brent_find_minima(
      [&](double log_u) { return evaluate(ensemble, law, Position{log_u}).log_z.real(); },
      law.smallest_log_distance, largest_log_u, 50);
}

/// Haar weights and slopes at their largest value with probability p, L (1 - p) <= 1: the top of
/// the spectrum is an atom of mass 1 - L (1 - p) at (sigma_w^2 max t)^L.
bool has_top_atom(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  return ensemble.orthogonal && ensemble.depth * (1 - law.mass_at_largest) <= 1;
}

/// Slopes 0 and 1 alone, as those of relu and hard_tanh.
bool is_two_valued(const SlopeLaw& law) {
  return law.largest == 1 && std::abs(law.mass_at_zero + law.mass_at_largest - 1) < 1e-12;
}
TwoValuedCurve two_valued(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  return {law.mass_at_largest, weight_gain(ensemble), static_cast<double>(ensemble.depth)};
}

/// Is there a continuous part below the atom? It is followed where the slopes are two.
bool has_band_below_atom(const JacobianEnsemble& ensemble, const SlopeLaw& law) {
  return ensemble.depth > 1 && law.mass_at_largest < 1;
}

void validate(const JacobianEnsemble& ensemble) {
  if (!(ensemble.q > 0) || !std::isfinite(ensemble.q))
    throw InputError("", "q",
                     "the variance of the pre-activations is " + std::to_string(ensemble.q),
                     "the spectrum needs a finite positive one",
                     "choose variances for which the length map has a fixed point");
  if (ensemble.depth < 1)
    throw InputError("", "network.depth", "depth " + std::to_string(ensemble.depth), "",
                     "at least 1");
}

/// Continues the solution w(lambda) from the edge downwards in ln lambda.
class Continuation {
 public:
  Continuation(const JacobianEnsemble& ensemble, const SlopeLaw& law)
      : ensemble_(ensemble), law_(law) {
    const auto [log_u, log_edge] = edge_point(ensemble, law);
    const double h = 1e-3 * std::max(1.0, std::abs(log_u) / 10);
    const double curvature =
        (evaluate(ensemble, law, Position{log_u + h}).log_z.real() - 2 * log_edge +
         evaluate(ensemble, law, Position{log_u - h}).log_z.real()) /
        (h * h);
    log_edge_ = log_lambda_ = log_edge;
    const double away = std::sqrt(2 * first_step_from_edge / curvature);
    at_.log = Complex{log_u, away};
    if (!newton(log_edge - first_step_from_edge, at_)) throw_lost();
    log_lambda_ = log_edge - first_step_from_edge;
  }

  double log_edge() const { return log_edge_; }
  double log_lambda() const { return log_lambda_; }

  /// rho at the current point.
  double density() const {
    if (ended_) return 0;
    return std::abs(evaluate(ensemble_, law_, at_).m.imag()) / std::numbers::pi /
           std::exp(log_lambda_);
  }

  /// Did the band end above the last position asked for?
  bool ended() const { return ended_; }

  /// Moves down to `log_lambda`, in adaptive steps, or to the lower edge of the band.
  void advance(double log_lambda) {
    while (!ended_ && log_lambda_ > log_lambda) {
      const double from_edge = log_edge_ - log_lambda_;
      double step = std::min({log_lambda_ - log_lambda, largest_step, from_edge});
      for (int halvings = 0;; ++halvings, step /= 2) {
        if (halvings > most_halvings) return finish();
        Position next = predict(step);
        if (!newton(log_lambda_ - step, next)) continue;
        at_ = next;
        change_coordinate();
        log_lambda_ = log_lambda_ - log_lambda <= step ? log_lambda : log_lambda_ - step;
        break;
      }
    }
  }

 private:
  const JacobianEnsemble& ensemble_;
  const SlopeLaw& law_;
  double log_edge_ = 0, log_lambda_ = 0;
  Position at_;
  bool ended_ = false;

  Position predict(double step) const {
    return {at_.log - step / evaluate(ensemble_, law_, at_).slope, at_.from_largest};
  }

  /// Far below the largest t the digits of w are in w itself.
  void change_coordinate() {
    const Complex w = at_.w(law_);
    if (at_.from_largest && std::abs(w) < 0.5 * law_.largest) at_ = {std::log(w), false};
  }

  /// Solves ln z = log_lambda; true when it converged inside the right half plane.
  bool newton(double log_lambda, Position& at) const {
    // Newton squares the error: a step this small has ended below the precision of the averages.
    const double tolerance = std::sqrt(law_.precision);
    for (int i = 0; i < newton_steps; ++i) {
      const Point point = evaluate(ensemble_, law_, at);
      if (!(point.m.imag() < 0)) return false;
      const Complex change = (point.log_z - log_lambda) / point.slope;
      if (!std::isfinite(std::abs(change)) || std::abs(change) > 1) return false;
      at.log -= change;
      if (!(at.log.imag() > closest && at.log.imag() < std::numbers::pi - closest)) return false;
      if (std::abs(change) < tolerance * std::max(1.0, std::abs(at.log))) return true;
    }
    return false;
  }

  void finish() {
    const Complex m = evaluate(ensemble_, law_, at_).m;
    if (std::abs(m.imag()) > band_end * std::abs(m)) throw_lost();
    ended_ = true;
  }

  [[noreturn]] void throw_lost() const {
    throw RunError("the density of the Jacobian spectrum was lost at ln lambda = " +
                       std::to_string(log_lambda_),
                   "ask for fewer decades below the edge");
  }
};

/// f(path) with the path that follows the density down from its edge.
template <class F>
auto with_path(const JacobianEnsemble& ensemble, const SlopeLaw& law, F f) {
  if (!has_top_atom(ensemble, law)) return f(Continuation(ensemble, law));
  if (is_two_valued(law) && has_band_below_atom(ensemble, law))
    return f(ExplicitPath(two_valued(ensemble, law)));
  throw InputError("", "network.depth",
                   "the spectrum of " + ensemble.activation + " at depth " +
                       std::to_string(ensemble.depth) + " has an atom at its top",
                   "orthogonal weights and L (1 - p) <= 1",
                   "use the atoms and moments, or a larger depth");
}

}  // namespace

JacobianMoments jacobian_moments(const JacobianEnsemble& ensemble) {
  validate(ensemble);
  const SlopeLaw law = bounded_slope_law(ensemble);
  JacobianMoments result;
  const double mu_1 = slope_moment(law, 1), mu_2 = slope_moment(law, 2);
  const double outer = std::pow(ensemble.scaling.output_scale * ensemble.scaling.input_scale, 2);
  result.slope_square = outer * mu_1;
  result.slope_fourth = outer * outer * mu_2;
  const double s_1 = ensemble.orthogonal ? 0 : -1;
  result.mean = std::pow(weight_gain(ensemble) * mu_1, ensemble.depth);
  result.variance =
      result.mean * result.mean * ensemble.depth * std::max(0.0, mu_2 / (mu_1 * mu_1) - 1 - s_1);
  if (law.mass_at_zero > 0) result.atoms.push_back({0, law.mass_at_zero});
  if (has_top_atom(ensemble, law)) {
    const double mass = 1 - ensemble.depth * (1 - law.mass_at_largest);
    if (mass > 0)
      result.atoms.push_back({std::pow(weight_gain(ensemble) * law.largest, ensemble.depth), mass});
    const bool band = is_two_valued(law) && has_band_below_atom(ensemble, law);
    result.edge = band ? std::exp(two_valued(ensemble, law).log_edge()) : 0;
  } else {
    result.edge = std::exp(edge_point(ensemble, law).second);
  }
  return result;
}

bool has_jacobian_mass(const JacobianEnsemble& ensemble) {
  validate(ensemble);
  const SlopeLaw law = bounded_slope_law(ensemble);
  return !has_top_atom(ensemble, law) || !has_band_below_atom(ensemble, law) || is_two_valued(law);
}

std::vector<double> jacobian_density(const JacobianEnsemble& ensemble, std::vector<double> lambda) {
  validate(ensemble);
  const SlopeLaw law = bounded_slope_law(ensemble);
  std::vector<std::size_t> order(lambda.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return lambda[a] > lambda[b]; });
  std::vector<double> density(lambda.size(), 0.0);
  with_path(ensemble, law, [&](auto path) {
    for (const std::size_t i : order) {
      if (!(lambda[i] > 0) || std::log(lambda[i]) >= path.log_lambda()) continue;
      path.advance(std::log(lambda[i]));
      density[i] = path.density();
    }
  });
  return density;
}

JacobianDensity jacobian_density(const JacobianEnsemble& ensemble, double lowest) {
  validate(ensemble);
  const SlopeLaw law = bounded_slope_law(ensemble);
  return with_path(ensemble, law, [&](auto path) { return follow_band(path, lowest); });
}

}  // namespace widefield
