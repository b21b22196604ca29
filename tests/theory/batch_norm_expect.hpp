#pragma once
#include "host/architecture/batch_norm/fixed_point.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {

inline BatchLaw batch_law(const std::string& activation, int batch, double epsilon = 0) {
  return {{nonlinearity(activation)}, batch, 1, epsilon};
}

/// The fixed point that orthonormal inputs reach.
inline BatchFixedPoint reached(const BatchLaw& law) {
  BatchLayer layer(law);
  return batch_fixed_point(layer, law.weight_variance);
}

/// Within one unit of the last printed digit or 1e-9.
inline ::testing::AssertionResult as_printed_batch(double value, const std::string& printed) {
  if (std::abs(value - std::strtod(printed.c_str(), nullptr)) <= 1e-9)
    return ::testing::AssertionSuccess();
  return as_printed(value, printed);
}

}  // namespace widefield::test
