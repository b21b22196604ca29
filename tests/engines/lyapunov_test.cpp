// Lyapunov spectra against the laws that hold at every width, and what the frame does to a Gram
// matrix against Gram-Schmidt on the vectors themselves.
#include <gtest/gtest.h>

#include <boost/math/special_functions/binomial.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include "kernels/cpu/team.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"
#include "support.hpp"
#include "tests/law/gram_schmidt.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

using boost::math::digamma;
using boost::math::trigamma;

struct Law {
  double mean, variance;
};

Experiment spectrum(const std::string& activation, const std::string& weights, int exponents) {
  Experiment e = mlp(activation, 1.7, 0, 12);
  e.network.weights = weights;
  e.inputs.count = 1;
  e.measure.observables = {"lyapunov_spectrum"};
  e.measure.exponents = exponents;
  return e;
}

/// Of ln(R_ii^2 / sigma_w^2) in a layer with n of N neurons on: chi^2_{n-i+1} / N, and with Haar
/// weights Beta((n-i+1)/2, (N-n)/2).
Law given_active(int width, int active, int i, bool haar) {
  const double d = 0.5 * (active - i + 1), all = 0.5 * (width - i + 1);
  if (haar) return {digamma(d) - digamma(all), trigamma(d) - trigamma(all)};
  return {digamma(d) + std::log(2.0 / width), trigamma(d)};
}

/// The same over n ~ Binomial(N, 1/2), term by term.
Law relu_law(int width, int i, bool haar) {
  double weight = 0, mean = 0, square = 0;
  for (int n = i; n <= width; ++n) {
    const double p = boost::math::binomial_coefficient<double>(width, n);
    const Law law = given_active(width, n, i, haar);
    weight += p;
    mean += p * law.mean;
    square += p * (law.variance + law.mean * law.mean);
  }
  return {mean / weight, square / weight - mean * mean / weight / weight};
}

/// z scores of mean and variance of exponent i of L independent layers.
std::pair<double, double> scores(const Records& records, const Experiment& e, int i, Law law) {
  const int depth = e.network.depth;
  const Summary s = summarise(records.column("lyapunov_exponent", depth, std::to_string(i)));
  const double mean = 0.5 * (law.mean + std::log(e.network.weight_variance));
  return {z_score(s.mean, s.mean_error, mean),
          z_score(s.variance, s.variance_error, law.variance / (4 * depth))};
}

/// Null: mean and variance of every exponent are those of the law. 2000 networks of 12 layers know
/// a mean to 1/45 of a standard deviation of one network and a variance to 3 %: one degree of
/// freedom too few moves the mean of a linear network of 32 neurons by 19 standard errors.
void expect_law(const Experiment& e, int width, int networks, Law (*law)(int, int)) {
  const Records records = simulate_records(e, width, networks);
  for (int i = 1; i <= e.measure.exponents; ++i) {
    const auto [mean, variance] = scores(records, e, i, law(width, i));
    EXPECT_LT(std::abs(mean), largest_z) << e.run.engine << " exponent " << i;
    EXPECT_LT(std::abs(variance), largest_z) << e.run.engine << " exponent " << i;
  }
}

TEST(Lyapunov, LinearGaussianByDigamma) {
  for (const char* engine : {"closed", "gram", "state", "dense"}) {
    Experiment e = spectrum("linear", "gaussian", 24);
    e.run.engine = engine;
    e.run.precision = "float64";
    expect_law(e, 32, 2000, [](int width, int i) { return given_active(width, width, i, false); });
  }
}

/// The exponents are ln sigma_w in every network. float32 signals lose about 1e-7 per layer.
TEST(Lyapunov, LinearOrthogonalIsExact) {
  for (const char* engine : {"gram", "state", "dense"})
    for (const auto& [precision, error] :
         {std::pair{"float32", 1e-6}, std::pair{"float64", 1e-13}}) {
      Experiment e = spectrum("linear", "orthogonal", 12);
      e.run.engine = engine;
      e.run.precision = precision;
      for (const double value : simulate_records(e, 32, 5).values)
        EXPECT_NEAR(value, 0.5 * std::log(1.7), error) << engine << " " << precision;
    }
}

TEST(Lyapunov, ReluGaussianByTheWishartChain) {
  for (const char* engine : {"closed", "gram", "state", "dense"}) {
    Experiment e = spectrum("relu", "gaussian", 4);
    e.run.engine = engine;
    e.network.bias_variance = 0.3;  // no law depends on it
    expect_law(e, 48, 2000, [](int width, int i) { return relu_law(width, i, false); });
  }
}

TEST(Lyapunov, ReluOrthogonalByTheBetaLaw) {
  for (const char* engine : {"gram", "state", "dense"}) {
    Experiment e = spectrum("relu", "orthogonal", 4);
    e.run.engine = engine;
    expect_law(e, 48, 2000, [](int width, int i) { return relu_law(width, i, true); });
  }
}

/// Planted: the spectrum of a network with one neuron fewer, and exponents shifted by one place.
TEST(Lyapunov, AWrongWidthAndAWrongPlaceAreRejected) {
  constexpr int width = 32, last = 24;
  Experiment e = spectrum("linear", "gaussian", last);
  e.run.engine = "gram";
  const Records narrow = simulate_records(e, width - 1, 1000);
  const Records right = simulate_records(e, width, 1000);
  const Law law = given_active(width, width, last, false);
  EXPECT_LT(std::abs(scores(right, e, last, law).first), largest_z);
  EXPECT_GT(std::abs(scores(narrow, e, last, law).first), largest_z);
  EXPECT_GT(std::abs(scores(right, e, last - 1, law).first), largest_z);
}

/// Null: one block x + V W x without biases multiplies a tangent by sqrt(2), to 1/2N. (Taken over
/// scratch registers as well as states, frames gave 0.55.) 200 networks know it to 0.002.
TEST(Lyapunov, OneLinearResidualBlockGrowsByTheRootOfTwo) {
  for (const char* engine : {"state", "lazy", "dense"}) {
    Experiment e = spectrum("linear", "gaussian", 1);
    e.network.architecture = "residual";
    e.network.weight_variance = 1;
    e.network.residual.branch_bias_variance = 0;
    e.network.depth = 1;
    e.run.engine = engine;
    const Summary s = summarise(simulate_records(e, 256, 200).column("lyapunov_exponent", 1, "1"));
    EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, 0.5 * std::log(2) - 0.5 / 256)), largest_z)
        << engine;
  }
}

/// Batches have no largest size: one more than a word of bits, with tangents.
TEST(Lyapunov, OfALargeBatch) {
  for (const char* engine : {"gram", "state", "dense"}) {
    Experiment e = spectrum("relu", "gaussian", 1);
    e.network.architecture = "batch_norm";
    e.network.batch_norm.batch = e.inputs.count = 65;
    e.network.depth = 2;
    e.run.engine = engine;
    for (const double value : simulate_records(e, 160, 1).values)
      EXPECT_TRUE(std::isfinite(value)) << engine;
  }
}

/// Where the input sinks into the span of its tangents, engines that condition on it lost a
/// direction.
TEST(Lyapunov, DeepFramesOfLinearNetworksAreLeftToDense) {
  Experiment e = spectrum("linear", "gaussian", 48);
  EXPECT_EQ(plan(e, 64).engine, "closed");
  e.network.depth = 100;
  EXPECT_EQ(plan(e, 64).engine, "dense");
  e.run.engine = "gram";
  EXPECT_THROW(plan(e, 64), InputError);
  e.run.engine = "auto";
  e.network.weights = "orthogonal";  // all exponents are equal
  EXPECT_NE(plan(e, 64).engine, "dense");
  e = spectrum("tanh", "gaussian", 48);  // an input does not obey the map of its tangents
  e.network.depth = 100;
  EXPECT_EQ(plan(e, 64).engine, "gram");
}

/// Exponents do not change what else is measured: tangents come back in the units they had.
TEST(Lyapunov, LeavesOtherObservablesAsTheyWere) {
  for (const char* engine : {"closed", "gram", "state", "dense"}) {
    Experiment e = spectrum("relu", "gaussian", 1);
    e.run.engine = engine;
    e.run.precision = "float64";
    e.measure.observables = {"length_map", "chi_1"};
    const Records alone = simulate_records(e, 40, 3);
    e.measure.observables.push_back("lyapunov_spectrum");
    const Records both = simulate_records(e, 40, 3);
    for (const Slot& slot : alone.layout)
      for (std::size_t n = 0; n < 3; ++n)
        EXPECT_NEAR(both.column(slot)[n], alone.column(slot)[n], 1e-10)
            << engine << " " << RecordLayout::name(slot) << " " << slot.layer;
  }
}

// ---- the frame itself ---------------------------------------------------------------------------

/// Two inputs with three tangents each: [copy][neuron].
constexpr int neurons = 9;
constexpr Copies copies{2, 3};
using Vectors = std::vector<double>;

Vectors some_vectors() {
  Vectors x(copies.count() * neurons);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = std::sin(1.7 * double(i * i)) + (i % 7 == 0);
  return x;
}

Vectors gram_of(const Vectors& x) {
  const int k = copies.count();
  Vectors gram(k * k);
  for (int a = 0; a < k; ++a)
    for (int b = 0; b < k; ++b)
      for (int i = 0; i < neurons; ++i)
        gram[a * k + b] += x[a * neurons + i] * x[b * neurons + i] / neurons;
  return gram;
}

/// Gram-Schmidt on the tangents of input 0, of squared norm N; ln R_ii.
Vectors orthonormalise(Vectors& x) {
  double* tangents = &x[copies.tangent(0, 0) * neurons];
  Vectors r(copies.tangents * copies.tangents), growth;
  gram_schmidt(tangents, neurons, copies.tangents, r.data(), 0);
  for (int i = 0; i < copies.tangents * neurons; ++i)
    tangents[i] *= std::sqrt(double(neurons));
  for (int i = 0; i < copies.tangents; ++i)
    growth.push_back(std::log(r[i * copies.tangents + i] / std::sqrt(double(neurons))));
  return growth;
}

TEST(TangentFrame, DoesToAGramMatrixWhatGramSchmidtDoesToVectors) {
  std::vector<std::byte> memory(1 << 16);
  TeamPlace place;
  place.shared = memory.data();
  Team<double> team(place);
  Task task;
  task.copies = copies;
  for (int p = 0; p < primitive_count; ++p)
    task.record.leave_out(Primitive(p));
  task.record.add(Primitive::lyapunov_exponent, copies.tangents, true);
  TangentFrame frame(team, task, false);
  frame.start();

  Vectors x = some_vectors(), gram = gram_of(x), record(copies.tangents);
  const double first = std::sqrt(gram[copies.tangent(0, 0) * (copies.count() + 1)]);
  frame.orthonormalise(gram.data());
  frame.write(task, record.data());
  const Vectors growth = orthonormalise(x), expected = gram_of(x);
  for (std::size_t i = 0; i < gram.size(); ++i)
    EXPECT_NEAR(gram[i], expected[i], 1e-13) << i / copies.count() << "," << i % copies.count();
  for (int i = 0; i < copies.tangents; ++i)
    EXPECT_NEAR(record[i], growth[i], 1e-13);
  EXPECT_NEAR(frame.scale()[copies.tangent(0, 0)], 1 / first, 1e-14);
  // The planted error: products with the other copies left as they were.
  const Vectors before = gram_of(some_vectors());
  EXPECT_GT(std::abs(before[copies.tangent(0, 1)] - expected[copies.tangent(0, 1)]), 1e-3);
}

}  // namespace
}  // namespace widefield
