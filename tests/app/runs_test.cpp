#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Arguments = std::vector<std::string>;

// A run of well below a second: 4 blocks per width.
const Arguments small = {"run",
                         "mlp",
                         "activation=tanh",
                         "weight_variance=1.5",
                         "depth=4",
                         "width=[64, 128]",
                         "networks=256",
                         "--no-progress"};

Arguments with(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// results.json without what depends on the machine and the hour.
json numbers(const fs::path& folder) {
  json document = json::parse(contents(folder / "results.json"));
  document.erase("provenance");
  for (json& experiment : document.value("experiments", json::array()))
    experiment.erase("provenance");
  return document;
}

TEST(Runs, WriteEveryDocument) {
  const Scratch here;
  const Answer answer = widefield(with(small, {"-o", "out"}), here.path());
  ASSERT_EQ(answer.status, 0) << answer.err;
  for (const char* file : {"experiment.toml", "blocks.sqlite", "results.json", "report.html"})
    EXPECT_GT(fs::file_size(here.path() / "out" / file), 100u) << file;
  EXPECT_NE(answer.out.find("length_map"), std::string::npos);
  EXPECT_NE(answer.out.find("report: out/report.html"), std::string::npos);
  EXPECT_EQ(answer.err, "") << "progress goes to a terminal only";
}

TEST(Runs, ARecurrentNetworkRevealsItsMatrix) {
  const Scratch here;
  const Arguments tied = with(small, {"tied=true", "weight_variance=2", "-o", "out"});
  ASSERT_EQ(widefield(tied, here.path()).status, 0);
  const json whole = numbers(here.path() / "out");
  EXPECT_EQ(
      json::parse(contents(here.path() / "out" / "results.json")).at("provenance").at("engine"),
      "lazy");
  EXPECT_GT(whole.at("rows").size(), 0u);
  ASSERT_EQ(widefield(with(tied, {"--resume"}), here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "out"), whole);
}

TEST(Runs, TheDefaultFolderIsTheName) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"name=order", "--quiet"}), here.path()).status, 0);
  EXPECT_TRUE(fs::exists(here.path() / "order" / "results.json"));
}

TEST(Runs, JsonIsAloneOnStandardOutput) {
  const Scratch here;
  const Answer answer = widefield(with(small, {"-o", "out", "--json"}), here.path());
  ASSERT_EQ(answer.status, 0) << answer.err;
  EXPECT_EQ(json::parse(answer.out).at("schema"), "widefield.results/2");
  EXPECT_EQ(answer.out, contents(here.path() / "out" / "results.json"));
}

TEST(Runs, RefuseAFullFolderWithoutResume) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "out"}), here.path()).status, 0);
  const Answer again = widefield(with(small, {"-o", "out"}), here.path());
  EXPECT_EQ(again.status, 2);
  EXPECT_TRUE(again.err.starts_with("error: ")) << again.err;
  EXPECT_EQ(widefield(with(small, {"-o", "out", "--resume"}), here.path()).status, 0);
}

TEST(Runs, RefuseToResumeAnotherExperiment) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "out"}), here.path()).status, 0);
  const Answer other =
      widefield(with(small, {"-o", "out", "--resume", "bias_variance=0.2"}), here.path());
  EXPECT_EQ(other.status, 2);
  EXPECT_NE(other.err.find("network.bias_variance"), std::string::npos) << other.err;
}

TEST(Runs, DoNotDependOnThreads) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "one", "--threads", "1"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "five", "--threads", "5"}), here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "one"), numbers(here.path() / "five"));
}

TEST(Runs, ContinueWhenNetworksAreRaised) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "grown", "networks=128"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "grown", "--resume"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "whole"}), here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "grown"), numbers(here.path() / "whole"));
}

TEST(Runs, RunAgainFromTheirResolvedExperiment) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "first"}), here.path()).status, 0);
  ASSERT_EQ(widefield({"run", "first/experiment.toml", "-o", "second"}, here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "first"), numbers(here.path() / "second"));
  EXPECT_EQ(contents(here.path() / "first" / "experiment.toml"),
            contents(here.path() / "second" / "experiment.toml"));
}

TEST(Runs, ShardsMergeToTheWhole) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "whole"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "a", "shard=1/2"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "b", "shard=2/2"}), here.path()).status, 0);
  const Answer merged = widefield({"merge", "b", "a", "b", "-o", "merged"}, here.path());
  ASSERT_EQ(merged.status, 0) << merged.err;
  EXPECT_EQ(numbers(here.path() / "merged"), numbers(here.path() / "whole"));
}

TEST(Runs, MergeSaysWhichShardsAreMissing) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "a", "shard=1/3"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "b", "shard=3/3"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "c", "shard=2/2"}), here.path()).status, 0);
  const Answer some = widefield({"merge", "a", "b", "-o", "some"}, here.path());
  EXPECT_NE(some.err.find("of 3 shards, 2 is not here"), std::string::npos) << some.err;
  const Answer mixed = widefield({"merge", "a", "c", "-o", "mixed"}, here.path());
  EXPECT_NE(mixed.err.find("shards of 2, 3"), std::string::npos) << mixed.err;
}

TEST(Runs, MergeRefusesAnotherExperiment) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "a"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "b", "--seed", "2"}), here.path()).status, 0);
  const Answer merged = widefield({"merge", "a", "b", "-o", "merged"}, here.path());
  EXPECT_EQ(merged.status, 2) << merged.err;
  EXPECT_NE(merged.err.find("run.seed"), std::string::npos) << merged.err;
}

TEST(Runs, ReportsAreMadeAgainFromTheBlocks) {
  const Scratch here;
  ASSERT_EQ(widefield(with(small, {"-o", "a"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(small, {"-o", "b", "--seed", "2"}), here.path()).status, 0);
  fs::remove(here.path() / "a" / "report.html");
  fs::remove(here.path() / "a" / "results.json");
  const Answer answer = widefield({"report", "a", "b", "-o", "both.html"}, here.path());
  ASSERT_EQ(answer.status, 0) << answer.err;
  EXPECT_GT(fs::file_size(here.path() / "both.html"), 1000u);
}

// Enough blocks for several looks; the rule is met after a number of blocks that is a power of two.
/// The squared state of relu grows as 1.85^l, so that the state leaves float32 near layer 290. A
/// batch whose squared fields underflow is divided by zero.
TEST(Runs, ANumberOutOfRangeIsFoundInItsLayerAndNetwork) {
  const Scratch here;
  Arguments run = {"run",
                   "residual",
                   "activation=relu",
                   "depth=400",
                   "width=64",
                   "networks=64",
                   "observables=[\"state_norm\"]",
                   "--quiet"};
  const Answer grown = widefield(run, here.path());
  EXPECT_EQ(grown.status, 3);
  EXPECT_NE(grown.err.find(" of network 0: state_gram is not finite"), std::string::npos)
      << grown.err;
  EXPECT_NE(grown.err.find("layer "), std::string::npos);
  run = {"run",      "batch_norm",  "activation=alpha_relu", "activation_power=4", "depth=3",
         "width=64", "networks=64", "weight_variance=1e-6",  "squared_norm=1e-40", "--quiet"};
  const Answer vanished = widefield(run, here.path());
  EXPECT_EQ(vanished.status, 3);
  EXPECT_NE(vanished.err.find("layer 1 of network 0"), std::string::npos) << vanished.err;
}

TEST(Runs, StopWhenTheErrorIsSmallEnough) {
  const Scratch here;
  const Arguments rule = {"run", "mlp", "depth=3", "width=64", "relative_error=0.01", "-o"};
  ASSERT_EQ(widefield(with(rule, {"one", "--threads", "1"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(rule, {"two", "--threads", "3"}), here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "one"), numbers(here.path() / "two"));
  const json rows = numbers(here.path() / "one").at("rows");
  const int blocks = rows.at(0).at("networks").get<int>() / 64;
  EXPECT_EQ(blocks & (blocks - 1), 0) << blocks;
}

TEST(Runs, StopWhenTheTimeIsOver) {
  const Scratch here;
  const Answer answer =
      widefield({"run", "mlp", "depth=3", "width=64", "time_limit=0.3", "-o", "out"}, here.path());
  EXPECT_EQ(answer.status, 0) << answer.err;
}

// Interrupted and resumed: the numbers of an uninterrupted run.
void interrupt(int signal, int status) {
  const Scratch here;
  const Arguments longer = {"run", "mlp", "depth=12", "width=[256, 512]", "networks=3072", "-o"};
  const Answer cut = widefield_interrupted(with(longer, {"cut"}), here.path(),
                                           {"cut/experiment.toml", 0.3, signal});
  ASSERT_EQ(cut.status, status) << cut.err;
  EXPECT_NE(cut.err.find("--resume"), std::string::npos) << cut.err;
  EXPECT_FALSE(fs::exists(here.path() / "cut" / "results.json"));
  ASSERT_EQ(widefield(with(longer, {"cut", "--resume"}), here.path()).status, 0);
  ASSERT_EQ(widefield(with(longer, {"whole"}), here.path()).status, 0);
  EXPECT_EQ(numbers(here.path() / "cut"), numbers(here.path() / "whole"));
}

TEST(Runs, AnInterruptKeepsFinishedBlocks) {
  interrupt(SIGINT, 130);
}
TEST(Runs, ATerminationKeepsFinishedBlocks) {
  interrupt(SIGTERM, 143);
}
// What a batch system sends before its limit of time.
TEST(Runs, AWarningKeepsFinishedBlocks) {
  interrupt(SIGUSR1, 128 + SIGUSR1);
}

// A margin far below what 256 networks resolve is underpowered; a generous one is met.
TEST(Runs, CheckSpeaksByItsExitStatus) {
  const Scratch here;
  const Arguments check = {"run",
                           "mlp",
                           "depth=3",
                           "width=[64, 128, 256]",
                           "networks=256",
                           "observables=length_map",
                           "families=asymptotic",
                           "--check",
                           "-o"};
  EXPECT_EQ(widefield(with(check, {"fine", "tolerance=0.5"}), here.path()).status, 0);
  EXPECT_EQ(widefield(with(check, {"vague", "tolerance=1e-5"}), here.path()).status, 4);
}

// One width of uniform weights: no test applies, and that is no agreement.
TEST(Runs, NoVerdictIsNoAgreement) {
  const Scratch here;
  const Answer answer = widefield({"run", "mlp", "weights=uniform", "width=64", "networks=64",
                                   "depth=2", "--check", "-o", "out"},
                                  here.path());
  EXPECT_EQ(answer.status, 4);
  EXPECT_NE(answer.out.find("no verdict on"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("one width cannot be extrapolated"), std::string::npos) << answer.out;
}

TEST(Runs, AReportReplacesNothingButAReport) {
  const Scratch here;
  ASSERT_EQ(
      widefield({"run", "mlp", "width=64", "networks=64", "depth=2", "-o", "out"}, here.path())
          .status,
      0);
  const std::string store = contents(here.path() / "out" / "blocks.sqlite");
  EXPECT_EQ(widefield({"report", "out", "-o", "out/blocks.sqlite"}, here.path()).status, 2);
  EXPECT_EQ(contents(here.path() / "out" / "blocks.sqlite"), store);
  EXPECT_EQ(widefield({"report", "out", "-o", "/dev/null"}, here.path()).status, 2);
  EXPECT_EQ(widefield({"report", "out", "-o", "new.html"}, here.path()).status, 0);
  EXPECT_EQ(widefield({"report", "out", "-o", "new.html"}, here.path()).status, 0);
}

// A theory that fails, or lengths no double holds, cost a sentence and not the run.
TEST(Runs, TheoryIsSilentWithAReason) {
  const Scratch here;
  const Answer deep = widefield({"theory", "mlp", "activation=relu", "weight_variance=4",
                                 "bias_variance=0", "depth=1030", "--json"},
                                here.path());
  ASSERT_EQ(deep.status, 0) << deep.err;
  const json document = json::parse(deep.out);
  EXPECT_FALSE(document.at("unknown").empty());
  EXPECT_TRUE(document.at("curves").at("length_map").at("value").back().is_null());
  EXPECT_NEAR(document.at("curves").at("correlation_map").at("value").back().get<double>(), 1,
              1e-4);
  const Answer sine =
      widefield({"run", "mlp", "activation=sin", "weights=orthogonal", "weight_variance=2.5",
                 "width=32", "networks=32", "depth=4",
                 "observables=[\"length_map\", \"jacobian_spectrum\"]", "-o", "out"},
                here.path());
  EXPECT_EQ(sine.status, 0) << sine.err;
}

TEST(Runs, ValidateMakesOneReportOfManyCases) {
  const Scratch here;
  const Answer answer = widefield({"validate", "--scale", "smoke", "--only",
                                   "poole2016/length-map,finite-width/relu-log-norm", "-o", "out"},
                                  here.path());
  ASSERT_EQ(answer.status, 0) << answer.err;
  const json document = json::parse(contents(here.path() / "out" / "results.json"));
  EXPECT_GT(document.at("verdicts").size(), 3u);
  EXPECT_TRUE(fs::exists(here.path() / "out" / "report.html"));
  for (const char* file : {"blocks.sqlite", "results.json", "results.nc"})
    EXPECT_TRUE(fs::exists(here.path() / "out" / "poole2016" / "length-map" / file)) << file;
  EXPECT_EQ(widefield({"report", "out"}, here.path()).status, 0);
}

}  // namespace
