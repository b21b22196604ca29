#include "sample_results.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "mean_field.hpp"

namespace widefield::sample {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t networks = 4096;

std::string digits(double value) {
  std::string text = std::to_string(value);
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Normal numbers from sums of uniform ones: the same bits with every standard library.
struct Noise {
  std::mt19937_64 engine;

  explicit Noise(std::uint64_t seed) : engine(seed) {}
  double operator()() {
    double sum = -6;
    for (int i = 0; i < 12; ++i)
      sum += static_cast<double>(engine() >> 11) * 0x1p-53;
    return sum;
  }
};

Provenance provenance() {
  Provenance p;
  p.version = "0.1.0";
  p.commit = "b6cea18";
  p.command = "widefield validate --scale desk";
  p.backend = "cpu";
  p.device = "AMD EPYC 7763, 2 cores, x86-64-v3";
  p.engine = "gram";
  p.precision = "float32";
  p.started = "2026-11-24T05:35:00Z";
  p.seed = 1;
  p.threads = 2;
  p.random_scheme = 1;
  p.seconds = 37.2;
  p.networks_per_second = 5210;
  return p;
}

ExperimentResult experiment(const std::string& name, const Claim& claim, const Parameters& p) {
  ExperimentResult r;
  r.experiment.name = name;
  r.experiment.claim = claim;
  r.experiment.network.activation = p.activation;
  r.experiment.network.weight_variance = p.weight_variance;
  r.experiment.network.bias_variance = p.bias_variance;
  r.experiment.network.width = {256, 1024, 4096};
  r.experiment.network.depth = 20;
  r.provenance = provenance();
  r.provenance.seconds = 1.7;
  for (const std::int64_t width : r.experiment.network.width)
    r.engines.push_back({width,
                         "gram: Gaussian weights, fresh in every layer, forward only; the "
                         "Gram matrix of the copies is a Markov chain"});
  return r;
}

Verdict verdict(const std::string& observable, const std::string& method, const std::string& word) {
  Verdict v;
  v.observable = observable;
  v.method = method;
  v.verdict = word;
  v.p = word == "disagrees" ? 3e-9 : 0.41;
  v.largest_relative_deviation = word == "disagrees" ? 0.031 : word == "close" ? 2.1e-3 : 2e-4;
  v.resolution = word == "underpowered" ? 0.043 : 5e-4;
  v.tolerance = method == "one_step" ? 1e-6 : 0.01;
  v.smallest_visible_error = word == "underpowered" ? 0.09 : 1.3e-3;
  if (word == "underpowered") {
    v.networks_to_decide = 81920;
    v.note = "the interval reaches beyond the tolerance: only 4096 networks";
  }
  return v;
}

/// What a curve is measured with: bias d/N, variance v/N over networks.
struct Width1N {
  double bias = 0, variance = 1;
};

void add_curve(ExperimentResult& r, const std::string& observable, const std::string& component,
               const std::vector<double>& theory, const Width1N& order, Noise& noise) {
  const std::string symbol = observable == "length_map" ? "q^l" : "c^l";
  Curve curve{observable, component, {}, theory, {}, {}, "poole2016"};
  for (int l = 1; l <= static_cast<int>(theory.size()); ++l)
    curve.layer.push_back(l);
  r.prediction.curves.push_back(curve);
  for (int l = 1; l <= static_cast<int>(theory.size()); ++l) {
    const double t = theory[l - 1], saturation = 1 - std::exp(-(l - 1) / 4.0);
    double sum = 0, weights = 0;
    for (const std::int64_t width : r.experiment.network.width) {
      const double n = static_cast<double>(width), at_width = t + order.bias * saturation / n;
      const double se = std::sqrt(order.variance * (0.05 + saturation) / n / networks);
      const double z = noise();
      r.rows.push_back({"", observable, symbol, l, component, width, networks, at_width + z * se,
                        se, t, at_width, z});
      sum += (t + z * se) / (se * se), weights += 1 / (se * se);
    }
    const double limit = sum / weights, se = 1.6 / std::sqrt(weights);
    r.rows.push_back(
        {"", observable, symbol, l, component, 0, networks, limit, se, t, none, (limit - t) / se});
  }
}

void add_scalars(ExperimentResult& r, const FixedNumbers& f, double critical) {
  const std::string phase = std::abs(f.chi_1 - 1) < 0.002 ? "critical"
                            : f.chi_1 < 1                 ? "ordered"
                                                          : "chaotic";
  r.prediction.scalars = {{"q_star", f.q_star},
                          {"chi_1", f.chi_1},
                          {"chi_length", f.chi_length},
                          {"c_star", f.c_star},
                          {"xi_q", f.xi_q},
                          {"xi_c", f.xi_c},
                          {"phase", phase},
                          {"critical_weight_variance", critical}};
}

// ---- the cases --------------------------------------------------------------------------------

void add_correlation_map(Results& results) {
  const Claim claim{
      "Two inputs flow to the same point of representation space where sigma_w is "
      "small (c* = 1), and to a fixed angle c* < 1 where it is large.",
      "poole2016",
      "Figure 2: tanh, sigma_w = 1.3, 2.5, 4.0, sigma_b = 0.3",
      {"correlation_map"}};
  Noise noise(11);
  for (const double variance : {1.69, 6.25, 16.0}) {
    const Parameters p{"tanh", variance, 0.09};
    ExperimentResult r = experiment("poole2016 correlation map", claim, p);
    r.experiment.coordinates = {{"network.weight_variance", digits(variance)}};
    add_scalars(r, fixed_numbers(p), 1.9321);
    add_curve(r, "length_map", "0,0", lengths(p, 1, 20), {-1.5 * variance, 2.2 * variance}, noise);
    add_curve(r, "correlation_map", "0,1", correlations(p, 1, 0.6, 20), {-1.1, 1.9}, noise);
    r.verdicts = {verdict("length_map", "one_step", "agrees"),
                  verdict("length_map", "corrected", "agrees"),
                  verdict("length_map", "extrapolated", variance > 10 ? "underpowered" : "agrees"),
                  verdict("correlation_map", "corrected", variance > 10 ? "close" : "agrees"),
                  verdict("correlation_map", "extrapolated", "agrees")};
    results.experiments.push_back(std::move(r));
  }
}

ResultRow chi_row(const std::string& observable, double theory, double relative, Noise& noise) {
  const double se = relative * theory, z = noise();
  return {"",
          observable,
          observable == "chi_1" ? "chi_1" : "chi_∥",
          19,
          "",
          1024,
          256,
          theory + z * se,
          se,
          theory,
          none,
          z};
}

void add_phase_diagram(Results& results) {
  const Claim claim{"A line chi_1 = 1 in the plane of sigma_w and sigma_b parts order from chaos.",
                    "poole2016",
                    "Figure 1",
                    {}};
  Noise noise(12);
  for (int i = 0; i < 12; ++i)
    for (int j = 0; j < 8; ++j) {
      const Parameters p{"tanh", 0.6 + 0.3 * i, 0.02 + 0.06 * j};
      ExperimentResult r = experiment("poole2016 phase diagram", claim, p);
      r.experiment.coordinates = {{"network.weight_variance", digits(p.weight_variance)},
                                  {"network.bias_variance", digits(p.bias_variance)}};
      const double q = lengths(p, 1, 40).back();
      const double chi = p.weight_variance * slope_mean(p, q);
      r.prediction.scalars = {{"chi_1", chi}};
      r.rows = {chi_row("chi_1", chi, 2e-3, noise)};
      r.verdicts = {verdict("chi_1", "extrapolated", "agrees")};
      results.experiments.push_back(std::move(r));
    }
}

void add_depth_scales(Results& results) {
  const Claim claim{
      "The depth to which correlations travel diverges at the order-to-chaos "
      "transition; that of lengths does not.",
      "schoenholz2017",
      "Figure 2",
      {}};
  Noise noise(13);
  const double critical = critical_weight_variance("tanh", 0.05);
  for (int i = 0; i < 16; ++i) {
    const Parameters p{"tanh", 1.0 + 0.125 * i, 0.05};
    ExperimentResult r = experiment("schoenholz2017 depth scales", claim, p);
    r.experiment.coordinates = {{"network.weight_variance", digits(p.weight_variance)}};
    const FixedNumbers f = fixed_numbers(p);
    add_scalars(r, f, critical);
    for (const std::int64_t width : {1024, 4096})
      for (const auto& [name, value] : {std::pair{"xi_q", f.xi_q}, {"xi_c", f.xi_c}}) {
        const double se = value * 0.4 / std::sqrt(static_cast<double>(width));
        r.scalars.push_back({"", name, width, value + se * noise(), se, value});
      }
    r.verdicts = {verdict("xi_c", "corrected", i == 6 ? "underpowered" : "agrees")};
    results.experiments.push_back(std::move(r));
  }
}

void add_criticality(Results& results) {
  const Claim claim{"At criticality the correlation decays algebraically, 1 - c ~ 2 / (f''(1) l).",
                    "schoenholz2017",
                    "Section 3",
                    {"correlation_map"}};
  const Parameters p{"tanh", critical_weight_variance("tanh", 0.05), 0.05};
  ExperimentResult r = experiment("schoenholz2017 algebraic decay", claim, p);
  Noise noise(14);
  FixedNumbers f = fixed_numbers(p);
  f.chi_1 = 1, f.c_star = 1, f.xi_c = std::numeric_limits<double>::infinity();
  add_scalars(r, f, p.weight_variance);
  r.experiment.network.depth = 200;
  add_curve(r, "correlation_map", "0,1", correlations(p, 0.5, 0.1, 200), {0, 0.002}, noise);
  r.verdicts = {verdict("correlation_map", "extrapolated", "agrees")};
  results.experiments.push_back(std::move(r));
}

void add_kernels(Results& results) {
  const Claim claim{
      "Wide random networks of any depth are Gaussian processes with the kernel of "
      "the recursion.",
      "lee2018",
      "Section 2.3",
      {}};
  const Parameters p{"tanh", 1.5, 0.3};
  ExperimentResult r = experiment("lee2018 nngp kernel", claim, p);
  r.experiment.inputs.count = 3;
  r.experiment.inputs.gram = {{1, 0.9, 0.1}, {0.9, 1, -0.4}, {0.1, -0.4, 1}};
  Noise noise(15);
  const std::vector<std::pair<std::string, double>> pairs = {
      {"0,1", 0.9}, {"0,2", 0.1}, {"1,2", -0.4}};
  for (const auto& [name, c] : pairs)
    add_curve(r, "correlation_map", name, correlations(p, 1, c, 20), {-0.9, 1.4}, noise);
  for (const std::string name : {"0,0", "1,1", "2,2"})
    add_curve(r, "length_map", name, lengths(p, 1, 20), {-1.2, 1.6}, noise);
  r.verdicts = {verdict("correlation_map", "extrapolated", "disagrees"),
                verdict("length_map", "one_step", "agrees")};
  results.experiments.push_back(std::move(r));
}

Histogram histogram(std::int64_t width, Noise& noise) {
  Histogram h{"", "length_map", "0,0", 20, width, {}, std::vector<std::uint64_t>(40), 0, 0, 0, 0};
  const double sd = 4 / std::sqrt(static_cast<double>(width));
  for (int i = 0; i <= 40; ++i)
    h.edges.push_back(std::exp(sd * (i - 20) / 5.0));
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  for (std::uint64_t n = 0; n < networks; ++n) {
    const double x = std::exp(sd * noise() - sd * sd / 2);
    const auto bin = std::upper_bound(h.edges.begin(), h.edges.end(), x) - h.edges.begin() - 1;
    ++h.counts[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(bin, 0, 39))];
    m1 += x, m2 += x * x, m3 += x * x * x, m4 += x * x * x * x;
  }
  const double n = networks;
  m1 /= n, m2 /= n, m3 /= n, m4 /= n;
  h.mean = m1, h.variance = m2 - m1 * m1;
  h.skewness = (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1) / std::pow(h.variance, 1.5);
  h.excess_kurtosis =
      (m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1) / std::pow(h.variance, 2) - 3;
  return h;
}

void add_finite_width(Results& results) {
  const Claim claim{
      "The length of a ReLU network at He's variance is nearly log-normal over "
      "networks, with variance 5 L / N.",
      "hanin2018",
      "Theorem 1",
      {"length_map"}};
  ExperimentResult r = experiment("finite width relu law", claim, {"relu", 2, 0});
  r.experiment.inputs.count = 1;
  Noise noise(16);
  add_curve(r, "length_map", "0,0", std::vector<double>(20, 2.0), {0, 20}, noise);
  for (const std::int64_t width : {256, 1024, 4096})
    r.histograms.push_back(histogram(width, noise));
  r.verdicts = {verdict("length_map", "closed_form", "agrees")};
  results.experiments.push_back(std::move(r));
}

void add_activations(Results& results) {
  const Claim claim{
      "The slope of the length map calls SELU and ELU safe at the scale that keeps "
      "the second moment; the slope of the correlation map does not.",
      "",
      "computed here",
      {"chi_1", "chi_length"}};
  const std::vector<std::pair<std::string, std::pair<double, double>>> slopes = {
      {"linear", {1, 1}},         {"tanh", {1.2, 0.55}},      {"erf", {1.18, 0.57}},
      {"sin", {1.31, 0.41}},      {"relu", {1, 1}},           {"leaky_relu", {1, 1}},
      {"hard_tanh", {1.4, 0.36}}, {"gelu", {1.0934, 1.0746}}, {"silu", {1.0982, 1.0836}},
      {"softplus", {0.3, 0.78}},  {"elu", {1.0433, 1.0}},     {"selu", {1.0716, 1.0}},
      {"mish", {1.0997, 1.0701}}, {"alpha_relu", {1.27, 1.5}}};
  Noise noise(17);
  for (const auto& [name, chi] : slopes) {
    ExperimentResult r = experiment("activations slopes", claim, {name, 1, 0});
    r.experiment.coordinates = {{"network.activation", name}};
    r.prediction.scalars = {{"chi_1", chi.first}, {"chi_length", chi.second}};
    r.rows = {chi_row("chi_1", chi.first, 4e-3, noise),
              chi_row("chi_length", chi.second, 4e-3, noise)};
    r.verdicts = {verdict("chi_1", "corrected", "agrees"),
                  verdict("chi_length", "corrected", "agrees")};
    results.experiments.push_back(std::move(r));
  }
}

/// Names of experiments as rows and verdicts carry them.
void name_parts(ExperimentResult& r) {
  for (ResultRow& row : r.rows)
    row.experiment = r.experiment.name;
  for (Verdict& v : r.verdicts)
    v.experiment = r.experiment.name, v.citation = r.experiment.claim.citation;
  for (Histogram& h : r.histograms)
    h.experiment = r.experiment.name;
  for (MeasuredScalar& s : r.scalars)
    s.experiment = r.experiment.name;
}

Results made() {
  Results all;
  all.title = "Wide random networks against mean-field theory";
  all.command = "widefield validate --scale desk --seed 1 -o report";
  all.provenance = provenance();
  add_correlation_map(all);
  add_phase_diagram(all);
  add_depth_scales(all);
  add_criticality(all);
  add_kernels(all);
  add_finite_width(all);
  add_activations(all);
  for (ExperimentResult& r : all.experiments)
    name_parts(r);
  return all;
}

}  // namespace

const Results& results() {
  static const Results all = made();
  return all;
}

ExperimentResult bare_experiment() {
  return experiment("bare", {"A claim without numbers.", "poole2016", "", {}}, {});
}

}  // namespace widefield::sample
