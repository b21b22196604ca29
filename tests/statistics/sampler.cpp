#include "sampler.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <stdexcept>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// xoshiro256+ [blackman2021], seeded by splitmix64: fast, small, and not the generator under test.
class Random {
 public:
  explicit Random(std::uint64_t seed, const Bug& bug) : bug_(bug) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  double uniform() {
    const std::uint64_t result = state_[0] + state_[3], t = state_[1] << 17;
    state_[2] ^= state_[0], state_[3] ^= state_[1];
    state_[1] ^= state_[2], state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = (state_[3] << 45) | (state_[3] >> 19);
    return (static_cast<double>(result >> 11) + 0.5) * 0x1p-53;
  }

  double normal() {
    if (bug_.sum_of_uniforms) return sum_of_uniforms();
    if (spare_) return spare_ = false, second_;
    const double u = uniform(), v = bug_.uniform_reused ? u : uniform();
    const double radius = std::sqrt(-2 * std::log(u)), angle = 2 * std::numbers::pi * v;
    spare_ = true;
    second_ = radius * std::sin(angle);
    return radius * std::cos(angle);
  }

 private:
  double sum_of_uniforms() {
    double sum = -6;
    for (int k = 0; k < 12; ++k)
      sum += uniform();
    return sum;
  }

  Bug bug_;
  std::uint64_t state_[4];
  bool spare_ = false;
  double second_ = 0;
};

std::uint64_t stream_seed(const Experiment& experiment, std::int64_t width, std::uint64_t network,
                          const Bug& bug) {
  if (bug.networks_share_numbers) network /= 2;
  if (bug.blocks_share_numbers) network %= 64;
  return (experiment.run.seed * 1000003 + static_cast<std::uint64_t>(width)) * 1000003 + network;
}

struct Signal {
  double value, slope;
};

Signal signal(const Experiment& experiment, const Bug& bug, double h) {
  h *= bug.argument_factor;
  const std::string& name = experiment.network.activation;
  if (name == "tanh") {
    const double f = std::tanh(h);
    return {f, 1 - f * f};
  }
  if (name == "relu")
    return h > 0 ? Signal{h, 1} : Signal{bug.negative_slope * h, bug.negative_slope};
  if (name == "linear") return {h, 1};
  if (name == "erf") return {std::erf(h), 2 / std::sqrt(std::numbers::pi) * std::exp(-h * h)};
  throw std::invalid_argument("the sampler does not know " + name);
}

constexpr std::size_t most = 16;  // copies
enum FieldSum { square, fourth, mean_signal, length_response, field_sums };

/// One network on its way through the layers. Copies: the inputs, then one tangent of each where
/// the record asks for tangents.
class Chain {
 public:
  Chain(const Experiment& experiment, std::int64_t width, std::uint64_t network, const Bug& bug)
      : experiment_(experiment),
        bug_(bug),
        width_(width),
        seed_(stream_seed(experiment, width, network, bug)),
        random_(seed_, bug),
        inputs_(input_gram(experiment.inputs).size()) {
    const auto& asked = experiment.measure.observables;
    tangents_ = std::find(asked.begin(), asked.end(), "chi_1") != asked.end();
    copies_ = tangents_ ? 2 * inputs_ : inputs_;
    start();
  }

  /// Draws the neurons of a layer; `value` is what it measured before `next`.
  void draw();
  void next();
  double value(Primitive primitive, const ComponentName& inputs) const;

 private:
  double weight_variance() const {
    return experiment_.network.weight_variance * bug_.weight_factor;
  }
  double bias_variance() const { return experiment_.network.bias_variance * bug_.bias_factor; }
  void start();
  void factorise();
  void draw_fields();
  void draw_masks();
  void push();

  const Experiment& experiment_;
  const Bug& bug_;
  std::int64_t width_;
  std::uint64_t seed_;
  Random random_;
  std::size_t inputs_, copies_;
  bool tangents_;
  double covariance_[most][most] = {}, lower_[most][most] = {}, sum_[most][most] = {};
  double field_[most] = {}, signal_[most] = {}, mask_[most] = {}, fields_[most][field_sums] = {};
};

void Chain::start() {
  const auto gram = input_gram(experiment_.inputs);
  const double first = weight_variance() * bug_.first_layer_factor;
  for (std::size_t a = 0; a < inputs_; ++a) {
    for (std::size_t b = 0; b < inputs_; ++b)
      covariance_[a][b] =
          first * gram[a][b] * (a == b ? 1 : bug_.correlation_factor) + bias_variance();
    if (tangents_) covariance_[inputs_ + a][inputs_ + a] = first;
  }
}

void Chain::factorise() {
  for (std::size_t j = 0; j < copies_; ++j)
    for (std::size_t i = j; i < copies_; ++i) {
      double rest = covariance_[i][j];
      for (std::size_t k = 0; k < j; ++k)
        rest -= lower_[i][k] * lower_[j][k];
      if (i == j) lower_[j][j] = std::sqrt(std::max(rest, 0.0));
      if (i > j) lower_[i][j] = lower_[j][j] > 1e-12 ? rest / lower_[j][j] : 0.0;
    }
}

void Chain::draw_fields() {
  double white[most];
  for (std::size_t k = 0; k < copies_; ++k)
    white[k] = random_.normal();
  for (std::size_t i = 0; i < copies_; ++i) {
    field_[i] = 0;
    for (std::size_t k = 0; k <= i; ++k)
      field_[i] += lower_[i][k] * white[k];
  }
  if (bug_.second_input_transposed) field_[1] = std::sqrt(covariance_[1][1]) * random_.normal();
}

void Chain::draw_masks() {
  const double keep = experiment_.network.dropout_keep;
  for (std::size_t a = 0; a < inputs_; ++a) {
    mask_[a] = 1;
    if (keep < 1) mask_[a] = random_.uniform() < keep ? 1 / (keep * bug_.mask_scale) : 0;
    if (bug_.masks_shared) mask_[a] = mask_[0];
  }
}

void Chain::push() {
  for (std::size_t a = 0; a < inputs_; ++a) {
    const double h = field_[a], mask = mask_[a];
    const Signal own = signal(experiment_, bug_, h);
    signal_[a] = own.value * mask;
    fields_[a][square] += h * h;
    fields_[a][fourth] += h * h * h * h;
    fields_[a][mean_signal] += own.value;
    fields_[a][length_response] += weight_variance() * own.value * own.slope * h * mask * mask;
    if (!tangents_) continue;
    const std::size_t other = bug_.slope_of_next_input ? (a + 1) % inputs_ : a;
    const double slope = signal(experiment_, bug_, field_[other]).slope;
    signal_[inputs_ + a] = (bug_.value_for_slope ? own.value : slope) * field_[inputs_ + a] * mask;
  }
  for (std::size_t i = 0; i < copies_; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      sum_[i][j] += signal_[i] * signal_[j];
}

void Chain::draw() {
  factorise();
  std::fill(&sum_[0][0], &sum_[0][0] + most * most, 0.0);
  std::fill(&fields_[0][0], &fields_[0][0] + most * field_sums, 0.0);
  if (bug_.layers_share_numbers) random_ = Random(seed_, bug_);
  for (std::int64_t neuron = 0; neuron < width_; ++neuron) {
    draw_fields();
    draw_masks();
    push();
  }
}

double half_precision(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  return std::ldexp(std::round(fraction * 2048) / 2048, exponent);
}

void Chain::next() {
  const double share = 1 / (static_cast<double>(width_) - bug_.average_offset);
  for (std::size_t i = 0; i < copies_; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const bool biased = i < inputs_ || bug_.bias_on_tangents;
      double mean = sum_[i][j] * share;
      if (bug_.half_precision) mean = half_precision(mean);
      covariance_[i][j] = covariance_[j][i] =
          weight_variance() * mean + (biased ? bias_variance() : 0.0);
    }
}

double Chain::value(Primitive primitive, const ComponentName& inputs) const {
  auto a = static_cast<std::size_t>(inputs.a), b = static_cast<std::size_t>(inputs.b);
  if (bug_.inputs_swapped && a == b) a = b = inputs_ - 1 - a;
  if (primitive == Primitive::gram) return covariance_[a][b];
  if (primitive == Primitive::tangent_square) return covariance_[inputs_ + a][inputs_ + a];
  if (primitive == Primitive::tangent_cross) return covariance_[a][inputs_ + a];
  const std::map<Primitive, FieldSum> sums = {{Primitive::field_square, square},
                                              {Primitive::field_fourth, fourth},
                                              {Primitive::mean_signal, mean_signal},
                                              {Primitive::length_response, length_response}};
  return fields_[a][sums.at(primitive)] / static_cast<double>(width_);
}

std::vector<double> sample_network(const Experiment& experiment, std::int64_t width,
                                   std::uint64_t network, const Bug& bug,
                                   const RecordLayout& layout) {
  Chain chain(experiment, width, network, bug);
  if (bug.layer_too_late) chain.draw(), chain.next();
  std::vector<double> record;
  record.reserve(layout.size());
  for (int layer = 1; layer <= experiment.network.depth; ++layer, chain.next()) {
    chain.draw();
    for (const Slot& slot : layout)
      if (slot.layer == layer)
        record.push_back(chain.value(slot.primitive, layout.component(slot)));
  }
  return record;
}

}  // namespace

std::vector<double> sample_records(const Experiment& experiment, std::int64_t width,
                                   std::uint64_t first, std::size_t networks, const Bug& bug) {
  const RecordLayout layout = record_layout(experiment);
  const int length = layout.find(Primitive::gram, experiment.network.depth, 0);
  const std::size_t last = length < 0 ? layout.size() : static_cast<std::size_t>(length);
  std::vector<double> all;
  for (std::uint64_t network = first; network < first + networks; ++network) {
    auto record = sample_network(experiment, width, network, bug, layout);
    for (std::uint64_t again = 1; record[last] > bug.drop_above; ++again)
      record = sample_network(experiment, width, network + (again << 32), bug, layout);
    all.insert(all.end(), record.begin(), record.end());
  }
  return all;
}

std::vector<double> sample_products(const Experiment& experiment, std::int64_t width,
                                    std::uint64_t first, std::size_t networks) {
  const Network& network = experiment.network;
  std::mt19937_64 generator(experiment.run.seed * 1000003 + first);
  std::binomial_distribution<std::int64_t> half(width, 0.5);
  std::vector<double> all;
  for (std::size_t n = 0; n < networks; ++n) {
    double q = network.weight_variance * experiment.inputs.squared_norm;
    for (int layer = 1; layer <= network.depth; ++layer) {
      all.push_back(q);
      const std::int64_t on = network.activation == "relu" ? half(generator) : width;
      std::gamma_distribution<double> chi(0.5 * static_cast<double>(on), 2.0);
      q *= network.weight_variance * chi(generator) / static_cast<double>(width);
    }
  }
  return all;
}

}  // namespace widefield
