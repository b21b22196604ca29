#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "kernels/random/normal.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

/// FNV-1a of the bits of the first 65536 normals of two neighbouring streams of width 1.
std::uint64_t hash_of_first_normals() {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const Purpose purpose : {Purpose::weight, Purpose::bias})
    for (std::uint64_t tile = 0; tile < 1024; ++tile)
      for (std::uint32_t lane = 0; lane < tile_lanes; ++lane) {
        float z[4];
        normals({key_of_width(1, 1), purpose, 0, 1}, 0, tile, lane, z);
        for (const float x : z)
          hash = (hash ^ std::uint32_t(bits(x))) * 0x100000001b3;
      }
  return hash;
}

// A changed hash means other networks for the same seed: raise random_scheme_version and add a row.
TEST(RandomScheme, GivesTheNormalsOfItsVersion) {
  const std::map<int, std::uint64_t> golden = {{2, 0xf7f22f1794a69755}};
  EXPECT_EQ(hash_of_first_normals(), golden.at(random_scheme_version));
}

// The first normals by eye, from the formula in double precision.
TEST(RandomScheme, StartsWithTheseNormals) {
  std::uint32_t word[4];
  philox_words({1, 0, 1, 0}, 0, word);
  float z[4];
  normals({1, Purpose::weight, 0, 1}, 0, 0, 0, z);
  for (int pair = 0; pair < 2; ++pair) {
    const double r = std::sqrt(-2 * std::log((word[2 * pair] + 0.5) * 0x1p-32));
    const double angle = 2 * M_PI * 0x1p-32 * word[2 * pair + 1];
    EXPECT_NEAR(z[2 * pair], r * std::cos(angle), 1e-6);
    EXPECT_NEAR(z[2 * pair + 1], r * std::sin(angle), 1e-6);
  }
}

}  // namespace
}  // namespace widefield
