#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include "benchmarks/fill/device_normals.hpp"
#include "benchmarks/fill/fill_normals.hpp"
#include "benchmarks/workloads/workload.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Simulates a few networks to warm up and `networks` under the clock. A unit is a layer of a
/// network; the neurons of the last layer are not drawn, because only its Gram matrix is asked for.
Measured time_simulation(const Experiment& experiment, int networks, const Machine& machine,
                         std::vector<double>& records) {
  const std::int64_t width = experiment.network.width.front();
  const Plan planned = plan(experiment, width);
  records.resize(record_layout(experiment).size() * std::size_t(networks));
  const std::span<double> few(records.data(),
                              record_layout(experiment).size() * std::size_t(machine.threads));
  simulate(experiment, width, 0, machine, few);
  const double start = now();
  simulate(experiment, width, 0, machine, records);
  const double seconds = now() - start;
  return {seconds, double(networks) * (experiment.network.depth - 1), planned.normals * networks,
          planned.operations * networks};
}

Measured time_simulation(const Experiment& experiment, int networks, const Machine& machine) {
  std::vector<double> records;
  return time_simulation(experiment, networks, machine, records);
}

Experiment tanh_layers(std::int64_t width, int copies, int depth) {
  Experiment experiment;
  experiment.network.activation = "tanh";
  experiment.network.weight_variance = 2.56;
  experiment.network.bias_variance = 0.09;
  experiment.network.depth = depth;
  experiment.network.width = {width};
  experiment.inputs.count = copies;
  experiment.inputs.correlation = 0.5;
  experiment.measure.observables = {"length_map", "correlation_map"};
  return experiment;
}

Measured gram_layer(std::int64_t width, int depth, int threads) {
  return time_simulation(tanh_layers(width, 16, depth), 16 * threads, {.threads = threads});
}

Measured dense_layer(int threads) {
  Experiment experiment = tanh_layers(4096, 16, 9);
  experiment.run.engine = "dense";
  return time_simulation(experiment, threads, {.threads = threads});
}

/// A recurrent network: the same 8192 x 8192 weights in 256 steps, one input.
Measured recurrent(bool back, int threads) {
  constexpr int steps = 256;
  Experiment experiment = tanh_layers(8192, 1, steps + 1);
  experiment.network.tied = true;
  experiment.network.weight_variance = 2.25;
  experiment.network.bias_variance = 0;
  experiment.measure.observables = {"length_map"};
  if (back) experiment.measure.observables.push_back("gradient_norm");
  return time_simulation(experiment, threads, {.threads = threads});
}

/// The mean over the grid of what separates the mass below a point, averaged over networks, from
/// free probability.
double mean_mass_error(const Experiment& experiment, const std::vector<double>& records) {
  const std::vector<double> grid = spectrum_grid(experiment.measure);
  const std::size_t slots = record_layout(experiment).size(), networks = records.size() / slots;
  const std::vector<double> exact = jacobian_mass_below(
      {.activation = "linear", .q = 1, .weight_variance = 1, .depth = experiment.network.depth},
      grid);
  double error = 0;
  for (std::size_t k = 0; k < grid.size(); ++k) {
    double mean = 0;
    for (std::size_t n = 0; n < networks; ++n)
      mean += records[(n + 1) * slots - grid.size() + k] / double(networks);
    error += std::abs(mean - exact[k]) / double(grid.size());
  }
  return error;
}

/// The spectra of two Gaussian layers by the Lanczos process, without their weights. Units are
/// networks.
Measured lanczos_density(std::int64_t width, int threads) {
  Experiment experiment = tanh_layers(width, 1, 2);
  experiment.network.activation = "linear";
  experiment.network.weight_variance = 1;
  experiment.network.bias_variance = 0;
  experiment.measure.observables = {"jacobian_spectrum"};
  experiment.measure.spectrum = "lanczos";
  experiment.measure.lanczos_steps = 48;  // 40 leave a mean error of the mass of 0.0056
  const int networks = 32 * threads;
  std::vector<double> records;
  Measured measured = time_simulation(experiment, networks, {.threads = threads}, records);
  measured.units = networks;
  measured.error = mean_mass_error(experiment, records);
  return measured;
}

/// W8 of the targets: tanh, N = 10^6, L = 100, k = 8, 64 networks.
Measured million_wide(int threads) {
  return time_simulation(tanh_layers(1'000'000, 8, 100), 64, {.threads = threads});
}

/// W6 of the targets: batch normalisation, B = 64, N = 4096, L = 50, 64 networks, forward and
/// backward. A unit is a network.
Measured batch_norm(int threads) {
  Experiment experiment;
  experiment.network.architecture = "batch_norm";
  experiment.network.activation = "relu";
  experiment.network.weight_variance = 1;
  experiment.network.bias_variance = 0;
  experiment.network.batch_norm.batch = experiment.inputs.count = 64;
  experiment.network.depth = 50;
  experiment.network.width = {4096};
  experiment.inputs.correlation = 0;
  experiment.measure.observables = {"gram_diagonal", "gram_off_diagonal", "log_gradient_ratio"};
  constexpr int networks = 64;
  Measured measured = time_simulation(experiment, networks, {.threads = threads});
  measured.units = networks;
  return measured;
}

/// ReLU, 16 Lyapunov exponents by Wishart matrices: the time must not depend on the width.
Measured relu_lyapunov(std::int64_t width, int threads) {
  Experiment experiment;
  experiment.network.activation = "relu";
  experiment.network.weight_variance = 2;
  experiment.network.bias_variance = 0;
  experiment.network.depth = 1000;
  experiment.network.width = {width};
  experiment.inputs.count = 1;
  experiment.measure.observables = {"lyapunov_spectrum"};
  experiment.measure.exponents = 16;
  experiment.run.engine = "closed";
  return time_simulation(experiment, 8, {.threads = threads});
}

/// Our generator on one core, at the newest instruction set of the processor.
Measured normals(int) {
  constexpr std::uint64_t tiles = 128, repeats = 1 << 11;
  constexpr double draws = 64.0 * tiles * repeats;
  const auto fill = __builtin_cpu_supports("avx512dq") ? fill_normals_v4 : fill_normals_v3;
  std::vector<float> out(64 * tiles);
  float sum = 0;  // keeps every draw alive
  const double start = now();
  for (std::uint64_t seed = 0; seed < repeats; ++seed) {
    fill(seed, tiles, out.data());
    sum += out[seed % out.size()];
  }
  const double seconds = now() - start;
  return {seconds, draws + 0 * sum, draws, 0};
}

/// The peer of the generator: what a C++ programmer writes first.
Measured standard_normals(int) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  constexpr int draws = 1 << 24;
  double sum = 0;
  const double start = now();
  for (int i = 0; i < draws; ++i)
    sum += normal(generator);
  const double seconds = now() - start;
  return {seconds, draws + 0 * sum, draws, 0};
}

#if defined(WIDEFIELD_WITH_DEVICE)
const Machine device{.backend = "cuda", .threads = 1};

/// In-register normals of the device.
Measured device_normals(int) {
  constexpr std::uint64_t tiles = 1 << 26;
  const double draws = double(tiles) * 64;
  return {device_normals_seconds(1, tiles), draws, draws, 0};
}
/// W1 of the targets: tanh, N = 4096, L = 64, k = 16, 256 networks.
Measured device_w1(int) {
  return time_simulation(tanh_layers(4096, 16, 64), 256, device);
}
/// W8 of the targets.
Measured device_million_wide(int) {
  return time_simulation(tanh_layers(1'000'000, 8, 100), 64, device);
}
#endif

}  // namespace

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> table = {
    {"gram_layer_4096", "one tanh layer, 16 inputs, N = 4096",
     [](int threads) { return gram_layer(4096, 32, threads); }},
    {"gram_layer_16384", "one tanh layer, 16 inputs, N = 16384",
     [](int threads) { return gram_layer(16384, 16, threads); }},
    {"dense_layer_4096", "one tanh layer with its weights drawn in the product, N = 4096",
     dense_layer},
    {"recurrent_8192", "256 steps of a tanh network with tied weights, N = 8192",
     [](int threads) { return recurrent(false, threads); }},
    {"recurrent_and_back_8192", "the same with back-propagation through time",
     [](int threads) { return recurrent(true, threads); }},
    {"lanczos_density_1024", "spectrum of two Gaussian layers, N = 1024",
     [](int threads) { return lanczos_density(1024, threads); }},
    {"lanczos_density_4096", "spectrum of two Gaussian layers, N = 4096",
     [](int threads) { return lanczos_density(4096, threads); }},
    {"million_wide", "tanh, N = 10^6, L = 100, 8 inputs, 64 networks", million_wide},
    {"batch_norm", "batch normalisation, B = 64, N = 4096, L = 50, 64 networks, there and back",
     batch_norm},
    {"relu_lyapunov_1e3", "16 exponents of 1000 ReLU layers, N = 10^3",
     [](int threads) { return relu_lyapunov(1000, threads); }},
    {"relu_lyapunov_1e9", "16 exponents of 1000 ReLU layers, N = 10^9",
     [](int threads) { return relu_lyapunov(1'000'000'000, threads); }},
    {"normals", "our normals, one core", normals},
    {"standard_normals", "std::mt19937 and std::normal_distribution<float>", standard_normals},
#if defined(WIDEFIELD_WITH_DEVICE)
    {"device_normals", "normals of the device, in registers", device_normals},
    {"device_w1", "tanh, N = 4096, L = 64, 16 inputs, 256 networks, on the device", device_w1},
    {"device_million_wide", "tanh, N = 10^6, L = 100, 8 inputs, 64 networks, on the device",
     device_million_wide},
#endif
  };
  return table;
}

}  // namespace widefield
