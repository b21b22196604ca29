#include <curand.h>
#include <gtest/gtest.h>

#include <vector>

#include "kernels/random/philox.hpp"

namespace widefield {
namespace {

constexpr std::uint64_t seed = 0x0123456789abcdef;

std::vector<unsigned> curand_words(std::size_t count) {
  curandGenerator_t generator;
  EXPECT_EQ(curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10),
            CURAND_STATUS_SUCCESS);
  EXPECT_EQ(curandSetPseudoRandomGeneratorSeed(generator, seed), CURAND_STATUS_SUCCESS);
  std::vector<unsigned> words(count);
  EXPECT_EQ(curandGenerate(generator, words.data(), count), CURAND_STATUS_SUCCESS);
  curandDestroyGenerator(generator);
  return words;
}

// cuRAND runs 65536 subsequences side by side, the subsequence being word 2 of the counter and the
// position within it word 0.
TEST(Philox, GivesTheWordsOfCurand) {
  constexpr std::size_t subsequences = 65536, positions = 3;
  const std::vector<unsigned> expected = curand_words(4 * subsequences * positions);
  std::size_t different = 0;
  for (std::size_t i = 0; i < expected.size() / 4; ++i) {
    std::uint32_t word[4];
    philox_words({seed, 0, std::uint32_t(i % subsequences), 0}, std::uint32_t(i / subsequences),
                 word);
    for (std::size_t j = 0; j < 4; ++j)
      different += word[j] != expected[4 * i + j];
  }
  EXPECT_EQ(different, 0u);
}

}  // namespace
}  // namespace widefield
