#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "tests/store/errors.hpp"
#include "tests/store/support.hpp"

namespace widefield {
namespace {

using testing::expect_input_error;
using testing::Scratch;
using Paths = std::vector<std::filesystem::path>;

const RunDescription run = testing::description();
const Ensemble where = testing::ensemble(run);

void write_run(const std::filesystem::path& folder, const std::vector<Block>& blocks) {
  Store store = Store::open(folder, run, OpenMode::fresh);
  store.add(where, blocks);
}

std::vector<Block> blocks_of(const Store& store) {
  std::vector<Block> blocks;
  store.visit(where, [&](const Block& block) { blocks.push_back(block); });
  return blocks;
}

// RapidCheck reads its seed from here.
const int fixed_seed = ::setenv("RC_PARAMS", "seed=20260101", 0);

// Each block goes to one shard or to several; the shards are merged in any order.
RC_GTEST_PROP(Merge, AnySplitInAnyOrderGivesTheSameBits, ()) {
  const auto owners =
      *rc::gen::container<std::vector<std::vector<int>>>(
           rc::gen::resize(
               3, rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5)))))
           .as("shards of each block");
  std::vector<int> order = {0, 1, 2, 3, 4};
  std::shuffle(order.begin(), order.end(),
               std::mt19937(*rc::gen::arbitrary<std::uint32_t>().as("order")));
  const Scratch scratch(testing::Place::memory);
  std::vector<std::vector<Block>> shards(order.size());
  std::vector<Block> all;
  for (std::size_t number = 0; number < owners.size(); ++number) {
    all.push_back(testing::block(number));
    for (const int shard : owners[number])
      shards[static_cast<std::size_t>(shard)].push_back(all.back());
  }
  Paths sources;
  for (const int shard : order) {
    sources.push_back(scratch / std::to_string(shard));
    write_run(sources.back(), shards[static_cast<std::size_t>(shard)]);
  }
  RC_ASSERT(blocks_of(merge(sources, scratch / "merged")) == all);
}

// (a + b) + c = a + (b + c), and merging with oneself changes nothing.
TEST(Merge, IsAssociativeAndIdempotent) {
  const Scratch scratch(testing::Place::memory);
  const Paths parts = {scratch / "a", scratch / "b", scratch / "c"};
  write_run(parts[0], {testing::block(0), testing::block(3)});
  write_run(parts[1], {testing::block(1), testing::block(3)});
  write_run(parts[2], {testing::block(2)});
  merge(Paths{parts[0], parts[1]}, scratch / "ab");
  merge(Paths{parts[1], parts[2]}, scratch / "bc");
  const auto left = blocks_of(merge(Paths{scratch / "ab", parts[2]}, scratch / "left"));
  const auto right = blocks_of(merge(Paths{parts[0], scratch / "bc"}, scratch / "right"));
  EXPECT_EQ(left, right);
  EXPECT_EQ(left.size(), 4u);
  EXPECT_EQ(blocks_of(merge(Paths{scratch / "left", scratch / "left"}, scratch / "twice")), left);
}

TEST(Merge, RefusesCopiesThatDifferAndLeavesNothing) {
  const Scratch scratch(testing::Place::memory);
  Block other = testing::block(1);
  other.moments.comoment[0] = std::nextafter(other.moments.comoment[0], 0.0);
  write_run(scratch / "a", {testing::block(0), testing::block(1)});
  write_run(scratch / "b", {other});
  const Paths sources = {scratch / "a", scratch / "b"};
  expect_input_error([&] { merge(sources, scratch / "merged"); },
                     "block 1 at width 256 has other numbers", (scratch / "b").string());
  EXPECT_TRUE(std::filesystem::is_empty(scratch / "merged"));
}

TEST(Merge, RefusesOtherExperimentsAndNamesTheKeys) {
  const Scratch scratch(testing::Place::memory);
  write_run(scratch / "a", {testing::block(0)});
  { Store::open(scratch / "b", testing::description(1.8), OpenMode::fresh); }
  expect_input_error(
      [&] {
        merge(Paths{scratch / "a", scratch / "b"}, scratch / "merged");
      },
      "is a run of another experiment", "network.weight_variance: 1.7 there, 1.8 here");
  EXPECT_FALSE(std::filesystem::exists(scratch / "merged"));
}

TEST(Merge, RefusesNothingAndNoRuns) {
  const Scratch scratch(testing::Place::memory);
  expect_input_error([&] { merge(Paths{}, scratch / "merged"); }, "nothing to merge", "name");
  expect_input_error([&] { merge(Paths{scratch / "absent"}, scratch / "merged"); },
                     "is not a run folder", "check the path");
  EXPECT_FALSE(std::filesystem::exists(scratch / "merged"));
}

TEST(Merge, RefusesAFullTarget) {
  const Scratch scratch(testing::Place::memory);
  write_run(scratch / "a", {testing::block(0)});
  write_run(scratch / "merged", {testing::block(1)});
  expect_input_error([&] { merge(Paths{scratch / "a"}, scratch / "merged"); }, "is not empty",
                     "-o");
}

TEST(Merge, KeepsRecordsWhicheverCopyHasThem) {
  const Scratch scratch(testing::Place::memory);
  Block kept = testing::block(0);
  kept.records = {1, 2, 3};
  write_run(scratch / "a", {testing::block(0)});
  write_run(scratch / "b", {kept});
  EXPECT_EQ(blocks_of(merge(Paths{scratch / "a", scratch / "b"}, scratch / "ab")),
            std::vector{kept});
  EXPECT_EQ(blocks_of(merge(Paths{scratch / "b", scratch / "a"}, scratch / "ba")),
            std::vector{kept});
}

}  // namespace
}  // namespace widefield
