#include "tests/store/kill_harness.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/store/faulty_io.hpp"
#include "tests/store/synthetic_run.hpp"

namespace widefield {
namespace {

using std::chrono::microseconds;
using testing::Command;
using testing::Ending;
using testing::Scratch;

constexpr std::uint64_t few_blocks = 4;    // at every operation
constexpr std::uint64_t many_blocks = 40;  // at random moments

Command driver(const std::filesystem::path& folder, std::uint64_t blocks, Command options) {
  Command command = {STORE_DRIVER, folder.string(), std::to_string(blocks)};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

std::vector<std::uint64_t> announced(const std::string& printed) {
  std::istringstream stream(printed);
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t number; stream >> number;)
    numbers.push_back(number);
  return numbers;
}

// The blocks of the store, each checked bit by bit; none where nothing was committed yet.
std::vector<std::uint64_t> intact_blocks(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> numbers;
  try {
    const Store store = Store::read(folder);
    store.visit(testing::ensemble(testing::description()), [&](const Block& block) {
      EXPECT_EQ(block, testing::block(block.number));
      numbers.push_back(block.number);
    });
  } catch (const InputError& error) {
    EXPECT_TRUE(error.problem == "holds no run" || error.problem == "is not a run folder")
        << error.what();
  }
  return numbers;
}

std::string uninterrupted(const std::filesystem::path& folder, std::uint64_t blocks) {
  EXPECT_TRUE(testing::run_to_end(driver(folder, blocks, {})).succeeded());
  return testing::outcome(folder);
}

std::uint64_t count_operations(const std::filesystem::path& folder, std::uint64_t blocks) {
  testing::FaultyIo io;
  testing::synthetic_run(folder, OpenMode::fresh, blocks, &io, [](std::uint64_t) {});
  return io.total();
}

void expect_kept(const Ending& ending, const std::filesystem::path& folder) {
  const std::vector<std::uint64_t> kept = intact_blocks(folder);
  for (const std::uint64_t number : announced(ending.printed))
    EXPECT_TRUE(std::binary_search(kept.begin(), kept.end(), number)) << "lost block " << number;
}

void kill_at_every_operation(const Command& options) {
  const Scratch scratch(testing::Place::memory);
  const std::string expected = uninterrupted(scratch / "whole", few_blocks);
  const std::uint64_t operations = count_operations(scratch / "counted", few_blocks);
  for (std::uint64_t k = 1; k <= operations; ++k) {
    SCOPED_TRACE("killed at operation " + std::to_string(k));
    const std::filesystem::path folder = scratch / ("run" + std::to_string(k));
    Command killing = options;
    killing.push_back("kill=" + std::to_string(k));
    const Ending ending = testing::run_to_end(driver(folder, few_blocks, killing));
    ASSERT_TRUE(ending.killed());
    expect_kept(ending, folder);
    ASSERT_TRUE(testing::run_to_end(driver(folder, few_blocks, {"resume"})).succeeded());
    EXPECT_EQ(testing::outcome(folder), expected);
  }
  ::testing::Test::RecordProperty("kills", static_cast<int>(operations));
}

TEST(Kill, AtEveryOperationLosesNothing) {
  kill_at_every_operation({});
}

TEST(Kill, InTheMiddleOfEveryWriteLosesNothing) {
  kill_at_every_operation({"tear"});
}

TEST(Kill, FiftyTimesAtRandomGivesTheBytesOfAnUninterruptedRun) {
  constexpr int kills = 50;
  constexpr std::uint64_t seed = 20260101;
  const Scratch scratch;
  const std::string expected = uninterrupted(scratch / "whole", many_blocks);
  const std::filesystem::path folder = scratch / "run";
  const testing::Interruptible run = {
      .start = driver(folder, many_blocks, {"microseconds=300"}),
      .resume = driver(folder, many_blocks, {"resume", "microseconds=300"}),
      .clear = [&] { std::filesystem::remove_all(folder); },
      .check_after_kill = [&] { intact_blocks(folder); },
      .check_after_success = [&] { EXPECT_EQ(testing::outcome(folder), expected); }};
  const Ending whole =
      testing::run_to_end(driver(scratch / "timed", many_blocks, {"microseconds=300"}));
  const int completed = testing::kill_at_random(run, kills, whole.lasted / 4, seed);
  RecordProperty("kills", kills);
  RecordProperty("completed", completed);
}

}  // namespace
}  // namespace widefield
