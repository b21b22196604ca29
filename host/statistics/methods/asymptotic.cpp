#include <algorithm>
#include <cmath>
#include <limits>

#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"

namespace widefield {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::string name(const Estimand& estimand) {
  return estimand.observable + " " + estimand.component + " of layer " +
         std::to_string(estimand.layer);
}

/// measured - theory in units of `scale`. What cannot fluctuate is right within rounding or wrong.
Component component(const Context& context, const Estimand& estimand, double deviation,
                    double error, double degrees) {
  Component one{0, deviation, error, true, name(estimand)};
  one.given = estimand.layer == 1 && !(error > rounding_floor(context.experiment));
  if (error > rounding_floor(context.experiment))
    one.z = normal_equivalent(deviation / error, degrees);
  else if (std::abs(deviation) > rounding_floor(context.experiment) + 6 * error)
    one.z = std::copysign(std::numeric_limits<double>::infinity(), deviation);
  return one;
}

/// Components that fluctuate first, and the correlation matrix of those: what cannot fluctuate does
/// not make the largest |z| larger.
void set_correlation(Assessment& test, const Matrix& covariances) {
  std::vector<std::size_t> order;
  std::vector<Component> sorted;
  for (const bool fluctuates : {true, false})
    for (std::size_t k = 0; k < test.components.size(); ++k)
      if ((test.components[k].standard_error > test.rounding) == fluctuates) {
        if (fluctuates) order.push_back(k);
        sorted.push_back(test.components[k]);
      }
  test.components = sorted;
  test.correlation = Matrix(order.size());
  const bool known = test.networks >= policy::correlation_networks;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = 0; j < order.size(); ++j) {
      const double scale =
          std::sqrt(covariances(order[i], order[i]) * covariances(order[j], order[j]));
      const double value = known ? covariances(order[i], order[j]) / scale : 0;
      test.correlation(i, j) = i == j ? 1 : std::clamp(value, -1.0, 1.0);
    }
}

/// The error of a difference from a theory that may itself have been sampled.
double together(double standard_error, const Expected& theory) {
  return theory.standard_error > 0 ? std::hypot(standard_error, theory.standard_error)
                                   : standard_error;
}

Assessment empty_test(const Context& context) {
  Assessment test;
  test.margin = test.tolerance = context.experiment.compare.tolerance;
  test.rounding = rounding_floor(context.experiment);
  test.networks = std::numeric_limits<std::uint64_t>::max();
  for (const Sample& sample : context.samples)
    test.networks = std::min<std::uint64_t>(test.networks, sample.moments.count);
  return test;
}

/// Has left the range in which errors are numbers. (Of a single network none is known, which is
/// said elsewhere.)
bool is_lost(const Sample& sample, double standard_error) {
  return sample.moments.count >= 2 && std::isnan(standard_error);
}

/// What makes an estimate skew: that of an estimand at one width.
struct Skewness {
  double value = 0;
  const Estimand* estimand = nullptr;
  std::int64_t width = 0;
};

/// Of the mean at one width.
Skewness skewness_of_mean(const Context& context, const Sample& sample, const Estimand& estimand) {
  const double one = skewness(context, sample, estimand);
  return {one / std::sqrt(static_cast<double>(sample.moments.count)), &estimand, sample.width};
}

/// Of sum_k w_k m_k with independent m_k of standard errors s_k and skewness g_k:
/// sum_k w_k^3 s_k^3 g_k / (sum_k w_k^2 s_k^2)^(3/2). Weights have both signs; what cancels is
/// counted, because the g_k are no better than lognormal laws are.
Skewness skewness_of_limit(const Context& context, std::size_t estimand,
                           const Extrapolation& limit) {
  Skewness all;
  double largest = 0;
  for (std::size_t k = 0; k < limit.weight.size(); ++k) {
    const Sample& sample = context.samples[k];
    const Skewness one = skewness_of_mean(context, sample, context.estimands[estimand]);
    const double share = std::abs(limit.weight[k]) * sample.estimates[estimand].standard_error;
    const double part =
        limit.standard_error > 0 ? one.value * std::pow(share / limit.standard_error, 3) : 0.0;
    all.value += part;
    if (part > largest) all.estimand = one.estimand, all.width = one.width, largest = part;
  }
  return all;
}

/// Says so where too few networks average a nearly lognormal quantity.
void require_normality(const std::vector<Skewness>& all, double alpha, Assessment& test) {
  const double critical =
      normal_quantile(alpha / 2 / static_cast<double>(std::max<std::size_t>(1, all.size())));
  const auto worst =
      std::max_element(all.begin(), all.end(),
                       [](const Skewness& a, const Skewness& b) { return a.value < b.value; });
  if (worst == all.end() || worst->estimand == nullptr) return;
  const double share = share_for_normality(worst->value, critical);
  if (share <= 1) return;
  test.networks_for_normality = share * static_cast<double>(test.networks);
  test.unreliable = "heavy tails: over so few networks the mean of " + name(*worst->estimand) +
                    " at width " + std::to_string(worst->width) +
                    " is not normal (its logarithm varies too much)";
}

void require_two_networks(const Sample& sample, Assessment& test) {
  if (sample.moments.count < 2) test.unreliable = "one network has no standard error";
}

/// Generalised least squares of y = t + a/N^e (+ b/N^{2e}) with independent errors: the weights w
/// with t = sum w y, by the normal equations of at most three unknowns.
std::vector<double> intercept_weights(const std::vector<double>& width,
                                      const std::vector<double>& error, double exponent) {
  const std::size_t widths = width.size(), terms = std::min<std::size_t>(widths, 3);
  // Powers of (smallest width) / N keep the equations well scaled.
  const auto power = [&](std::size_t k, std::size_t term) {
    const double ratio = width.front() / width[k];
    const double x = exponent == 1 ? ratio : std::pow(ratio, exponent);
    return term == 0 ? 1.0 : term == 1 ? x : x * x;
  };
  double equation[3][4] = {};
  for (std::size_t i = 0; i < terms; ++i) {
    equation[i][3] = i == 0;
    for (std::size_t j = 0; j < terms; ++j)
      for (std::size_t k = 0; k < widths; ++k)
        equation[i][j] += power(k, i) * power(k, j) / (error[k] * error[k]);
  }
  // Gauss-Jordan: column 3 becomes the first column of the inverse.
  for (std::size_t pivot = 0; pivot < terms; ++pivot)
    for (std::size_t i = 0; i < terms; ++i) {
      if (i == pivot) continue;
      const double factor = equation[i][pivot] / equation[pivot][pivot];
      for (std::size_t j = 0; j < 4; ++j)
        equation[i][j] -= factor * equation[pivot][j];
    }
  std::vector<double> weight(widths, 0.0);
  for (std::size_t k = 0; k < widths; ++k)
    for (std::size_t i = 0; i < terms; ++i)
      weight[k] += equation[i][3] / equation[i][i] * power(k, i) / (error[k] * error[k]);
  return weight;
}

double covariance_between(const Context& context, const Sample& sample, std::size_t i,
                          std::size_t j) {
  return covariance(Estimated{&context.estimands[i], &sample.estimates[i]},
                    Estimated{&context.estimands[j], &sample.estimates[j]}, context.plan,
                    sample.moments);
}

/// The errors of a sampled theory, taken as independent between estimands: the critical value is
/// then too large, never too small [royen2014].
void add_sampling(const Context& context, const std::vector<std::size_t>& picked,
                  Matrix& covariances) {
  for (std::size_t i = 0; i < picked.size(); ++i) {
    const double error = expected(context, context.estimands[picked[i]]).standard_error;
    covariances(i, i) += error * error;
  }
}

/// Smallest degrees of freedom behind an extrapolation.
double degrees(const Context& context) {
  double least = std::numeric_limits<double>::infinity();
  for (const Sample& sample : context.samples)
    least = std::min(least, static_cast<double>(sample.moments.count) - 1);
  return least;
}

}  // namespace

Assessment corrected_test(const Context& context, const std::string& observable, double alpha) {
  Assessment test = empty_test(context);
  const Sample& sample = context.samples.back();
  test.networks = sample.moments.count;
  std::vector<std::size_t> picked;
  for (const std::size_t index : verdict_estimands(context.estimands, observable)) {
    const Estimand& estimand = context.estimands[index];
    const Expected theory = expected(context, estimand);
    const double at_width = theory.value + theory.bias / static_cast<double>(sample.width);
    const double scale = deviation_scale(context, estimand, theory.value);
    if (!std::isfinite(at_width) || !(scale > 0)) continue;
    const Estimate& measured = sample.estimates[index];
    if (is_lost(sample, measured.standard_error)) continue;
    picked.push_back(index);
    test.components.push_back(component(context, estimand, (measured.value - at_width) / scale,
                                        together(measured.standard_error, theory) / scale,
                                        static_cast<double>(sample.moments.count) - 1));
  }
  Matrix covariances(picked.size());
  for (std::size_t i = 0; i < picked.size(); ++i)
    for (std::size_t j = 0; j < picked.size(); ++j)
      covariances(i, j) = covariance_between(context, sample, picked[i], picked[j]);
  add_sampling(context, picked, covariances);
  set_correlation(test, covariances);
  std::vector<Skewness> skew;
  for (const std::size_t index : picked)
    skew.push_back(skewness_of_mean(context, sample, context.estimands[index]));
  require_normality(skew, alpha, test);
  require_two_networks(sample, test);
  return test;
}

Extrapolation extrapolate(const Context& context, std::size_t estimand) {
  Extrapolation result;
  std::vector<double> width, error;
  bool fluctuates = true;
  for (const Sample& sample : context.samples) {
    width.push_back(static_cast<double>(sample.width));
    error.push_back(sample.estimates[estimand].standard_error);
    fluctuates &= error.back() > 0;
  }
  const bool unknown =
      std::any_of(error.begin(), error.end(), [](double e) { return std::isnan(e); });
  if (width.size() < 2 || unknown) return {none, none, {}};
  if (!fluctuates) error.assign(error.size(), 1.0);  // a constant, the same at every width
  result.weight = intercept_weights(width, error, context.estimands[estimand].bias_exponent);
  double variance = 0;
  for (std::size_t k = 0; k < width.size(); ++k) {
    const Estimate& one = context.samples[k].estimates[estimand];
    result.value += result.weight[k] * one.value;
    const double share = result.weight[k] * one.standard_error;
    variance += share * share;
  }
  result.standard_error = std::sqrt(variance);
  return result;
}

Assessment extrapolated_test(const Context& context, const std::string& observable, double alpha) {
  Assessment test = empty_test(context);
  std::vector<std::size_t> picked;
  std::vector<Extrapolation> limits;
  for (const std::size_t index : verdict_estimands(context.estimands, observable)) {
    const Estimand& estimand = context.estimands[index];
    const Expected theory = expected(context, estimand);
    const double scale = deviation_scale(context, estimand, theory.value);
    if (!std::isfinite(theory.value) || !(scale > 0)) continue;
    const Extrapolation limit = extrapolate(context, index);
    if (is_lost(context.samples.front(), limit.standard_error)) continue;
    picked.push_back(index);
    limits.push_back(limit);
    test.components.push_back(component(context, estimand, (limit.value - theory.value) / scale,
                                        together(limit.standard_error, theory) / scale,
                                        degrees(context)));
  }
  Matrix covariances(picked.size());
  for (std::size_t i = 0; i < picked.size(); ++i)
    for (std::size_t j = 0; j < picked.size(); ++j)
      for (std::size_t k = 0; k < context.samples.size(); ++k)
        covariances(i, j) += limits[i].weight[k] * limits[j].weight[k] *
                             covariance_between(context, context.samples[k], picked[i], picked[j]);
  add_sampling(context, picked, covariances);
  set_correlation(test, covariances);
  std::vector<Skewness> skew;
  for (std::size_t i = 0; i < picked.size(); ++i)
    skew.push_back(skewness_of_limit(context, picked[i], limits[i]));
  require_normality(skew, alpha, test);
  for (const Sample& sample : context.samples)
    require_two_networks(sample, test);
  return test;
}

}  // namespace widefield
