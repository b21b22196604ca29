#include "host/statistics/spectrum/depth_scale.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <string_view>

namespace widefield {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double seen = 5;  // standard errors
constexpr std::size_t fewest_layers = 6;
constexpr double linear_regime = 0.1;  // of the value: where the decay is exponential

/// Weighted least squares of y = A + B rho^l: the residual sum of squares at this rho.
double residual(std::span<const double> y, std::span<const double> error, double rho) {
  double s = 0, sx = 0, sxx = 0, sy = 0, sxy = 0, syy = 0, x = 1;
  for (std::size_t l = 0; l < y.size(); ++l, x *= rho) {
    const double weight = 1 / (error[l] * error[l]);
    s += weight, sx += weight * x, sxx += weight * x * x;
    sy += weight * y[l], sxy += weight * x * y[l], syy += weight * y[l] * y[l];
  }
  const double xx = sxx - sx * sx / s, xy = sxy - sx * sy / s, yy = syy - sy * sy / s;
  return xx > 0 ? yy - xy * xy / xx : yy;
}

/// The xi with the smallest residual, equidistant in ln xi and then by parabola; NaN at an end.
double best_scale(std::span<const double> y, std::span<const double> error) {
  constexpr int steps = 400;
  const double low = std::log(0.2), high = std::log(2.0 * static_cast<double>(y.size()));
  const auto at = [&](double position) {
    const double xi = std::exp(low + (high - low) * position / steps);
    return residual(y, error, std::exp(-1 / xi));
  };
  int best = 0;
  for (int k = 1; k <= steps; ++k)
    if (at(k) < at(best)) best = k;
  if (best == 0 || best == steps) return none;
  const double left = at(best - 1), middle = at(best), right = at(best + 1);
  const double shift = 0.5 * (left - right) / (left - 2 * middle + right);
  return std::exp(low + (high - low) * (best + shift) / steps);
}

double theory(const Prediction& prediction, const std::string& name) {
  for (const Scalar& scalar : prediction.scalars)
    if (scalar.name == name)
      if (const double* value = std::get_if<double>(&scalar.value)) return *value;
  return none;
}

/// 0 where the theory was not sampled.
double sampling_error(const Prediction& prediction, const std::string& name) {
  const double error = theory(prediction, name + "_standard_error");
  return std::isnan(error) ? 0 : error;
}

/// Rows of an observable's first component, by layer.
std::vector<const Estimand*> first_component(const Context& context, std::string_view observable) {
  std::vector<const Estimand*> found;
  for (const Estimand& estimand : context.estimands)
    if (estimand.observable == observable &&
        (found.empty() || estimand.component == found.front()->component))
      found.push_back(&estimand);
  std::sort(found.begin(), found.end(),
            [](const Estimand* a, const Estimand* b) { return a->layer < b->layer; });
  return found;
}

double decay_scale(const Context& context, const Moments& moments,
                   const std::vector<const Estimand*>& estimands, bool relative) {
  std::vector<double> values, errors;
  for (const Estimand* estimand : estimands) {
    const Estimate one = estimate(*estimand, context.plan, moments);
    values.push_back(one.value);
    errors.push_back(one.standard_error);
  }
  const double scale = relative ? std::abs(values.back()) : 1.0;
  return context.experiment.measure.every * fitted_scale(values, errors, linear_regime * scale);
}

/// Half the depth is left to the length to settle: xi = -(L - h) / ln E g^h.
double gradient_scale(const Context& context, const Moments& moments,
                      const std::vector<const Estimand*>& estimands) {
  const std::size_t half = estimands.size() / 2;
  const double value = estimate(*estimands[half], context.plan, moments).value;
  return -static_cast<double>(estimands.back()->layer - estimands[half]->layer) / std::log(value);
}

using ScaleOf = std::function<double(const Moments&)>;

ScaleOf scale_of(const Context& context, const ObservableRow& of) {
  const auto estimands = first_component(context, of.name);
  if (estimands.size() < fewest_layers) return nullptr;
  if (of.decay.kind == Decay::Kind::gradient)
    return [&context, estimands](const Moments& moments) {
      return gradient_scale(context, moments, estimands);
    };
  const bool relative = of.decay.kind == Decay::Kind::relative;
  return [&context, estimands, relative](const Moments& moments) {
    return decay_scale(context, moments, estimands, relative);
  };
}

}  // namespace

double fitted_scale(const std::vector<double>& values, const std::vector<double>& errors,
                    double linear) {
  std::size_t first = values.size();
  while (first > 0 && std::abs(values[first - 1] - values.back()) < linear && errors[first - 1] > 0)
    --first;
  const std::size_t layers = values.size() - first;
  if (layers < fewest_layers) return none;
  if (!(std::abs(values[first] - values.back()) > seen * (errors[first] + errors.back())))
    return none;
  return best_scale(std::span(values).subspan(first), std::span(errors).subspan(first));
}

std::vector<MeasuredScalar> measured_scales(const Context& context,
                                            const std::vector<WidthData>& data) {
  std::vector<MeasuredScalar> all;
  for (const ObservableRow* of : measured_observables(context.experiment)) {
    const std::string name(of->decay.scale);
    const ScaleOf scale = name.empty() ? nullptr : scale_of(context, *of);
    if (scale == nullptr) continue;
    for (const WidthData& one : data) {
      const Moments moments = unite_blocks(context.plan, one.blocks);
      const double measured = moments.count > 1 ? scale(moments) : none;
      if (std::isnan(measured)) continue;
      const double error = jackknife_error(leave_one_out(context.plan, one.blocks), scale);
      if (std::isnan(error)) continue;
      all.push_back({"", name, one.width, measured, error, theory(context.prediction, name),
                     sampling_error(context.prediction, name)});
    }
  }
  return all;
}

}  // namespace widefield
