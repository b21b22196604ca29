#pragma once

// The numbers that decide a comparison, in one place. design: statistics in docs/statistics.md.
namespace widefield::policy {

/// Probability that a report about correct theory and correct code holds any `disagrees`.
inline constexpr double family_wise_error = 1e-3;
/// With this probability the smallest visible error would have been seen.
inline constexpr double power = 0.99;
/// Verdict components of one observable: at most this many layers, log-spaced, ...
inline constexpr int verdict_layers = 16;
/// ... and at most this many components in all; their whole covariance is kept.
inline constexpr int verdict_components = 64;
/// Named components (inputs, pairs of inputs) that take part in verdicts, evenly picked.
inline constexpr int named_components = 16;
/// Margin of an exact test: what rounding may do, relative.
inline constexpr double rounding_floor_float32 = 1e-6, rounding_floor_float64 = 1e-12;
/// The variance of innovations is tested only with this many neuron-samples N R L: below it the
/// normal approximation of a sum of squares raises false alarms (12.9 % at N = 16 for 5 %).
inline constexpr double variance_test_samples = 1e5;
/// Innovations of one layer, and fourth powers, are tested only over this many neurons: their
/// skewness (10 for h^4) divided by the root must not move a tail at z = 4.
inline constexpr double skew_test_samples = 1e5;
/// Correlations of components are estimated from at least this many networks; from fewer they are
/// taken as 0, and the critical value is Sidak's, which is never too small.
inline constexpr unsigned correlation_networks = 32;
/// The sum over layers is tested as normal only over this many neurons of one network: its square
/// has variance 2 + kappa_4 / neurons (ReLU: kappa_4 = 22); ten times as many for h^4.
inline constexpr double square_test_neurons = 1e3;
/// Below this width the closed law of a ReLU logarithm would meet networks whose units are all off.
inline constexpr long closed_form_width = 64;
/// A mean over networks is tested as normal while the skewness of the studentised mean changes the
/// tail probability at the critical value by less than this exponent (a factor e).
inline constexpr double tail_exponent = 1.0;
/// Groups of blocks of a jackknife.
inline constexpr int jackknife_groups = 32;
/// Bins of a histogram and half its range, in standard deviations of the logarithm.
inline constexpr int histogram_bins = 64;
inline constexpr double histogram_range = 5.0;

}  // namespace widefield::policy
