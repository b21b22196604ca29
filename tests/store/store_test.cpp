#include "widefield/store.hpp"

#include <gtest/gtest.h>

#include "tests/store/support.hpp"

namespace widefield {
namespace {

using testing::Scratch;

TEST(Store, GivesBackTheBitsOfEveryBlock) {
  const Scratch scratch;
  const RunDescription run = testing::description();
  const Ensemble where = testing::ensemble(run);
  {
    Store store = Store::open(scratch / "run", run, OpenMode::fresh);
    for (const std::uint64_t number : {3, 0, 7})
      store.add(where, testing::block(number));
  }
  const Store store = Store::read(scratch / "run");
  std::vector<Block> found;
  store.visit(where, [&](const Block& block) { found.push_back(block); });
  EXPECT_EQ(found, (std::vector{testing::block(0), testing::block(3), testing::block(7)}));
  EXPECT_EQ(store.finished(where), (std::vector<std::uint64_t>{0, 3, 7}));
  EXPECT_EQ(store.description(), run);
}

}  // namespace
}  // namespace widefield
