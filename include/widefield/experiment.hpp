#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

namespace widefield {

/// What is simulated: one architecture at one point of its parameters, at one or several widths:
/// what all architectures share, and one struct for each family of them. Every member is a key of
/// the experiment file, whose range and help stand in the table of keys.
struct Network {
  std::string architecture = "mlp";
  std::string activation = "tanh";
  double activation_slope = 0.01;  // leaky_relu: slope at negative arguments
  double activation_power = 1.0;   // alpha_relu: max(h, 0)^power
  double activation_input_scale = 1.0, activation_input_shift = 0.0;    // alpha and beta of
  double activation_output_scale = 1.0, activation_output_shift = 0.0;  // gamma (phi(alpha h +
                                                                        // beta) + delta)
  double weight_variance = 1.7;      // sigma_w^2; a weight has variance sigma_w^2 / fan_in
  double bias_variance = 0.05;       // sigma_b^2; not divided by the width
  std::string weights = "gaussian";  // gaussian | orthogonal | uniform | rademacher
  int depth = 64;                    // L, layers are counted from 1
  std::vector<std::int64_t> width = {256, 1024, 4096};  // N; several are extrapolated to infinity
  double dropout_keep = 1.0;  // probability that a neuron is kept; kept signals are divided by it
  bool tied = false;          // the same matrices and biases in every layer

  /// Of residual networks, `network.*` like all others; widefield/residual.hpp says what a block
  /// makes of these.
  struct Residual {
    double branch_variance = 1.0;       // sigma_v^2; a weight of V has variance sigma_v^2 / fan_in
    double branch_bias_variance = 0.0;  // sigma_a^2
    std::int64_t hidden_width = 0;      // M, between W and V; 0: the width
    double weight_variance_exponent = 0.0;       // beta: the variance of layer l is times l^-beta
    double bias_variance_exponent = 0.0;         // likewise
    double branch_variance_exponent = 0.0;       // likewise
    double branch_bias_variance_exponent = 0.0;  // likewise
    std::vector<std::vector<double>>
        width_schedule;  // rows [layer, fraction]: from this layer on, this fraction of the width
  } residual;

  struct BatchNorm {
    int batch = 8;         // B; population variance, divisor B
    double epsilon = 0.0;  // added to the variance before the square root
  } batch_norm;
};

/// The inputs that go through every network. Their Gram matrix is exact: x_a.x_b / N = gram[a][b].
struct Inputs {
  int count = 2;              // of a batch-normalised network: batch * batches
  int batches = 1;            // of network.batch inputs each, normalised apart
  double squared_norm = 1.0;  // |x|^2 / N of every input
  double correlation = 0.5;   // of every pair
  std::vector<std::vector<double>>
      gram;              // or the whole matrix x_a.x_b / N; empty: built from the above
  std::string manifold;  // "" | "circle"
  int points = 64;       // points on the manifold
};

struct Measure {
  std::vector<std::string> observables = {"length_map", "correlation_map"};
  int exponents = 8;                  // m: lyapunov_spectrum
  std::string spectrum = "full";      // full | lanczos: how jacobian_spectrum is measured
  int lanczos_steps = 40;             // nodes of the quadrature of one network
  int transient = 0;                  // steps of a trajectory before it is recorded
  int every = 1;                      // steps between two that are recorded
  std::vector<double> lags;           // steps after which a trajectory is compared with itself
  std::vector<double> spectrum_grid;  // squared singular values over their mean; empty: the usual
};

struct Run {
  std::int64_t networks = 1024;  // realisations per width, rounded up to whole blocks
  double relative_error = 0.0;   // > 0: stop when every observable is known this well
  double time_limit = 0.0;       // seconds; > 0: stop when the time is over
  std::uint64_t seed = 1;
  std::string engine = "auto";        // auto | closed | gram | state | lazy | dense
  std::string backend = "auto";       // auto | cpu | cuda
  int shard = 1, shards = 1;          // this run does blocks with index = shard - 1 modulo shards
  std::string precision = "float32";  // of the simulated network; statistics are always float64
  int threads = 0;                    // 0: all
  bool keep_networks = false;         // also store per-network values
};

/// What a paper says, and which verdicts imply it.
struct Claim {
  std::string text, citation, source;
  std::vector<std::string> verdicts;  // observables that must agree (or be close); empty: all
};

struct Compare {
  double tolerance = 0.01;            // the margin d, relative
  std::vector<std::string> families;  // exact | corrected | asymptotic; empty: all that apply
};

/// A resolved experiment: one point of a sweep. `coordinates` are the swept keys and their values.
struct Experiment {
  std::string name = "experiment";
  Network network;
  Inputs inputs;
  Measure measure;
  Run run;
  Claim claim;
  Compare compare;
  std::vector<std::pair<std::string, std::string>> coordinates;
};

/// Where the points of a circle stand, in steps of 2 pi / points. Not one after the other: 0, 1/2,
/// 1/4, 3/4, 1/8, ... of a turn (bit reversal), so that the first of any number of points are
/// spread over the circle. Gram matrices are factorised in this order, and points that follow one
/// another would be extrapolated from those before them, with a loss of all digits beyond some
/// twenty.
inline std::vector<int> circle_places(int points) {
  std::vector<int> places;
  int turn = 1;
  while (turn < points)
    turn *= 2;
  for (int i = 0; i < turn; ++i) {
    int place = 0;
    for (int bit = 1; bit < turn; bit *= 2)
      place = 2 * place + (i & bit ? 1 : 0);
    if (place < points) places.push_back(place);
  }
  return places;
}

/// How many inputs go through every network.
inline int input_count(const Inputs& inputs) {
  if (!inputs.gram.empty()) return static_cast<int>(inputs.gram.size());
  return inputs.manifold == "circle" ? inputs.points : inputs.count;
}

/// The matrix x_a.x_b / N of the inputs, [count][count]: `gram` where it is given; on the circle
/// squared_norm * cos(2 pi (p_a - p_b) / points) with the places p of the points; else squared_norm
/// on the diagonal and squared_norm * correlation beside it.
inline std::vector<std::vector<double>> input_gram(const Inputs& inputs) {
  if (!inputs.gram.empty()) return inputs.gram;
  const bool circle = inputs.manifold == "circle";
  const int count = input_count(inputs);
  const std::vector<int> place = circle_places(circle ? count : 0);
  std::vector<std::vector<double>> gram(count, std::vector<double>(count, inputs.squared_norm));
  for (int a = 0; a < count; ++a)
    for (int b = 0; b < count; ++b)
      if (a != b)
        gram[a][b] *= circle
                          ? std::cos(2 * std::numbers::pi * std::abs(place[a] - place[b]) / count)
                          : inputs.correlation;
  return gram;
}

}  // namespace widefield
