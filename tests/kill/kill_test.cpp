#include <gtest/gtest.h>

#include "tests/store/kill_harness.hpp"
#include "tests/store/support.hpp"

// The program itself, killed without warning and gone on with.
namespace widefield {
namespace {

namespace fs = std::filesystem;
using testing::bytes_of;
using testing::Command;
using testing::Ending;

constexpr int kills = 50;
constexpr std::uint64_t seed = 20260201;

// Half a second on two threads: 16 blocks at each of four widths.
Command run_into(const fs::path& folder, const Command& more = {}) {
  Command command = {WIDEFIELD,
                     "run",
                     "mlp",
                     "activation=tanh",
                     "weight_variance=1.5",
                     "depth=8",
                     "width=[48, 96, 192, 384]",
                     "networks=1024",
                     "--threads",
                     "2",
                     "--quiet",
                     "-o",
                     folder.string()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

// The bytes of results.json without those of its member `provenance`, which says when and where.
std::string numbers_of(const fs::path& folder) {
  std::string text = bytes_of(folder / "results.json");
  const std::string end = "\n  },\n";
  const std::size_t from = text.find("  \"provenance\": {\n"), to = text.find(end, from);
  if (to == std::string::npos) return "no provenance in:\n" + text;
  return text.erase(from, to + end.size() - from);
}

// What is seen of a folder when its run has just been killed.
struct Kills {
  int simulating = 0;  // the store is there, the outputs are not

  void look(const fs::path& folder, const std::string& expected) {
    const bool results = fs::exists(folder / "results.json");
    simulating += fs::exists(folder / "blocks.sqlite") && !results;
    EXPECT_EQ(results ? numbers_of(folder) : expected, expected) << "outputs are whole or absent";
  }
};

TEST(Kill, WouldSeeOtherNumbers) {
  const testing::Scratch scratch;
  ASSERT_TRUE(testing::run_to_end(run_into(scratch / "one")).succeeded());
  ASSERT_TRUE(testing::run_to_end(run_into(scratch / "two", {"--seed", "2"})).succeeded());
  EXPECT_NE(numbers_of(scratch / "one"), numbers_of(scratch / "two"));
}

TEST(Kill, FiftyTimesAtRandomGivesTheBytesOfAnUninterruptedRun) {
  const testing::Scratch scratch;
  const fs::path whole = scratch / "whole", folder = scratch / "run";
  const Ending uninterrupted = testing::run_to_end(run_into(whole));
  ASSERT_TRUE(uninterrupted.succeeded());
  const std::string expected = numbers_of(whole);
  ASSERT_TRUE(expected.starts_with("{\n  \"schema\": \"widefield.results/2\",\n")) << expected;
  Kills seen;
  const testing::Interruptible run = {.start = run_into(folder),
                                      .resume = run_into(folder, {"--resume"}),
                                      .clear = [&] { fs::remove_all(folder); },
                                      .check_after_kill = [&] { seen.look(folder, expected); },
                                      .check_after_success =
                                          [&] {
                                            EXPECT_EQ(numbers_of(folder), expected);
                                            EXPECT_EQ(bytes_of(folder / "experiment.toml"),
                                                      bytes_of(whole / "experiment.toml"));
                                          }};
  const int completed = testing::kill_at_random(run, kills, uninterrupted.lasted, seed);
  RecordProperty("completed", completed);
  RecordProperty("kills_while_simulating", seen.simulating);
  EXPECT_GT(seen.simulating, kills / 2) << "most kills land in the simulation, not before it";
}

}  // namespace
}  // namespace widefield
