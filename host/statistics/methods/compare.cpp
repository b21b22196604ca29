#include <algorithm>
#include <cmath>
#include <limits>

#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"
#include "host/statistics/spectrum/depth_scale.hpp"
#include "host/statistics/spectrum/spectrum.hpp"

namespace widefield {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// (measured - theory) / error. It does not exist where a number cannot fluctuate (layer 1 of exact
/// inputs): its error is rounding, and so would be the ratio.
double standardised(double measured, double theory, double error) {
  const double rounding = policy::rounding_floor_float64 * std::abs(theory);
  return error > rounding ? (measured - theory) / error : none;
}

ResultRow result_row(const Context& context, const Estimand& estimand, std::int64_t width) {
  ResultRow result;
  result.experiment = context.experiment.name;
  result.observable = estimand.observable;
  result.symbol = observable_row(estimand.observable).symbol;
  result.axis = estimand.axis;
  result.at = coordinate(estimand, width);
  if (estimand.axis == Axis::layer) result.layer = estimand.layer;
  result.component = estimand.component;
  result.theory = expected(context, estimand).value;
  return result;
}

void add_rows(const Context& context, ExperimentResult& result) {
  for (const Sample& sample : context.samples)
    for (std::size_t k = 0; k < context.estimands.size(); ++k) {
      const Estimand& estimand = context.estimands[k];
      ResultRow one = result_row(context, estimand, sample.width);
      const Expected theory = expected(context, estimand);
      one.width = sample.width;
      one.networks = sample.moments.count;
      one.measured = sample.estimates[k].value;
      one.standard_error = sample.estimates[k].standard_error;
      one.theory_at_width = theory.value + theory.bias / static_cast<double>(sample.width);
      one.z = standardised(one.measured, one.theory_at_width,
                           std::hypot(one.standard_error, theory.standard_error));
      result.rows.push_back(std::move(one));
    }
}

void add_extrapolated_rows(const Context& context, ExperimentResult& result) {
  if (context.samples.size() < 2) return;
  for (std::size_t k = 0; k < context.estimands.size(); ++k) {
    ResultRow one = result_row(context, context.estimands[k], 0);
    const Extrapolation limit = extrapolate(context, k);
    one.networks = context.all.count;
    one.measured = limit.value;
    one.standard_error = limit.standard_error;
    one.theory_at_width = one.theory;
    const double sampled = expected(context, context.estimands[k]).standard_error;
    one.z = standardised(one.measured, one.theory, std::hypot(one.standard_error, sampled));
    result.rows.push_back(std::move(one));
  }
}

/// A delta-method error that the jackknife contradicts is not trusted: with 16 groups or more the
/// jackknife itself is known to 18 %, so a factor 2 is beyond five of its standard errors.
std::string disputed_error(const Context& context, const std::string& observable,
                           const WidthData& data, const Sample& sample) {
  constexpr std::size_t enough_groups = 16;
  const auto without = leave_one_out(context.plan, data.blocks);
  if (without.size() < enough_groups) return "";
  for (const std::size_t k : verdict_estimands(context.estimands, observable)) {
    const double delta = sample.estimates[k].standard_error;
    const double jackknife = jackknife_error(without, [&](const Moments& moments) {
      return estimate(context.estimands[k], context.plan, moments).value;
    });
    const double floor = rounding_floor(context.experiment) * std::abs(sample.estimates[k].value);
    if (delta > floor && (jackknife > 2 * delta || jackknife < 0.5 * delta))
      return "delta method and jackknife disagree about the standard error of layer " +
             std::to_string(context.estimands[k].layer);
  }
  return "";
}

Assessment make_test(const Context& context, const std::string& observable, const Method& method,
                     double alpha) {
  if (method.name == "one_step") return one_step_test(context, observable);
  if (method.name == "closed_form") return closed_form_test(context, observable);
  if (method.name == "corrected") return corrected_test(context, observable, alpha);
  return extrapolated_test(context, observable, alpha);
}

/// A block that was counted twice breaks every method; an exact test calls it by its name.
void add_repetition(const Context& context, Assessment& test) {
  if (context.repeated.empty()) return;
  test.unreliable = test.exact ? "" : context.repeated;
  if (!test.exact) return;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  test.components.push_back({infinite, 0, infinite, false, context.repeated});
}

bool possible(const Context& context, const std::string& observable, const Method& method) {
  if (!method.applies) return false;
  if (method.family == "exact") return true;
  if (method.name == "extrapolated" && context.samples.size() < 2) return false;
  return std::any_of(
      context.estimands.begin(), context.estimands.end(), [&](const Estimand& estimand) {
        const Expected theory = expected(context, estimand);
        return estimand.observable == observable &&
               std::isfinite(method.name == "corrected" ? theory.bias : theory.value);
      });
}

std::string citation(const Context& context, const ObservableRow& of) {
  for (const Curve& curve : context.prediction.curves)
    if (curve.observable == of.name && !curve.citation.empty()) return curve.citation;
  return std::string(of.citation);
}

void add_verdicts(const Context& context, const std::vector<WidthData>& data, double alpha,
                  ExperimentResult& result) {
  for (const ObservableRow* of : measured_observables(context.experiment)) {
    const std::string name(of->name);
    for (const Method& method : methods(context.experiment, name)) {
      if (!possible(context, name, method)) continue;
      Assessment test = make_test(context, name, method, alpha);
      if (!test.exact && test.unreliable.empty())
        test.unreliable = disputed_error(context, name, data.back(), context.samples.back());
      add_repetition(context, test);
      Verdict verdict = judge(test, alpha);
      verdict.experiment = context.experiment.name;
      verdict.observable = name;
      verdict.method = method.name;
      verdict.citation = citation(context, *of);
      result.verdicts.push_back(std::move(verdict));
    }
  }
}

/// Skewness and kurtosis from the mean powers of a standardised value.
void set_shape(const Context& context, const Sample& sample, const HistogramPlan& plan,
               const Powers& powers, Histogram& histogram) {
  double raw[5] = {1, 0, 0, 0, 0};
  for (int k = 0; k < 4; ++k)
    raw[k + 1] = sample.moments.mean[powers.out[k]];
  const double m = raw[1], variance = raw[2] - m * m;
  const double third = raw[3] - 3 * m * raw[2] + 2 * m * m * m;
  const double fourth = raw[4] - 4 * m * raw[3] + 6 * m * m * raw[2] - 3 * m * m * m * m;
  histogram.mean = plan.centre + plan.scale * m;
  histogram.variance = covariance(context.plan, sample.moments, plan.slot, plan.slot);
  histogram.skewness = variance > 0 ? third / (variance * std::sqrt(variance)) : none;
  histogram.excess_kurtosis = variance > 0 ? fourth / (variance * variance) - 3 : none;
}

void add_histograms(const Context& context, const std::vector<WidthData>& data,
                    ExperimentResult& result) {
  for (const WidthData& one : data) {
    const auto sample = std::find_if(context.samples.begin(), context.samples.end(),
                                     [&](const Sample& s) { return s.width == one.width; });
    if (sample == context.samples.end() || one.histograms.empty()) continue;
    const auto plans = histogram_plans(context.experiment, one.width);
    for (std::size_t k = 0; k < plans.size(); ++k) {
      Histogram histogram{context.experiment.name, plans[k].observable, plans[k].component,
                          plans[k].layer,          one.width,           plans[k].edges,
                          one.histograms[k]};
      set_shape(context, *sample, plans[k], context.derived.powers[k], histogram);
      result.histograms.push_back(std::move(histogram));
    }
  }
}

}  // namespace

ExperimentResult compare(const Experiment& experiment, const Prediction& prediction,
                         const std::vector<WidthData>& data, int tests_in_report) {
  const Context context(experiment, prediction, data);
  ExperimentResult result;
  result.experiment = experiment;
  result.prediction = prediction;
  for (const WidthData& one : data)
    result.engines.emplace_back(one.width, one.engine);
  if (context.samples.empty()) return result;
  const int tests = tests_in_report > 0 ? tests_in_report : count_tests(experiment);
  add_rows(context, result);
  add_extrapolated_rows(context, result);
  add_verdicts(context, data, policy::family_wise_error / std::max(1, tests), result);
  add_histograms(context, data, result);
  result.scalars = measured_scales(context, data);
  for (MeasuredScalar& scalar : spectrum_scalars_of(context))
    result.scalars.push_back(std::move(scalar));
  for (MeasuredScalar& scalar : result.scalars)
    scalar.experiment = experiment.name;
  return result;
}

}  // namespace widefield
