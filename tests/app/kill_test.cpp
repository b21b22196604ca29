#include <gtest/gtest.h>

#include "tests/app/program.hpp"
#include "tests/store/kill_harness.hpp"

// The program itself, killed without warning and gone on with.
namespace {

namespace fs = std::filesystem;
using widefield::testing::Command;
using widefield::testing::Ending;

constexpr int kills = 50;
constexpr std::uint64_t seed = 20260201;

// About a second on two threads: 32 blocks at each of four widths.
Command run_into(const fs::path& folder, const Command& more = {}) {
  Command command = {WIDEFIELD,
                     "run",
                     "mlp",
                     "activation=tanh",
                     "weight_variance=1.5",
                     "depth=8",
                     "width=[48, 96, 192, 384]",
                     "networks=2048",
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
  std::string text = contents(folder / "results.json");
  const std::string end = "\n  },\n";
  const std::size_t from = text.find("  \"provenance\": {\n"), to = text.find(end, from);
  if (to == std::string::npos) return "no provenance in:\n" + text;
  return text.erase(from, to + end.size() - from);
}

// What is seen of a folder when its run has just been killed.
struct Kills {
  int with_blocks = 0, with_results = 0;

  void look(const fs::path& folder, const std::string& expected) {
    std::error_code none;
    const bool results = fs::exists(folder / "results.json");
    with_blocks += fs::file_size(folder / "blocks.sqlite", none) > 0 && !none && !results;
    with_results += results;
    if (results) EXPECT_EQ(numbers_of(folder), expected) << "outputs are whole or absent";
  }
};

TEST(Kill, FiftyTimesAtRandomGivesTheBytesOfAnUninterruptedRun) {
  const Scratch scratch;
  const fs::path whole = scratch.path() / "whole", folder = scratch.path() / "run";
  const Ending uninterrupted = widefield::testing::run_to_end(run_into(whole));
  ASSERT_TRUE(uninterrupted.succeeded());
  const std::string expected = numbers_of(whole);
  ASSERT_TRUE(expected.starts_with("{\n  \"schema\": \"widefield.results/1\",\n")) << expected;
  Kills seen;
  const widefield::testing::Interruptible run = {
      .start = run_into(folder),
      .resume = run_into(folder, {"--resume"}),
      .clear = [&] { fs::remove_all(folder); },
      .check_after_kill = [&] { seen.look(folder, expected); },
      .check_after_success =
          [&] {
            EXPECT_EQ(numbers_of(folder), expected);
            EXPECT_EQ(contents(folder / "experiment.toml"), contents(whole / "experiment.toml"));
          }};
  const int completed = widefield::testing::kill_at_random(run, kills, uninterrupted.lasted, seed);
  RecordProperty("completed", completed);
  RecordProperty("kills_with_blocks", seen.with_blocks);
  EXPECT_GT(seen.with_blocks, kills / 2) << "most kills land in the simulation, not before it";
}

}  // namespace
