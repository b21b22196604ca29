#pragma once
#include <map>
#include <string>
#include <vector>

#include "host/gaussian/gaussian_table.hpp"
#include "host/statistics/methods/verdict.hpp"
#include "host/statistics/moments/components.hpp"
#include "host/statistics/moments/estimate.hpp"
#include "widefield/comparison.hpp"

namespace widefield {

/// All networks of one width.
struct Sample {
  std::int64_t width = 0;
  std::string engine;
  Moments moments;
  std::vector<Estimate> estimates;  // [estimand]
};

/// What every test of an experiment looks at.
struct Context {
  const Experiment& experiment;
  const Prediction& prediction;
  DerivedPlan derived;
  MomentPlan plan;
  std::vector<Estimand> estimands;
  GaussianTable table;
  std::vector<Sample> samples;  // by ascending width, each with at least one network
  Moments all;                  // networks of every width
  std::map<std::pair<std::string, std::string>, const Curve*> curves;  // observable, component
  std::string repeated;  // "blocks 3 and 7 at width 256 hold the same numbers", or empty

  Context(const Experiment& experiment, const Prediction& prediction,
          const std::vector<WidthData>& data);
};

/// An estimand's predictions; NaN where there is none.
struct Expected {
  double value = 0;           // at infinite width
  double bias = 0;            // E measured = value + bias / N + O(1/N^2)
  double standard_error = 0;  // of a theory that was sampled
};
Expected expected(const Context& context, const Estimand& estimand);

/// What a relative deviation of the estimand is relative to, as its `scale` says.
double deviation_scale(const Context& context, const Estimand& estimand, double theory);

/// The skewness of what an estimand of one network contributes to its mean, judged by the variance
/// s^2 of the logarithms that are the tails of its slots: their law is nearly lognormal, with
/// skewness (e^{s^2} + 2) sqrt(e^{s^2} - 1).
double skewness(const Context& context, const Sample& sample, const Estimand& estimand);

/// How many times as many networks as there are would make an estimate normal enough at the
/// critical value, `skewness` being its own; at most 1 where they are enough.
double share_for_normality(double skewness, double critical);

}  // namespace widefield
