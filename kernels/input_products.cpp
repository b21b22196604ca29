#include "widefield/input_products.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/linear_algebra/cholesky.hpp"

namespace widefield {
namespace {

constexpr double typed_digits = 1e-6;

/// The largest entry of A - L L^T, A and L [k][k].
double largest_residual(const std::vector<double>& a, const std::vector<double>& l, int k) {
  double largest = 0;
  for (int i = 0; i < k; ++i)
    for (int j = 0; j <= i; ++j) {
      double rest = a[i * k + j];
      for (int p = 0; p <= j; ++p)
        rest -= l[i * k + p] * l[j * k + p];
      largest = std::max(largest, std::abs(rest));
    }
  return largest;
}

}  // namespace

std::optional<int> rank_of_products(const std::vector<double>& gram) {
  const int k = int(std::lround(std::sqrt(double(gram.size()))));
  std::vector<double> factor = gram;
  const int rank = cholesky_lower(factor.data(), k, rank_tolerance(k));
  const double scale = *std::max_element(gram.begin(), gram.end());
  if (largest_residual(gram, factor, k) > typed_digits * scale) return {};
  return rank;
}

std::optional<int> rank_of_products(const std::vector<std::vector<double>>& gram) {
  std::vector<double> flat;
  for (const auto& row : gram)
    flat.insert(flat.end(), row.begin(), row.end());
  return rank_of_products(flat);
}

}  // namespace widefield
