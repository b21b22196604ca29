#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "host/config/names.hpp"
#include "host/config/read_toml.hpp"
#include "widefield/config.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

// A double of any size between low and high, not only a round one.
double real(double low, double high) {
  const double unit = static_cast<double>(*rc::gen::inRange<std::uint64_t>(0, 1ull << 53)) / 0x1p53;
  return low + unit * (high - low);
}

double positive() {
  return std::exp(real(-30, 13));
}

std::string one_of(const std::vector<std::string>& words) {
  return *rc::gen::elementOf(words);
}

std::vector<std::string> some_of(std::vector<std::string> words, std::size_t at_least) {
  const std::size_t count = *rc::gen::inRange(at_least, words.size() + 1);
  words.resize(count);
  return words;
}

// Text with everything a paper's title may have, and what must be escaped.
std::string text() {
  std::string text;
  const std::vector<std::string> pieces = {"a",    "\"", "\\",   "\n",   "\t", "\x01",
                                           "\x7f", "#",  "=",    "[",    "]",  "'",
                                           "é",    "σ²", "日本", "🙂", " ",  "\\u0041"};
  const int count = *rc::gen::inRange(0, 40);
  for (int i = 0; i < count; ++i)
    text += one_of(pieces);
  return text;
}

void make_residual(Network& network) {
  network.architecture = "residual";
  network.weights = "gaussian";
  network.residual.branch_variance = std::min(positive(), 1e6);
  network.residual.branch_bias_variance = real(0, 3);
  network.residual.hidden_width = *rc::gen::inRange(0, 1'000'000);
  for (double* exponent :
       {&network.residual.weight_variance_exponent, &network.residual.bias_variance_exponent,
        &network.residual.branch_variance_exponent,
        &network.residual.branch_bias_variance_exponent})
    *exponent = real(0, 4);
  network.width = {network.width[0] / 4 * 4};  // a quarter of it is whole
  network.residual.width_schedule = {{1, 0.5}, {double(network.depth), 0.25}};
}

Network network() {
  Network network;
  network.activation = one_of(names_of(activation_names()));
  network.activation_slope = real(-1, 1);
  network.activation_power = real(0.76, 4);  // below, gradients have no variance
  network.weight_variance = std::min(positive(), 1e6);
  network.bias_variance = real(0, 1) < 0.2 ? 0 : std::min(positive(), 1e6);
  network.weights = one_of({"gaussian", "orthogonal"});
  network.depth = *rc::gen::inRange(2, 1000);
  network.width = {*rc::gen::inRange<std::int64_t>(512, 1'000'000'000'000)};  // relu: 8 exponents
  if (*rc::gen::arbitrary<bool>()) {
    make_residual(network);
    return network;
  }
  network.dropout_keep = real(0.01, 1);
  network.tied = *rc::gen::arbitrary<bool>();
  return network;
}

Inputs inputs() {
  Inputs inputs;
  inputs.count = *rc::gen::inRange(2, 8);
  inputs.squared_norm = positive();
  inputs.correlation = real(-1.0 / (inputs.count - 1), 1);
  if (*rc::gen::arbitrary<bool>()) inputs.gram = input_gram(inputs);
  return inputs;
}

Run run() {
  Run run;
  run.networks = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
  run.relative_error = real(0, 0.99);
  run.time_limit = real(0, 1e6);
  run.seed = *rc::gen::inRange<std::uint64_t>(0, 1ull << 63);
  run.shards = *rc::gen::inRange(1, 100);
  run.shard = *rc::gen::inRange(1, run.shards + 1);
  run.precision = one_of({"float32", "float64"});
  run.threads = *rc::gen::inRange(0, 64);
  run.keep_networks = *rc::gen::arbitrary<bool>();
  return run;
}

// What the architecture lets one measure on inputs that are no points of a curve.
std::vector<std::string> measurable(const Experiment& experiment) {
  std::vector<std::string> names = names_of(observable_names());
  std::erase_if(names, [&](const std::string& name) {
    return why_not_measured(experiment, name) || name.starts_with("manifold_") ||
           name == "gauss_map_length";
  });
  return names;
}

Experiment experiment() {
  Experiment experiment;
  experiment.network = network();
  experiment.inputs = inputs();
  experiment.run = run();
  experiment.measure.observables = some_of(measurable(experiment), 1);
  experiment.measure.exponents = *rc::gen::inRange(1, 9);
  if (experiment.network.activation == "sign") experiment.network.activation = "tanh";  // no slope
  experiment.claim = {text(), text(), text(), some_of(experiment.measure.observables, 0)};
  experiment.compare.tolerance = real(1e-9, 1);
  experiment.compare.families = some_of({"exact", "corrected", "asymptotic"}, 0);
  return experiment;
}

TEST(RoundTrip, AResolvedExperimentReadsBackToTheLastBit) {
  EXPECT_TRUE(rc::check([] {
    const Experiment written = experiment();
    const std::vector<Experiment> read = load_text(resolved_toml({written}), "resolved.toml");
    RC_ASSERT(read.size() == 1u);
    RC_ASSERT(key_values(read[0]) == key_values(written));
    RC_ASSERT(resolved_toml(read) == resolved_toml({written}));
  }));
}

TEST(RoundTrip, ASweepReadsBackWithItsPoints) {
  for (const char* sweep : {"depth = [3, 4]\nweight_variance = [1.0, 2.0, 3.1]\n",
                            "\"activation, weight_variance\" = [[\"tanh\", 1.5], [\"relu\", 2]]\n",
                            "width = [[16, 32], [64]]\n"}) {
    const auto written = load_text(std::string("[sweep]\n") + sweep, "sweep.toml");
    const auto read = load_text(resolved_toml(written), "resolved.toml");
    ASSERT_EQ(read.size(), written.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      EXPECT_EQ(key_values(read[i]), key_values(written[i]));
      EXPECT_EQ(label(read[i]), label(written[i]));
    }
  }
}

TEST(RoundTrip, EveryCaseReadsBack) {
  for (const CaseFile& file : case_files()) {
    const auto written = load({.target = std::string(file.name), .overrides = {}, .scale = ""});
    const auto read = load_text(resolved_toml(written), "resolved.toml");
    ASSERT_EQ(read.size(), written.size()) << file.name;
    for (std::size_t i = 0; i < read.size(); ++i)
      EXPECT_EQ(key_values(read[i]), key_values(written[i])) << file.name;
  }
}

}  // namespace
}  // namespace widefield
