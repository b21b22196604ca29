#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdlib>
#include <set>

#include "kernels/random/normal.hpp"

namespace widefield {
namespace {

// The properties are tried on the same cases every time.
[[maybe_unused]] const int fixed_seed = setenv("RC_PARAMS", "seed=20260724", 0);

using Words = std::array<std::uint32_t, 4>;

constexpr bool philox_gives(Words counter, std::uint64_t key, Words expected) {
  Words out{};
  philox_words({key, counter[1], counter[2], counter[3]}, counter[0], out.data());
  return out == expected;
}

// Known answers of Random123 1.09, kat_vectors, philox4x32 10.
static_assert(philox_gives({0, 0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
static_assert(philox_gives({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, ~std::uint64_t{0},
                           {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
static_assert(philox_gives({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822,
                           {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));

RC_GTEST_PROP(Philox, PackHasTheWordsOfItsLanes, (std::uint64_t key, Words counter)) {
  const Address at{key, counter[1], counter[2], counter[3]};
  Pack<std::uint32_t> block, words[4];
  for (int m = 0; m < pack_lanes; ++m)
    block.set(m, counter[0] + 77u * std::uint32_t(m));
  philox_words(at, block, words);
  for (int m = 0; m < pack_lanes; ++m) {
    Words expected;
    philox_words(at, block[m], expected.data());
    for (int i = 0; i < 4; ++i)
      RC_ASSERT(words[i][m] == expected[std::size_t(i)]);
  }
}

RC_GTEST_PROP(Address, TellsEveryFieldApart, ()) {
  const auto draw = [](int bits) { return *rc::gen::inRange(0u, 1u << bits); };
  const auto draw_fields = [&] {
    return std::array<std::uint32_t, 4>{draw(copy_bits), draw(matrix_bits), draw(attempt_bits),
                                        draw(3) % 6};
  };
  const auto word = [](const std::array<std::uint32_t, 4>& f) {
    return address({1, Purpose(f[3]), 0, 0, f[1], f[2]}, f[0]).word_1;
  };
  const auto a = draw_fields(), b = draw_fields();
  RC_ASSERT((word(a) == word(b)) == (a == b));
}

TEST(Address, FieldsMeetAtTheirBordersWithoutTouching) {
  const std::uint32_t copy = (1u << copy_bits) - 1, matrix = 15, attempt = 15;
  const std::uint32_t full = address({1, Purpose::mask, 0, 0, matrix, attempt}, copy).word_1;
  EXPECT_EQ(full, 0x5fffffffu);
  EXPECT_EQ(address({1, Purpose::weight, 0, 0, 0, 0}, copy).word_1, 0x000fffffu);
  EXPECT_EQ(address({1, Purpose::weight, 0, 0, 1, 0}, 0).word_1, 0x00100000u);
  EXPECT_EQ(address({1, Purpose::weight, 0, 0, 0, 1}, 0).word_1, 0x01000000u);
  EXPECT_EQ(address({1, Purpose::bias, 0, 0, 0, 0}, 0).word_1, 0x10000000u);
}

// 2^20 tiles, networks, layers and copies around a corner: no block is met twice.
TEST(Address, CountersAreUnique) {
  std::set<Words> met;
  for (std::uint32_t network = 0; network < 4; ++network)
    for (std::uint32_t layer = 0; layer < 4; ++layer)
      for (std::uint32_t copy = 0; copy < 4; ++copy)
        for (std::uint64_t tile = 0; tile < 4; ++tile)
          for (std::uint32_t lane = 0; lane < tile_lanes; ++lane) {
            const Address at = address({9, Purpose::weight, network, layer}, copy);
            met.insert({block_of<std::uint32_t>(tile, lane), at.word_1, at.word_2, at.word_3});
          }
  EXPECT_EQ(met.size(), 4u * 4 * 4 * 4 * tile_lanes);
}

RC_GTEST_PROP(Normals, LaneOfAThreadIsLaneOfAPack, (std::uint64_t seed, std::uint32_t network)) {
  const Stream stream{seed, Purpose::probe, network, 3};
  const auto copy = *rc::gen::inRange(0u, 1u << copy_bits);
  const auto tile = *rc::gen::inRange<std::uint64_t>(0, tiles_in_reach);
  Pack<float> row[4];
  Pack<double> twice[4];
  normals(stream, copy, tile, 0, row);
  normals(stream, copy, tile, 0, twice);
  for (std::uint32_t m = 0; m < tile_lanes; ++m) {
    float alone[4];
    normals(stream, copy, tile, m, alone);
    for (int j = 0; j < 4; ++j) {
      RC_ASSERT(bits(alone[j]) == bits(row[j][int(m)]));
      RC_ASSERT(double(alone[j]) == twice[j][int(m)]);
    }
  }
}

TEST(Uniforms, AreExactAndInsideTheInterval) {
  for (std::uint64_t tile = 0; tile < 1000; ++tile) {
    Pack<float> u[4];
    Pack<double> exact[4];
    uniforms({3, Purpose::mask, 1, 2}, 0, tile, 0, u);
    uniforms({3, Purpose::mask, 1, 2}, 0, tile, 0, exact);
    for (int j = 0; j < 4; ++j)
      for (int m = 0; m < pack_lanes; ++m) {
        ASSERT_EQ(double(u[j][m]), exact[j][m]);
        ASSERT_GT(u[j][m], 0.0f);
        ASSERT_LT(u[j][m], 1.0f);
      }
  }
}

}  // namespace
}  // namespace widefield
