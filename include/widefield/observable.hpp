#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widefield/axis.hpp"
#include "widefield/experiment.hpp"
#include "widefield/primitive.hpp"
#include "widefield/record.hpp"

namespace widefield {

/// A smooth function of ensemble means m_0, m_1, ... of primitives.
enum class Form {
  mean,             // m_0
  ratio,            // m_0 / m_1
  correlation,      // m_0 / sqrt(m_1 m_2)
  excess_kurtosis,  // m_0 / m_1^2 - 3
  // with m_0 the squared speed, m_1 the squared acceleration, m_2 their product along a curve:
  circle_length,  // 2 pi sqrt(m_0)
  curvature,      // (m_0 m_1 - m_2^2) / m_0^3
  gauss_length,   // 2 pi sqrt(m_0 m_1 - m_2^2) / m_0
  log_ratio,      // ln(m_0 / m_1)
};

/// What a deviation from theory is relative to: the predicted value, except where that may vanish.
enum class RelativeTo {
  theory,  // |theory|
  one,     // a correlation; an exponent is a logarithm, whose deviation is already relative
  part,    // a part of a whole, between 0 and 1
  three,   // a kurtosis
  signal,  // the root mean square of the signal, of a mean signal
};

/// What a row of the results estimates: a function of the means of a few slots at one place of an
/// axis.
struct Estimand {
  std::string observable;
  int layer = 0;  // where its slots stand: for what the whole network has once, the last
  std::string component;
  Form form = Form::mean;
  std::vector<int> slots;  // indices into the record layout, in the order of `form`
  Axis axis = Axis::layer;
  double place = 0;     // on the axis; of Axis::layer the layer
  bool ranked = false;  // `place` is a rank k from the top: its fraction is (k - 1/2)/N
  RelativeTo relative_to = RelativeTo::theory;
  double bias_exponent = 1;  // a finite-width deviation falls like width^-bias_exponent
};

/// Where an estimand stands on its axis at a width; 0: infinite, where every fixed rank is at
/// fraction 0.
double coordinate(const Estimand& estimand, std::int64_t width);

/// What an observable needs of an architecture, of the inputs or of what is recorded to have a
/// meaning, as bits.
enum Need : unsigned {
  two_inputs = 1,
  plain_layers = 2,   // x' = phi(h): nothing else lives on, no batch
  living_state = 4,   // a state that lives on from layer to layer
  branch_matrix = 8,  // a second matrix in the block
  a_batch = 16,
  no_batch = 32,
  two_batches = 64,
  a_manifold = 128,           // inputs that are points of a curve
  a_smooth_activation = 256,  // no jump of the slope
  neighbouring_layers = 512,  // compares a layer with the next
  lowest_layer = 1024,        // compares with the gradient that has come furthest
  lagged_steps = 2048,        // compares steps that are measure.lags apart
};
using NeedSet = unsigned;

/// Tangents that go through the network with every input.
enum class Tangents { none, one, frame };  // frame: measure.exponents of them

/// Which product of independent layers an observable is, where the network is one (relu, linear).
enum class ProductOf { none, length, tangent, gradient, frame };

/// How it is drawn: over its axis; beside the whole spectrum; as a density.
enum class Figure { curve, exponents, spectrum };

/// The scalars of the theory that an observable converges to, and the rate at which it does.
struct Decay {
  enum class Kind { none, relative, absolute, gradient };  // what is 10 % within the linear regime

  std::string_view limit;   // q_star; may be empty
  std::string_view symbol;  // q, in |q^l - q^*|
  std::string_view scale;   // xi_q
  Kind kind = Kind::none;
};

class EstimandMaker;

/// An observable: one row of one table (kernels/observable/catalog.cpp). Everything else iterates
/// over it, or asks the row.
struct ObservableRow {
  std::string_view name, symbol, words, meaning, citation;
  std::string_view unit = "1";
  PrimitiveSet primitives = 0;  // what a network's record must hold
  void (*estimands)(EstimandMaker&) = nullptr;
  bool pairs = false;  // gram of all pairs of inputs?
  Tangents tangents = Tangents::none;
  NeedSet needs = 0;
  Axis axis = Axis::layer;
  RelativeTo relative_to = RelativeTo::theory;
  ProductOf product = ProductOf::none;
  Figure figure = Figure::curve;
  bool exponential = false;  // in depth, so that a logarithmic axis makes it straight
  bool histogram = false;    // the law of its first primitive over networks is kept
  Decay decay = {};

  constexpr bool measures(Primitive p) const { return primitives & bit_of(p); }
  /// Follows the slopes of the activation, by back-propagation or by tangents.
  constexpr bool needs_slopes() const { return primitives & slope_primitives; }
  constexpr bool back_propagates() const { return primitives & gradient_primitives; }
};

/// Every observable there is.
std::span<const ObservableRow> observables();

/// nullptr where there is none of this name.
const ObservableRow* find_observable(std::string_view name,
                                     std::span<const ObservableRow> table = observables());
/// Of a name that was checked.
const ObservableRow& observable_row(std::string_view name,
                                    std::span<const ObservableRow> table = observables());

/// The observables of an experiment, in the order of the table, so that the order in which they are
/// asked for changes nothing. Throws InputError for one that does not exist.
std::vector<const ObservableRow*> measured_observables(
    const Experiment& experiment, std::span<const ObservableRow> table = observables());

/// Do the observables of the experiment need this primitive?
bool measures(const Experiment& experiment, Primitive primitive);

/// Why an experiment cannot measure an observable and what to change; empty where it can.
struct Unmeasurable {
  std::string reason, remedy;

  explicit operator bool() const { return !reason.empty(); }
};
Unmeasurable why_not_measured(const Experiment& experiment, const std::string& observable,
                              std::span<const ObservableRow> table = observables());

/// The primitives a network's record holds for the observables of `experiment`.
RecordLayout record_layout(const Experiment& experiment,
                           std::span<const ObservableRow> table = observables());

/// What the results say of an experiment: the estimands of its observables, in their order.
std::vector<Estimand> estimands(const Experiment& experiment,
                                std::span<const ObservableRow> table = observables());

/// The value of a form at given means, and its gradient with respect to them (same length).
struct FormValue {
  double value;
  std::vector<double> gradient;
};
FormValue evaluate(Form form, std::span<const double> means);

}  // namespace widefield
