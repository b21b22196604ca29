#pragma once
#include <vector>

#include "widefield/activation/kind.hpp"

namespace widefield::test {

/// What tests put around every activation: scales alone, turned, each shift alone, all together.
inline const std::vector<Scaling>& scalings() {
  static const std::vector<Scaling> all = {{1.7, 0, 0.6, 0},      {-0.8, 0, 1.3, 0},
                                           {1, 0.4, 1, 0},        {1, 0, 1, -0.25},
                                           {1.5, -0.6, 0.7, 0.3}, {-2.2, 0.9, -0.5, 0.2}};
  return all;
}

inline bool is_shifted(const Scaling& around) {
  return around.input_shift != 0 || around.output_shift != 0;
}

}  // namespace widefield::test
