#include "host/config/shared_keys.hpp"

#include <fmt/format.h>

#include "host/config/names.hpp"
#include "host/key/limits.hpp"
#include "host/key/member.hpp"

namespace widefield {
namespace {

constexpr double most_networks = 4294967296;  // a network's number has 32 bits in that address
constexpr double most_inputs = 1024;          // the Gram matrix is dense
constexpr double most_exponents = 1024;       // likewise
constexpr double most_lanczos_steps = 512;
constexpr double largest_scale = 1e3;  // quadratures resolve what is so steep
constexpr double most_shards = 1e6;
constexpr double longest_run = 3.2e7;  // seconds; a year
constexpr double most_threads = 4096;
constexpr double largest_seed = 9223372036854775807.0;  // a TOML integer
constexpr double smallest_error = 1e-9, largest_tolerance = 1;

Key name_key() {
  Key key{"name", "text", "a name for a folder", "names the run and its folder", Role::judgement};
  key.get = [](const Experiment& e) { return to_value(e.name); };
  key.set = [](Experiment& e, const Setting& s) { assign_folder_name(e.name, s); };
  return key;
}

Key shard_key() {
  Key key{"run.shard", "text", "i/n with i from 1 to n",
          "this run does the blocks of shard i of n; merge unites them", Role::amount};
  key.get = [](const Experiment& e) {
    return Value{fmt::format("{}/{}", e.run.shard, e.run.shards)};
  };
  key.set = [](Experiment& e, const Setting& s) {
    assign_shard(e.run.shard, e.run.shards, s, most_shards);
  };
  return key;
}

Key time_limit_key() {
  const Takes takes{ValueRange{.low = 0, .high = longest_run, .unit = "s"}};
  Key key{"run.time_limit", "duration",
          "seconds, or a text such as \"90s\", \"10m\", \"2h\"; 0: none",
          "stop at the end of a block when this time is over; bits then depend on the speed",
          Role::amount};
  key.get = [](const Experiment& e) { return to_value(e.run.time_limit); };
  key.set = [takes](Experiment& e, const Setting& s) {
    assign_duration(e.run.time_limit, s, takes);
  };
  return key;
}

const std::string around_activation = " of gamma (phi(alpha h + beta) + delta), every activation";

template <auto Member>
Key scale(const std::string& key, const std::string& symbol) {
  return member<&Experiment::network, Member>(key, between(-largest_scale, largest_scale),
                                              symbol + around_activation + "; not 0");
}

template <auto Member>
Key shift(const std::string& key, const std::string& symbol) {
  return member<&Experiment::network, Member>(key, between(-largest_scale, largest_scale),
                                              symbol + around_activation);
}

std::vector<Key> network_keys() {
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
          "network.weight_variance", above_to(0, largest_variance),
          "sigma_w^2; a weight has variance sigma_w^2 / fan_in"),
      member<&E::network, &N::bias_variance>("network.bias_variance", between(0, largest_variance),
                                             "sigma_b^2; not divided by the width"),
      member<&E::network, &N::weights>(
          "network.weights",
          std::vector<std::string>{"gaussian", "orthogonal", "uniform", "rademacher"},
          "the law of the weights; uniform and rademacher need the dense engine"),
      member<&E::network, &N::depth>("network.depth", between(1, most_layers),
                                     "L; layers are counted from 1"),
      member<&E::network, &N::width>("network.width", between(1, most_neurons),
                                     "N; several widths are extrapolated to infinity")};
}

std::vector<Key> input_keys() {
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

std::vector<Key> run_keys() {
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
      member<&E::measure, &Measure::transient>(
          "measure.transient", between(0, most_layers),
          "layers, or steps, at the start of which nothing is recorded"),
      member<&E::measure, &Measure::every>("measure.every", between(1, most_layers),
                                           "layers, or steps, from one that is recorded to the "
                                           "next; the first is transient + every"),
      member<&E::measure, &Measure::lags>(
          "measure.lags", between(0, most_layers),
          "autocorrelation: layers, or steps, from one signal to the later one, ascending"),
      member<&E::measure, &Measure::spectrum_grid>(
          "measure.spectrum_grid", above_to(0, 1e300),
          "squared singular values over their mean below which mass is counted; []: half octaves"),
      member<&E::run, &R::networks>("run.networks", between(1, most_networks),
                                    "realisations per width, rounded up to whole blocks",
                                    Role::amount),
      member<&E::run, &R::relative_error>(
          "run.relative_error", ValueRange{.low = 0, .high = 1, .high_included = false},
          "above 0: stop when every observable is known this well", Role::amount),
      time_limit_key(),
      member<&E::run, &R::seed>("run.seed", between(0, largest_seed),
                                "of every random number; the same seed gives the same bits"),
      member<&E::run, &R::engine>("run.engine", names_of(engine_names()),
                                  "how it is simulated; see widefield list engines"),
      member<&E::run, &R::backend>("run.backend", std::vector<std::string>{"auto", "cpu", "cuda"},
                                   "which processor", Role::machine),
      shard_key(),
      member<&E::run, &R::precision>("run.precision",
                                     std::vector<std::string>{"float32", "float64"},
                                     "of the simulated network; statistics are always float64"),
      member<&E::run, &R::threads>("run.threads", between(0, most_threads),
                                   "0: all; the numbers do not depend on it", Role::machine),
      member<&E::run, &R::keep_networks>(
          "run.keep_networks", {}, "also store the values of every single network", Role::machine)};
}

std::vector<Key> judgement_keys() {
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

}  // namespace

std::vector<Key> keys_before_architectures() {
  std::vector<Key> all = {name_key()};
  for (Key& key : network_keys())
    all.push_back(std::move(key));
  return all;
}

std::vector<Key> keys_after_architectures() {
  std::vector<Key> all;
  for (auto part : {input_keys, run_keys, judgement_keys})
    for (Key& key : part())
      all.push_back(std::move(key));
  return all;
}

}  // namespace widefield
