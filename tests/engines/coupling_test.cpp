#include "kernels/coupling/coupling.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace widefield {
namespace {

/// Three inputs on a ring; one tap looks right with weight 0.25, one averages both neighbours.
struct Ring {
  static constexpr int inputs = 3;
  int right_start[4] = {0, 1, 2, 3}, right_column[3] = {1, 2, 0};
  double right_value[3] = {1, 1, 1};
  int both_start[4] = {0, 2, 4, 6}, both_column[6] = {1, 2, 0, 2, 0, 1};
  double both_value[6] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
  Tap tap[2] = {{0.25, right_start, right_column, right_value},
                {0.75, both_start, both_column, both_value}};
  Coupling coupling() const { return {2, tap}; }

  std::vector<double> dense(int t) const {
    std::vector<double> matrix(inputs * inputs, 0.0);
    for (int row = 0; row < inputs; ++row)
      for (int e = tap[t].row_start[row]; e < tap[t].row_start[row + 1]; ++e)
        matrix[row * inputs + tap[t].column[e]] += tap[t].value[e];
    return matrix;
  }
};

TEST(Coupling, TheGramMatrixIsThatOfTheCoupledSignals) {
  const Ring ring;
  const Copies copies{Ring::inputs, 1};
  const int k = copies.count();
  std::vector<double> gram(k * k), coupled(k * k);
  for (int i = 0; i < k; ++i)
    for (int j = 0; j < k; ++j)
      gram[i * k + j] = (i == j ? 2.0 : 0.0) + 0.1 * (i + j) + 0.01 * i * j;
  couple_gram(ring.coupling(), copies, gram.data(), coupled.data());

  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      for (int s = 0; s < 2; ++s)
        for (int u = 0; u < 2; ++u) {
          double expected = 0;
          for (int t = 0; t < 2; ++t) {
            const auto matrix = ring.dense(t);
            for (int c = 0; c < 3; ++c)
              for (int d = 0; d < 3; ++d)
                expected += ring.tap[t].variance * matrix[a * 3 + c] * matrix[b * 3 + d] *
                            gram[(2 * c + s) * k + 2 * d + u];
          }
          EXPECT_NEAR(coupled[(2 * a + s) * k + 2 * b + u], expected, 1e-14);
        }
}

TEST(Coupling, ScatterIsTheAdjointOfGather) {
  const Ring ring;
  const double x[3] = {0.3, -1.1, 2.0}, y[3] = {1.5, 0.2, -0.7};
  for (const Tap& tap : ring.tap) {
    double forward = 0, pulled[3] = {};
    for (int row = 0; row < 3; ++row) {
      forward += y[row] * gather<double>(tap, row, [&](int a) { return x[a]; });
      for (int e = tap.row_start[row]; e < tap.row_start[row + 1]; ++e)
        pulled[tap.column[e]] += tap.value[e] * y[row];
    }
    EXPECT_NEAR(forward, pulled[0] * x[0] + pulled[1] * x[1] + pulled[2] * x[2], 1e-15);
  }
}

}  // namespace
}  // namespace widefield
