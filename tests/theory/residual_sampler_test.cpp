#include <gtest/gtest.h>

#include <random>

#include "tests/theory/residual_setting.hpp"

// The corrections to order 1/N against residual networks, sampled here with weights that are
// matrices and gradients by back-propagation: no code and no formula is shared with the kernels or
// with linear noise.
namespace widefield::test {
namespace {

using Vector = std::vector<double>;

struct Matrix {
  std::size_t rows, columns;
  Vector entry;

  Vector times(const Vector& x) const {
    Vector y(rows, 0.0);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        y[i] += entry[i * columns + j] * x[j];
    return y;
  }
  Vector transposed_times(const Vector& y) const {
    Vector x(columns, 0.0);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        x[j] += entry[i * columns + j] * y[i];
    return x;
  }
};

double mean_square(const Vector& x, const Vector& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += x[i] * y[i];
  return sum / static_cast<double>(x.size());
}

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}
  Vector normals(std::size_t count, double variance) {
    Vector x(count);
    for (double& each : x)
      each = std::sqrt(variance) * normal_(random_);
    return x;
  }
  Matrix matrix(std::size_t rows, std::size_t columns, double variance) {
    return {rows, columns, normals(rows * columns, variance / static_cast<double>(columns))};
  }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
};

// One block with its matrices, forwards for two inputs and backwards for the first.
struct Block {
  Matrix w, v, pi;
  Vector slope;
  bool reduced, projects;

  Vector back(const Vector& g) const {
    Vector d = reduced ? g : v.transposed_times(g);
    for (std::size_t k = 0; k < d.size(); ++k)
      d[k] *= slope[k];
    Vector below = projects ? pi.transposed_times(g) : g;
    const Vector through = w.transposed_times(d);
    for (std::size_t j = 0; j < below.size(); ++j)
      below[j] += through[j];
    return below;
  }
};

struct Record {
  double norm, correlation_parts[3], distance, gradient;
};

class Networks {
 public:
  Networks(const Experiment& experiment, std::int64_t width, unsigned seed)
      : network_(experiment.network), phi_(nonlinearity(network_)), width_(width), random_(seed) {}

  Record record(double correlation) {
    start(correlation);
    blocks_.clear();
    for (int l = 1; l <= network_.depth; ++l)
      advance(l);
    Vector difference = a_;
    for (std::size_t i = 0; i < a_.size(); ++i)
      difference[i] -= b_[i];
    return {mean_square(a_, a_),
            {mean_square(a_, b_), mean_square(a_, a_), mean_square(b_, b_)},
            0.5 * mean_square(difference, difference),
            gradient()};
  }

 private:
  void start(double correlation) {
    const auto n = static_cast<std::size_t>(width_);
    Vector x = random_.normals(n, 1), y = random_.normals(n, 1);
    const double scale = 1 / std::sqrt(mean_square(x, x));
    for (double& each : x)
      each *= scale;
    const double overlap = mean_square(x, y);
    for (std::size_t i = 0; i < n; ++i)
      y[i] -= overlap * x[i];
    const double size = std::sqrt((1 - correlation * correlation) / mean_square(y, y));
    for (std::size_t i = 0; i < n; ++i)
      y[i] = correlation * x[i] + size * y[i];
    a_ = x, b_ = y;
  }
  void advance(int l) {
    const bool reduced = network_.architecture == "reduced_residual";
    const BlockVariances variances = block_variances(network_, l);
    const auto rows = static_cast<std::size_t>(state_width(network_, width_, l));
    const auto hidden =
        reduced ? rows : static_cast<std::size_t>(hidden_width(network_, width_, l));
    Block block{random_.matrix(hidden, a_.size(), variances.weight),
                random_.matrix(reduced ? 0 : rows, hidden, variances.branch),
                random_.matrix(rows, a_.size(), 1),
                Vector(hidden),
                reduced,
                projects(network_, l)};
    const Vector bias = random_.normals(hidden, variances.bias);
    const Vector shift = random_.normals(rows, reduced ? 0 : variances.branch_bias);
    a_ = after(block, a_, bias, shift, &block.slope);
    b_ = after(block, b_, bias, shift, nullptr);
    blocks_.push_back(block);
  }
  Vector after(const Block& block, const Vector& x, const Vector& bias, const Vector& shift,
               Vector* slope) {
    Vector h = block.w.times(x);
    for (std::size_t k = 0; k < h.size(); ++k) {
      const SignalJet jet = phi_.jet(h[k] + bias[k]);
      h[k] = jet.value;
      if (slope) (*slope)[k] = jet.first;
    }
    Vector next = block.projects ? block.pi.times(x) : x;
    const Vector branch = block.reduced ? h : block.v.times(h);
    for (std::size_t i = 0; i < next.size(); ++i)
      next[i] += branch[i] + shift[i];
    return next;
  }
  // |g_1|^2 / |g_L|^2 of a normal read-out.
  double gradient() {
    Vector g = random_.normals(a_.size(), 1);
    const double last = mean_square(g, g) * static_cast<double>(g.size());
    for (std::size_t l = blocks_.size(); l-- > 1;)
      g = blocks_[l].back(g);
    return mean_square(g, g) * static_cast<double>(g.size()) / last;
  }

  Network network_;
  Nonlinearity phi_;
  std::int64_t width_;
  Random random_;
  Vector a_, b_;
  std::vector<Block> blocks_;
};

// A mean over networks and N times the variance of one network, with their standard errors.
struct Measured {
  double value, error, variance, variance_error;
};

Measured mean_of(const Vector& values, double width) {
  const double count = static_cast<double>(values.size());
  double mean = 0, square = 0, fourth = 0;
  for (const double each : values)
    mean += each / count;
  for (const double each : values) {
    square += std::pow(each - mean, 2) / count;
    fourth += std::pow(each - mean, 4) / count;
  }
  return {mean, std::sqrt(square / count), square * width,
          std::sqrt((fourth - square * square) / count) * width};
}

std::map<std::string, Measured> measure(const Experiment& experiment, std::int64_t width, int count,
                                        unsigned seed) {
  Networks networks(experiment, width, seed);
  std::vector<Record> records;
  Vector norm, distance, gradient, ratio;
  double parts[3] = {};
  for (int n = 0; n < count; ++n) {
    records.push_back(networks.record(experiment.inputs.correlation));
    norm.push_back(records.back().norm), distance.push_back(records.back().distance);
    gradient.push_back(records.back().gradient);
    for (int k = 0; k < 3; ++k)
      parts[k] += records.back().correlation_parts[k] / count;
  }
  const double root = std::sqrt(parts[1] * parts[2]), c = parts[0] / root;
  for (const Record& r : records)  // linearised around the means
    ratio.push_back(
        c + (r.correlation_parts[0] - parts[0]) / root -
        0.5 * c * (r.correlation_parts[1] / parts[1] + r.correlation_parts[2] / parts[2] - 2));
  const auto n = static_cast<double>(width);
  return {{"state_norm", mean_of(norm, n)},
          {"metric_expressivity", mean_of(distance, n)},
          {"state_correlation", mean_of(ratio, n)},
          {"gradient_norm", mean_of(gradient, n)}};
}

struct Case {
  const char* what;
  const char *architecture, *activation;
  std::array<double, 4> variances;
  double hidden = 1;  // M / N
  bool narrows = false;
};

Experiment experiment_of(const Case& one, std::int64_t width, int inputs) {
  Experiment experiment = residual_experiment(one.activation, 4, one.variances);
  Network& network = experiment.network;
  network.architecture = one.architecture;
  network.width = {width};
  if (one.hidden != 1)
    network.residual.hidden_width = std::llround(one.hidden * static_cast<double>(width));
  if (one.narrows) network.residual.width_schedule = {{3, 0.5}};
  experiment.inputs.count = inputs;
  return experiment;
}

class ResidualSampler : public ::testing::TestWithParam<Case> {};

// Null: m(N) = value + bias/N + O(1/N^2). Two widths give 2N (m - value) at 2N minus N (m - value)
// at N, an estimate of the bias less O(1/N^2). Rejected beyond 4.5 standard errors (7e-6 per
// number, 2e-4 for all); an error of the bias of about half the standard deviation sqrt(variance)
// would be seen. Variances are extrapolated likewise; they may differ by 4.5 of their standard
// errors and by 5 % for O(1/N^2): an error of a third would be seen.
TEST_P(ResidualSampler, BiasAndVarianceToOrderOneOverN) {
  constexpr int width = 16, networks = 8000, few = 4000;
  const auto narrow = measure(experiment_of(GetParam(), width, 2), width, networks, 1);
  const auto wide = measure(experiment_of(GetParam(), 2 * width, 2), 2 * width, few, 2);
  const Prediction two = predict(experiment_of(GetParam(), width, 2));
  const Prediction one = predict(experiment_of(GetParam(), width, 1));
  for (const auto& [observable, at_narrow] : narrow) {
    SCOPED_TRACE(std::string(GetParam().what) + " " + observable);
    const Measured& at_wide = wide.at(observable);
    const bool gradients = observable == "gradient_norm", single = observable == "state_norm";
    const Curve& theory = curve(gradients ? one : two, observable,
                                gradients ? ""
                                : single  ? "0"
                                          : "0,1");
    const std::size_t l = gradients ? 0 : 3;
    const double far = 2 * width * (at_wide.value - theory.value[l]);
    const double near = width * (at_narrow.value - theory.value[l]);
    const double error = std::hypot(4 * width * at_wide.error, width * at_narrow.error);
    EXPECT_NEAR(2 * far - near, theory.bias[l], 4.5 * error);
    const double variance = 2 * at_wide.variance - at_narrow.variance;
    const double spread = std::hypot(2 * at_wide.variance_error, at_narrow.variance_error);
    EXPECT_NEAR(variance, theory.variance[l], 4.5 * spread + 0.05 * theory.variance[l]);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ResidualSampler,
    ::testing::Values(Case{"full", "residual", "tanh", {1.69, 1.5, .49, .5}},
                      Case{"hidden", "residual", "tanh", {1.69, 1.5, .1, .2}, 0.5},
                      Case{"narrowing", "residual", "tanh", {1, 1, .1, .1}, 1, true},
                      Case{"relu", "residual", "relu", {1, 1, .2, .1}},
                      Case{"gelu", "residual", "gelu", {1, 1, .2, .1}},
                      Case{"reduced", "reduced_residual", "tanh", {1.69, 1, .49, 0}}));

}  // namespace
}  // namespace widefield::test
