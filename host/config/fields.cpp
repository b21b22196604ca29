#include "host/config/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "host/config/convert.hpp"
#include "host/config/names.hpp"
#include "host/config/suggest.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr double most_layers = 1e6;           // fits the 32 bits of the random address with room
constexpr double most_neurons = 1e12;         // likewise
constexpr double most_networks = 4294967296;  // a network's number has 32 bits in that address
constexpr double most_inputs = 1024;          // the Gram matrix is dense
constexpr double most_exponents = 1024;       // likewise
constexpr double most_lanczos_steps = 512;
constexpr double most_shards = 1e6;
constexpr double largest_batch = 1024;  // its Gram matrix is dense too
constexpr double most_batches = 16;
constexpr double steepest_decay = 4;   // of a variance, as a power of the layer
constexpr double longest_run = 3.2e7;  // seconds; a year
constexpr double most_threads = 4096;
constexpr double largest_seed = 9223372036854775807.0;  // a TOML integer
constexpr double largest_scale = 1e3;                   // quadratures resolve what is so steep
constexpr double smallest_error = 1e-9, largest_tolerance = 1;

ValueRange between(double low, double high) {
  return {.low = low, .high = high};
}
ValueRange above_to(double low, double high) {
  return {.low = low, .high = high, .low_included = false};
}

// A field that is one member of one section of the experiment.
template <auto Section, auto Member>
Field member(std::string key, const Takes& takes, std::string help, Role role = Role::law) {
  using T = std::remove_cvref_t<decltype(std::declval<Experiment>().*Section.*Member)>;
  Field field{std::move(key), type_name<T>(), takes.text(), std::move(help),
              role,           takes.words,    {},           {}};
  field.get = [](const Experiment& e) { return to_value(e.*Section.*Member); };
  field.set = [takes](Experiment& e, const Setting& s) { assign(e.*Section.*Member, s, takes); };
  return field;
}

// A key that only some architectures have.
Field of(const std::vector<std::string>& architectures, Field field) {
  field.architectures = architectures;
  field.help = fmt::format("{}: {}", fmt::join(architectures, ", "), field.help);
  return field;
}

Field name_field() {
  Field field{
      "name", "text", "a name for a folder", "names the run and its folder", Role::judgement, {},
      {},     {}};
  field.get = [](const Experiment& e) { return to_value(e.name); };
  field.set = [](Experiment& e, const Setting& s) { assign_folder_name(e.name, s); };
  return field;
}

Field shard_field() {
  Field field{"run.shard",
              "text",
              "i/n with i from 1 to n",
              "this run does the blocks of shard i of n; merge unites them",
              Role::amount,
              {},
              {},
              {}};
  field.get = [](const Experiment& e) {
    return Value{fmt::format("{}/{}", e.run.shard, e.run.shards)};
  };
  field.set = [](Experiment& e, const Setting& s) {
    assign_shard(e.run.shard, e.run.shards, s, most_shards);
  };
  return field;
}

Field time_limit_field() {
  const Takes takes{ValueRange{.low = 0, .high = longest_run, .unit = "s"}};
  Field field{"run.time_limit",
              "duration",
              "seconds, or a text such as \"90s\", \"10m\", \"2h\"; 0: none",
              "stop at the end of a block when this time is over; bits then depend on the speed",
              Role::amount,
              {},
              {},
              {}};
  field.get = [](const Experiment& e) { return to_value(e.run.time_limit); };
  field.set = [takes](Experiment& e, const Setting& s) {
    assign_duration(e.run.time_limit, s, takes);
  };
  return field;
}

const std::string around_activation = " of gamma (phi(alpha h + beta) + delta), every activation";

template <auto Member>
Field scale(const std::string& key, const std::string& symbol) {
  return member<&Experiment::network, Member>(key, between(-largest_scale, largest_scale),
                                              symbol + around_activation + "; not 0");
}

template <auto Member>
Field shift(const std::string& key, const std::string& symbol) {
  return member<&Experiment::network, Member>(key, between(-largest_scale, largest_scale),
                                              symbol + around_activation);
}

std::vector<Field> network_fields() {
  using E = Experiment;
  using N = Network;
  return {
      member<&E::network, &N::architecture>("network.architecture", names_of(architecture_names()),
                                            "what a layer is; see widefield list architectures"),
      member<&E::network, &N::activation>("network.activation", names_of(activation_names()),
                                          "phi; see widefield list activations"),
      member<&E::network, &N::activation_slope>("network.activation_slope", between(-1, 1),
                                                "leaky_relu: its slope at negative arguments"),
      member<&E::network, &N::activation_power>("network.activation_power", above_to(0, 4),
                                                "alpha_relu: max(h, 0)^power"),
      scale<&N::activation_input_scale>("network.activation_input_scale", "alpha"),
      shift<&N::activation_input_shift>("network.activation_input_shift", "beta"),
      scale<&N::activation_output_scale>("network.activation_output_scale", "gamma"),
      shift<&N::activation_output_shift>("network.activation_output_shift", "delta"),
      member<&E::network, &N::weight_variance>(
          "network.weight_variance", above_to(0, 1e6),
          "sigma_w^2; a weight has variance sigma_w^2 / fan_in"),
      member<&E::network, &N::bias_variance>("network.bias_variance", between(0, 1e6),
                                             "sigma_b^2; not divided by the width"),
      member<&E::network, &N::weights>(
          "network.weights",
          std::vector<std::string>{"gaussian", "orthogonal", "uniform", "rademacher"},
          "the law of the weights; uniform and rademacher need the dense engine"),
      member<&E::network, &N::depth>("network.depth", between(1, most_layers),
                                     "L; layers are counted from 1"),
      member<&E::network, &N::width>("network.width", between(1, most_neurons),
                                     "N; several widths are extrapolated to infinity"),
      of({"mlp"}, member<&E::network, &N::dropout_keep>(
                      "network.dropout_keep", above_to(0, 1),
                      "probability that a neuron is kept; kept signals are divided by it")),
      of({"mlp"}, member<&E::network, &N::tied>("network.tied", {},
                                                "the same matrices and biases in every layer"))};
}

template <auto Member>
Field exponent(const std::string& of_what) {
  return member<&Experiment::network, Member>(
      fmt::format("network.{}_exponent", of_what), between(0, steepest_decay),
      fmt::format("beta; {} of layer l is times l^-beta", of_what));
}

std::vector<Field> residual_fields() {
  using E = Experiment;
  using N = Network;
  const std::vector<std::string> full = {"residual"}, both = {"residual", "reduced_residual"},
                                 branches = {"residual", "batch_norm_residual"};
  return {of(branches, member<&E::network, &N::branch_variance>(
                           "network.branch_variance", above_to(0, 1e6),
                           "sigma_v^2; a weight of V has variance sigma_v^2 / fan_in")),
          of(branches,
             member<&E::network, &N::branch_bias_variance>(
                 "network.branch_bias_variance", between(0, 1e6), "sigma_a^2, added after V")),
          of(full,
             member<&E::network, &N::hidden_width>("network.hidden_width", between(0, most_neurons),
                                                   "M, between W and V; 0: the width")),
          of(both, exponent<&N::weight_variance_exponent>("weight_variance")),
          of(both, exponent<&N::bias_variance_exponent>("bias_variance")),
          of(full, exponent<&N::branch_variance_exponent>("branch_variance")),
          of(full, exponent<&N::branch_bias_variance_exponent>("branch_bias_variance")),
          of(full, member<&E::network, &N::width_schedule>(
                       "network.width_schedule", above_to(0, most_layers),
                       "rows [layer, fraction]: from this layer on the width is this fraction of "
                       "network.width; the block that changes it projects instead of skipping"))};
}

std::vector<Field> batch_norm_fields() {
  using E = Experiment;
  using N = Network;
  const std::vector<std::string> batches = {"batch_norm", "batch_norm_residual"};
  return {
      of(batches, member<&E::network, &N::batch>("network.batch", between(2, largest_batch),
                                                 "B; its population variance has the divisor B")),
      of(batches, member<&E::network, &N::epsilon>("network.epsilon", between(0, 1e6),
                                                   "added to the variance before the square root")),
      of(batches, member<&E::inputs, &Inputs::batches>(
                      "inputs.batches", between(1, most_batches),
                      "how many batches of network.batch inputs go through every network"))};
}

std::vector<Field> input_fields() {
  using E = Experiment;
  using I = Inputs;
  return {
      member<&E::inputs, &I::count>("inputs.count", between(1, most_inputs),
                                    "how many inputs go through every network"),
      member<&E::inputs, &I::squared_norm>("inputs.squared_norm", above_to(0, 1e12),
                                           "|x|^2 / N of every input, exact"),
      member<&E::inputs, &I::correlation>("inputs.correlation", between(-1, 1),
                                          "of every pair of inputs, exact"),
      member<&E::inputs, &I::gram>("inputs.gram", between(-1e12, 1e12),
                                   "the whole matrix x_a.x_b / N instead; [] builds it"),
      member<&E::inputs, &I::manifold>("inputs.manifold", std::vector<std::string>{"", "circle"},
                                       "inputs along a curve instead"),
      member<&E::inputs, &I::points>("inputs.points", between(1, most_inputs),
                                     "how many inputs on the manifold")};
}

std::vector<Field> run_fields() {
  using E = Experiment;
  using R = Run;
  return {
      member<&E::measure, &Measure::observables>(
          "measure.observables", names_of(observable_names()),
          "what is measured; see widefield list observables"),
      member<&E::measure, &Measure::exponents>(
          "measure.exponents", between(1, most_exponents),
          "m: how many exponents of lyapunov_spectrum, largest first"),
      member<&E::measure, &Measure::spectrum>(
          "measure.spectrum", std::vector<std::string>{"full", "lanczos"},
          "jacobian_spectrum: every singular value, or its density by the Lanczos process"),
      member<&E::measure, &Measure::lanczos_steps>(
          "measure.lanczos_steps", between(1, most_lanczos_steps),
          "steps of the Lanczos process; features finer than edge / steps are not resolved"),
      member<&E::measure, &Measure::spectrum_grid>(
          "measure.spectrum_grid", above_to(0, 1e300),
          "squared singular values over their mean below which mass is counted; []: half octaves"),
      member<&E::run, &R::networks>("run.networks", between(1, most_networks),
                                    "realisations per width, rounded up to whole blocks",
                                    Role::amount),
      member<&E::run, &R::relative_error>(
          "run.relative_error", ValueRange{.low = 0, .high = 1, .high_included = false},
          "above 0: stop when every observable is known this well", Role::amount),
      time_limit_field(),
      member<&E::run, &R::seed>("run.seed", between(0, largest_seed),
                                "of every random number; the same seed gives the same bits"),
      member<&E::run, &R::engine>("run.engine", names_of(engine_names()),
                                  "how it is simulated; see widefield list engines"),
      member<&E::run, &R::backend>("run.backend", std::vector<std::string>{"auto", "cpu", "cuda"},
                                   "which processor", Role::machine),
      shard_field(),
      member<&E::run, &R::precision>("run.precision",
                                     std::vector<std::string>{"float32", "float64"},
                                     "of the simulated network; statistics are always float64"),
      member<&E::run, &R::threads>("run.threads", between(0, most_threads),
                                   "0: all; the numbers do not depend on it", Role::machine),
      member<&E::run, &R::keep_networks>(
          "run.keep_networks", {}, "also store the values of every single network", Role::machine)};
}

std::vector<Field> judgement_fields() {
  using E = Experiment;
  constexpr Role role = Role::judgement;
  return {member<&E::claim, &Claim::text>("claim.text", {}, "what a paper claims, in words", role),
          member<&E::claim, &Claim::citation>("claim.citation", {}, "its key in the bibliography",
                                              role),
          member<&E::claim, &Claim::source>("claim.source", {}, "where in it the numbers come from",
                                            role),
          member<&E::claim, &Claim::verdicts>("claim.verdicts", names_of(observable_names()),
                                              "observables that must agree for it to hold; []: all",
                                              role),
          member<&E::compare, &Compare::tolerance>("compare.tolerance",
                                                   between(smallest_error, largest_tolerance),
                                                   "the margin d, relative", role),
          member<&E::compare, &Compare::families>(
              "compare.families", std::vector<std::string>{"exact", "corrected", "asymptotic"},
              "families of tests; []: all that apply", role)};
}

std::vector<Field> all_fields() {
  std::vector<Field> all = {name_field()};
  for (auto part : {network_fields, residual_fields, batch_norm_fields, input_fields, run_fields,
                    judgement_fields})
    for (Field& field : part())
      all.push_back(std::move(field));
  return all;
}

std::string last_part(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

// A right name in a wrong section is the likeliest mistake, then a typo.
[[noreturn]] void unknown_key(const std::string& key, const std::string& where) {
  std::vector<std::string> full, names;
  for (const Field& field : fields()) {
    full.push_back(field.key);
    names.push_back(field.name());
  }
  const std::string near = nearest(last_part(key), names);
  std::string remedy = did_you_mean(key, full);
  for (const Field& field : fields())
    if (field.name() == near)
      remedy = fmt::format("did you mean '{}'? known: {}", field.key, fmt::join(full, ", "));
  throw InputError(where, key, "no such key", "", remedy);
}

}  // namespace

bool ValueRange::contains(double x) const {
  return (low_included ? x >= low : x > low) && (high_included ? x <= high : x < high);
}

std::string ValueRange::text() const {
  const bool bounded_below = low > -std::numeric_limits<double>::infinity();
  const bool bounded_above = high < std::numeric_limits<double>::infinity();
  const std::string below = fmt::format("{} {:.12g}", low_included ? "at least" : "above", low);
  const std::string above = fmt::format("{} {:.12g}", high_included ? "at most" : "below", high);
  std::string words;
  if (bounded_below && bounded_above && low_included && high_included)
    words = fmt::format("from {:.12g} to {:.12g}", low, high);
  else if (bounded_below && bounded_above)
    words = below + " and " + above;
  else if (bounded_below || bounded_above)
    words = bounded_below ? below : above;
  return unit.empty() || words.empty() ? words : words + " " + unit;
}

const std::vector<Field>& fields() {
  static const std::vector<Field> table = all_fields();
  return table;
}

const Field& field(const std::string& key, const std::string& where) {
  for (const Field& candidate : fields())
    if (candidate.key == key) return candidate;
  unknown_key(key, where);
}

const Field& field_by_any_name(const std::string& key, const std::string& where) {
  std::vector<const Field*> found;
  for (const Field& candidate : fields()) {
    if (candidate.key == key) return candidate;
    if (candidate.name() == key) found.push_back(&candidate);
  }
  if (found.empty()) unknown_key(key, where);
  if (found.size() == 1) return *found.front();
  throw InputError(where, key, "a key of several sections", "",
                   fmt::format("write {} or {}", found[0]->key, found[1]->key));
}

}  // namespace widefield
