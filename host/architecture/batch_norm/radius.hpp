#pragma once
#include <vector>

namespace widefield {

/// A possible size of the fields of one neuron over a batch. Their covariance acts as mu on what
/// sums to 0, so sum (h_a - mean)^2 = mu r^2 with r^2 ~ chi^2 with B - 1 degrees of freedom.
struct BatchRadius {
  double weight;  // sum 1
  double square;  // r^2
  int shell;      // rho^2 = mu r^2 / (mu r^2 + B epsilon) = 1 / (1 + exp(-shell step))
};

/// Nodes of a trapezoid sum in ln(r^2), accurate to rounding also for averages of 1 / (mu r^2 +
/// B epsilon) where they exist (Gauss-Laguerre fails for small epsilon). The shells of all mu lie
/// on one grid, so that averages over them serve every mu. Without epsilon every shell is rho = 1.
struct BatchRadii {
  int batch;
  double epsilon;

  double step() const;
  double rho_square(int shell) const;
  std::vector<BatchRadius> at(double mu) const;
};

}  // namespace widefield
