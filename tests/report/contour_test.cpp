#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "host/report/figure/heatmap.hpp"

namespace widefield {
namespace {

TEST(Contour, of_a_plane_is_a_straight_line) {
  std::vector<std::vector<double>> plane(4, std::vector<double>(5));
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 5; ++c)
      plane[r][c] = 0.3 * c + 0.5 * r;
  const auto segments = contour(plane, 1.0);
  ASSERT_FALSE(segments.empty());
  for (const Segment& s : segments) {
    EXPECT_NEAR(0.3 * s.x0 + 0.5 * s.y0, 1, 1e-12);
    EXPECT_NEAR(0.3 * s.x1 + 0.5 * s.y1, 1, 1e-12);
  }
}

TEST(Contour, is_absent_where_the_level_or_a_corner_is) {
  EXPECT_TRUE(contour({{0, 0}, {0, 0}}, 1).empty());
  EXPECT_TRUE(contour({{0, 2}, {0, std::numeric_limits<double>::quiet_NaN()}}, 1).empty());
  EXPECT_TRUE(contour({}, 1).empty());
}

TEST(Contour, of_a_saddle_has_two_branches) {
  EXPECT_EQ(contour({{0, 2}, {2, 0}}, 1.2).size(), 2u);
  EXPECT_EQ(contour({{0, 2}, {2, 0}}, 0.8).size(), 2u);
}

/// Bilinear interpolation along a segment's ends, which lie on edges of squares.
double at(const std::vector<std::vector<double>>& v, double x, double y) {
  const auto c = std::min<std::size_t>(static_cast<std::size_t>(x), v[0].size() - 2);
  const auto r = std::min<std::size_t>(static_cast<std::size_t>(y), v.size() - 2);
  const double a = x - static_cast<double>(c), b = y - static_cast<double>(r);
  return (1 - a) * (1 - b) * v[r][c] + a * (1 - b) * v[r][c + 1] + (1 - a) * b * v[r + 1][c] +
         a * b * v[r + 1][c + 1];
}

RC_GTEST_PROP(Contour, ends_lie_on_the_level, ()) {
  std::vector<std::vector<double>> values(4, std::vector<double>(4));
  for (auto& row : values)
    for (double& value : row)
      value = *rc::gen::inRange(-100, 101) / 50.0 + 1e-3;
  for (const Segment& s : contour(values, 0)) {
    RC_ASSERT(std::abs(at(values, s.x0, s.y0)) < 1e-9);
    RC_ASSERT(std::abs(at(values, s.x1, s.y1)) < 1e-9);
  }
}

}  // namespace
}  // namespace widefield
