#include "kernels/cpu/row_products.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "kernels/cpu/ahead.hpp"

// Sums of products in the precision of the rows: every bit is that of the plain loop, for any
// number of rows, so it does not depend on the width of a register.
namespace widefield {
namespace {

/// Rows of one tile, as packs and as numbers in the order of memory.
template <class Real>
struct Rows {
  std::vector<Pack<Real>> packs;

  Rows(int count, unsigned seed) : packs(static_cast<std::size_t>(count) * lane_neurons) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    for (Pack<Real>& pack : packs)
      for (int lane = 0; lane < pack_lanes; ++lane)
        pack.set(lane, Real(normal(generator)));
  }
  Real at(int row, int neuron) const {
    return packs[row * lane_neurons + neuron / pack_lanes][neuron % pack_lanes];
  }
};

template <class Real>
double plain_product(const Rows<Real>& left, int l, const Rows<Real>& right, int r) {
  Real sum(0);
  for (int n = 0; n < tile_neurons; ++n)
    sum += left.at(l, n) * right.at(r, n);
  return sum;
}

template <class Real>
void expect_plain_sums(int left_rows, int right_rows) {
  constexpr int tiles = 3;
  const int stride = whole_columns<Real>(right_rows);
  std::vector<double> sums(static_cast<std::size_t>(left_rows) * stride), expected(sums);
  Ahead nothing;
  for (unsigned tile = 0; tile < tiles; ++tile) {
    const Rows<Real> left(left_rows, 2 * tile), right(right_rows, 2 * tile + 1);
    add_row_products(left.packs.data(), left_rows, right.packs.data(), right_rows, sums.data(),
                     nothing);
    for (int l = 0; l < left_rows; ++l)
      for (int r = 0; r < right_rows; ++r)
        expected[l * stride + r] += plain_product(left, l, right, r);
  }
  EXPECT_EQ(sums, expected) << left_rows << " x " << right_rows;
}

TEST(RowProducts, HaveTheBitsOfThePlainLoop) {
  for (const int left : {1, 2, 7, 16, 31, 64})
    for (const int right : {1, 3, 8, 16, 17, 64}) {
      expect_plain_sums<float>(left, right);
      expect_plain_sums<double>(left, right);
    }
}

TEST(Ahead, HandsOutEveryLineOfEveryRangeOnce) {
  const std::vector<char> memory(100 * Ahead::line_bytes);
  Ahead ahead;
  ahead.expect(memory.data(), 10 * Ahead::line_bytes);
  ahead.expect(memory.data() + 50 * Ahead::line_bytes, 3 * Ahead::line_bytes);
  std::vector<int> asked(100);
  const char* from = nullptr;
  while ((from = ahead.take(4, nullptr)) != nullptr)
    for (int line = 0; line < 4; ++line)
      ++asked[(from - memory.data()) / static_cast<std::ptrdiff_t>(Ahead::line_bytes) + line];
  for (const int line : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 51, 52})
    EXPECT_EQ(asked[line], 1) << line;
}

TEST(Ahead, WithNothingExpectedGivesWhatIsThere) {
  const char there = 0;
  Ahead ahead;
  EXPECT_EQ(ahead.take(8, &there), &there);
}

}  // namespace
}  // namespace widefield
