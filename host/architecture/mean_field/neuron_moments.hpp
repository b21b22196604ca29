#pragma once

// Moments of what one neuron adds to a sum over neurons.
namespace widefield {

/// By multiplication, so that the bits are the same everywhere.
inline double whole_power(double x, int exponent) {
  double product = 1;
  for (int k = 0; k < exponent; ++k)
    product *= x;
  return product;
}

/// Excess kurtosis of y from its raw moments; 0 where y does not fluctuate.
inline double excess_kurtosis(double m1, double m2, double m3, double m4) {
  const double variance = m2 - m1 * m1;
  if (!(variance > 1e-12 * m2)) return 0;
  const double fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1;
  return fourth / (variance * variance) - 3;
}

}  // namespace widefield
