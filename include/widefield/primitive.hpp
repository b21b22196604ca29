#pragma once
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>

// A primitive is what is measured on one network: a few numbers, whose means over networks are all
// that observables are made of. One row each; the enum, the record of a network, the guard against
// heavy tails and docs/primitives.md come from this table and nothing else names them in a list.
namespace widefield {

/// What the numbers of a primitive are counted by. `a`, `b` are inputs.
enum class Components {
  nameless,          // one number
  inputs,            // "a"
  input_pairs,       // "a,b", a <= b; "a,a" alone where nothing asks for pairs
  different_inputs,  // "a,b", a < b
  batch_parts,       // "diagonal", "off_diagonal", and with two batches "cross_batch"
  living_state,      // one number where a state lives on from layer to layer, else none
  exponents,         // "1", "2", ... measure.exponents
  spectrum,          // "mean", "second_moment", "edge", "zero", "below x"
  lagged_inputs,     // "a+lag": measure.lags, of every input
};

/// Where they stand: in every measured layer; once for the whole network; or once, with a component
/// for every point of an axis. What stands once counts as measured at the last layer.
enum class Scope { layer, network, axis };

/// At how many points the mass of a spectrum may be measured: with its moments they are components
/// whose whole covariance is kept.
inline constexpr int most_spectrum_points = 60;

/// What finds it: values alone; tangents or slopes carried forward; back-propagation.
enum class Route { values, tangents, back_propagation };

// clang-format off
//    name                    components        scope    found by          tail                             meaning at layer l
#define WIDEFIELD_PRIMITIVES(X)                                                                                                    \
    X(gram,                   input_pairs,      layer,   values,           of(Primitive::gram),                                    \
      "Q_ab = sigma_w^2/N sum_i x_a x_b + sigma_b^2 with the signals x of layer l-1: the covariance of the fields h^l given the layer below") \
    X(field_square,           inputs,           layer,   values,           of(Primitive::gram),                                    \
      "(1/N) sum_i h_a^2")                                                                                                         \
    X(field_fourth,           inputs,           layer,   values,           of(Primitive::gram, 2),                                 \
      "(1/N) sum_i h_a^4")                                                                                                         \
    X(mean_signal,            inputs,           layer,   values,           of(Primitive::gram),                                    \
      "(1/N) sum_i phi(h_a)")                                                                                                      \
    X(length_response,        inputs,           layer,   values,           of(Primitive::gram),                                    \
      "sigma_w^2/N sum_i phi(h_a) phi'(h_a) h_a")                                                                                  \
    X(tangent_square,         inputs,           layer,   tangents,         itself(),                                               \
      "sigma_w^2/N |phi'(h_a) t_a|^2 of layer l-1: the variance of the tangent t^l of h^l given the layer below (a tangent gets no bias)") \
    X(tangent_cross,          inputs,           layer,   tangents,         of(Primitive::tangent_square),                          \
      "sigma_w^2/N sum_i x_a phi'(h_a) t_a of layer l-1: the covariance of t^l with h^l given the layer below")                     \
    X(gradient_square,        nameless,         layer,   back_propagation, itself(),                                               \
      "|g_l|^2/|g_L|^2, g_l the gradient of a random linear read-out with respect to h^l, or to the state x^l where one lives on")  \
    X(velocity_square,        nameless,         layer,   tangents,         itself(),                                               \
      "sigma_w^2/N sum_i x'_a x'_a, mean over the inputs a, points x(theta_a) of a curve: the variance of dh^l/dtheta given the layer below") \
    X(velocity_acceleration,  nameless,         layer,   tangents,         of(Primitive::acceleration_square),                     \
      "sigma_w^2/N sum_i x'_a x''_a, likewise")                                                                                    \
    X(acceleration_square,    nameless,         layer,   tangents,         itself(),                                               \
      "sigma_w^2/N sum_i x''_a x''_a, likewise")                                                                                   \
    X(lyapunov_exponent,      exponents,        axis,    tangents,         none("it is a mean of logarithms"),                     \
      "(1/L) sum_l ln R_ii: the tangents of input 0 after layer l are T_l = Q_l R_l, and those before the next layer Q_l")          \
    X(jacobian_spectrum,      spectrum,         network, tangents,         itself(spectrum_sizes),                                 \
      "of the squared singular values lambda of J = d x^L/d x^0 at input 0: m_1 = tr J^T J/N; tr (J^T J)^2/(N m_1^2); the largest over m_1; the part that is 0; the part at most x m_1") \
    X(input_gradient,         living_state,     network, back_propagation, itself(),                                               \
      "|g_0|^2/|g_L|^2 with respect to the inputs x^0")                                                                            \
    X(weight_gradient,        nameless,         layer,   back_propagation, itself(),                                               \
      "mean squared gradient per weight of W^l of the first stage, one input at a time, over the mean square per neuron of the read-out") \
    X(bias_gradient,          nameless,         layer,   back_propagation, itself(),                                               \
      "the same per bias b^l")                                                                                                     \
    X(branch_weight_gradient, nameless,         layer,   back_propagation, itself(),                                               \
      "the same per weight of the matrix V^l of the second stage")                                                                 \
    X(state_gram,             input_pairs,      layer,   values,           of(Primitive::state_gram),                              \
      "(1/N) sum_i x_a x_b of the states that layer l leaves")                                                                     \
    X(state_difference,       different_inputs, layer,   values,           itself(),                                               \
      "(1/2N) sum_i (x_a - x_b)^2 of the states that layer l leaves")                                                              \
    X(hidden_square,          inputs,           layer,   values,           itself(),                                               \
      "(1/M) sum_i s_a^2 of the signals of the second stage")                                                                      \
    X(batch_gram,             batch_parts,      layer,   values,           of(Primitive::batch_gram),                              \
      "means of (1/N) sum_i x_a x_b over a batch, over its pairs, and over the pairs of two batches") \
    X(autocorrelation,        lagged_inputs,    axis,    values,           of(Primitive::gram),                                    \
      "mean over t of (1/N) sum_i x_a(t) x_a(t + lag), both steps behind the transient, x the state that lives on, or else h")
// clang-format on

enum class Primitive : std::uint8_t {
#define WIDEFIELD_NAME(name, ...) name,
  WIDEFIELD_PRIMITIVES(WIDEFIELD_NAME)
#undef WIDEFIELD_NAME
};

/// Components of jacobian_spectrum before those of the grid: mean, second moment, edge, zero; the
/// first three are sizes, the others parts between 0 and 1.
inline constexpr int spectrum_scalars = 4, spectrum_sizes = 3;

/// Whose logarithm over networks tells how skew a primitive's law is: these are nearly lognormal in
/// deep networks, and a mean of a few of them is no normal number. There is no default: a row that
/// does not say is not one.
class Tail {
 public:
  enum class Kind { itself, of_inputs, none };

  /// Each component its own; only the first `count` of them, where the others are bounded.
  static constexpr Tail itself(int count = std::numeric_limits<int>::max()) {
    return {Kind::itself, Primitive{}, 1, count, ""};
  }
  /// It scales like the `exponent`th power of another one (or its own diagonal), of the inputs that
  /// the component names, the largest of them; what names no input has that of the first component.
  static constexpr Tail of(Primitive other, double exponent = 1) {
    return {Kind::of_inputs, other, exponent, std::numeric_limits<int>::max(), ""};
  }
  static constexpr Tail none(std::string_view reason) {
    return {Kind::none, Primitive{}, 0, 0, reason};
  }

  const Kind kind;
  const Primitive other;
  const double exponent;
  const int count;
  const std::string_view reason;

 private:
  constexpr Tail(Kind k, Primitive p, double e, int c, std::string_view r)
      : kind(k), other(p), exponent(e), count(c), reason(r) {}
};

struct PrimitiveRow {
  std::string_view name;
  Components components;
  Scope scope;
  Route route;
  Tail tail;
  std::string_view meaning;
};

/// A row of the table as a PrimitiveRow.
#define WIDEFIELD_PRIMITIVE_ROW(name, components, scope, route, tail, meaning) \
  ::widefield::PrimitiveRow{#name,                                             \
                            ::widefield::Components::components,               \
                            ::widefield::Scope::scope,                         \
                            ::widefield::Route::route,                         \
                            ::widefield::Tail::tail,                           \
                            meaning},

/// In the order of Primitive.
inline constexpr PrimitiveRow primitives[] = {WIDEFIELD_PRIMITIVES(WIDEFIELD_PRIMITIVE_ROW)};
inline constexpr int primitive_count = int(sizeof primitives / sizeof primitives[0]);

constexpr const PrimitiveRow& row_of(Primitive p) {
  return primitives[int(p)];
}

/// A set of primitives, as bits.
using PrimitiveSet = std::uint64_t;
static_assert(primitive_count <= std::numeric_limits<PrimitiveSet>::digits,
              "a PrimitiveSet has one bit for each");

constexpr PrimitiveSet bit_of(Primitive p) {
  return PrimitiveSet{1} << int(p);
}
constexpr PrimitiveSet set_of(std::initializer_list<Primitive> list) {
  PrimitiveSet set = 0;
  for (const Primitive p : list)
    set |= bit_of(p);
  return set;
}
/// All that one route finds.
constexpr PrimitiveSet found_by(Route route) {
  PrimitiveSet set = 0;
  for (int p = 0; p < primitive_count; ++p)
    if (primitives[p].route == route) set |= bit_of(Primitive(p));
  return set;
}
inline constexpr PrimitiveSet gradient_primitives = found_by(Route::back_propagation);
inline constexpr PrimitiveSet slope_primitives = gradient_primitives | found_by(Route::tangents);

/// The parts of batch_gram.
enum BatchPart { batch_diagonal, batch_off_diagonal, batch_cross, batch_parts };

}  // namespace widefield
