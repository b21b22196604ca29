#pragma once
#include <string>
#include <vector>

namespace widefield::sample {

/// Just enough mean-field theory for sample results (trapezoid rule; about 6 digits).
struct Parameters {
  std::string activation = "tanh";
  double weight_variance = 1.7, bias_variance = 0.05;
};

double square_mean(const Parameters& p, double q);  // <phi^2>
double slope_mean(const Parameters& p, double q);   // <phi'^2>
double product_mean(const Parameters& p, double q, double c);

/// q^1 .. q^L from |x|^2/N = start.
std::vector<double> lengths(const Parameters& p, double start, int depth);
/// c^1 .. c^L from a correlation of the inputs.
std::vector<double> correlations(const Parameters& p, double start, double c, int depth);

struct FixedNumbers {
  double q_star = 0, c_star = 0, chi_1 = 0, chi_length = 0, xi_q = 0, xi_c = 0;
};
FixedNumbers fixed_numbers(const Parameters& p);

/// The weight variance where chi_1 = 1.
double critical_weight_variance(const std::string& activation, double bias_variance);

}  // namespace widefield::sample
