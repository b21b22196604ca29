#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kernels/random/normal.hpp"
#include "tests/numbers/p_values.hpp"

namespace widefield {
namespace {

// Null: the two sequences are independent standard normals. For z, z^2 and z^3 - 3 z their
// correlation times sqrt(n) is standard normal. At n = 1.28e6 a correlation of 0.005 is seen with
// probability above 0.95; each of the 30-odd tests at 1e-4 and a fixed seed.
constexpr double significance = 1e-4;
constexpr std::uint64_t tiles = 20'000;

struct Place {
  Stream stream;
  std::uint32_t copy;
  std::uint64_t first_tile;
};
const Place here{{7, Purpose::weight, 10, 20, 1, 1}, 30, 40};

/// Orthonormal functions of a normal: Hermite polynomials of order 1, 2, 3.
std::array<double, 3> hermite(double z) {
  return {z, (z * z - 1) / std::sqrt(2.0), (z * z * z - 3 * z) / std::sqrt(6.0)};
}

using Scores = std::array<double, 3>;

/// sqrt(n) times the correlations of two sequences.
Scores correlate(const Place& a, const Place& b) {
  Scores sum{};
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    Pack<float> x[4], y[4];
    normals(a.stream, a.copy, a.first_tile + tile, 0, x);
    normals(b.stream, b.copy, b.first_tile + tile, 0, y);
    for (int j = 0; j < 4; ++j)
      for (int m = 0; m < pack_lanes; ++m) {
        const Scores f = hermite(x[j][m]), g = hermite(y[j][m]);
        for (std::size_t k = 0; k < 3; ++k)
          sum[k] += f[k] * g[k];
      }
  }
  for (double& s : sum)
    s /= std::sqrt(64.0 * double(tiles));
  return sum;
}

bool independent(const Scores& scores) {
  for (const double score : scores)
    if (two_sided_normal(score) < significance) return false;
  return true;
}

struct Neighbour {
  std::string name;
  std::function<void(Place&)> move;
};
const std::vector<Neighbour> neighbours = {
    {"network", [](Place& p) { ++p.stream.network; }},
    {"layer", [](Place& p) { ++p.stream.layer; }},
    {"copy", [](Place& p) { ++p.copy; }},
    {"matrix", [](Place& p) { ++p.stream.matrix; }},
    {"attempt", [](Place& p) { ++p.stream.attempt; }},
    {"purpose", [](Place& p) { p.stream.purpose = Purpose::bias; }},
    {"seed", [](Place& p) { ++p.stream.key; }},
    {"upper half of the seed", [](Place& p) { p.stream.key += std::uint64_t{1} << 32; }},
    {"tile", [](Place& p) { ++p.first_tile; }},
    {"layer and network exchanged", [](Place& p) { std::swap(p.stream.layer, p.stream.network); }},
};

TEST(Streams, NeighboursAreIndependent) {
  for (const Neighbour& neighbour : neighbours) {
    Place there = here;
    neighbour.move(there);
    EXPECT_TRUE(independent(correlate(here, there))) << neighbour.name;
  }
}

// A stream met twice, which is what forgetting any field of the address would give.
TEST(Streams, RejectsAStreamUsedTwice) {
  EXPECT_FALSE(independent(correlate(here, here)));
}

/// sqrt(n) times the correlation of outputs i and j of one call.
Scores correlate_outputs(int i, int j, bool reuse_radius) {
  Scores sum{};
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    Pack<std::uint32_t> w[4];
    words<Pack<float>>(here.stream, here.copy, tile, 0, w);
    if (reuse_radius) w[2] = w[0];
    Pack<float> z[4];
    for (int pair = 0; pair < 2; ++pair) {
      const auto p = box_muller<Pack<float>>(w[2 * pair], w[2 * pair + 1]);
      z[2 * pair] = p.x, z[2 * pair + 1] = p.y;
    }
    for (int m = 0; m < pack_lanes; ++m) {
      const Scores f = hermite(z[i][m]), g = hermite(z[j][m]);
      for (std::size_t k = 0; k < 3; ++k)
        sum[k] += f[k] * g[k];
    }
  }
  for (double& s : sum)
    s /= std::sqrt(16.0 * double(tiles));
  return sum;
}

TEST(Streams, FourOutputsOfACallAreIndependent) {
  for (int i = 0; i < 4; ++i)
    for (int j = i + 1; j < 4; ++j)
      EXPECT_TRUE(independent(correlate_outputs(i, j, false))) << i << " and " << j;
}

// Their marginal laws stay normal; the squares give it away.
TEST(Streams, RejectsARadiusUsedForBothPairs) {
  EXPECT_FALSE(independent(correlate_outputs(0, 2, true)));
}

}  // namespace
}  // namespace widefield
