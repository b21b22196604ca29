#include <gtest/gtest.h>

#include <algorithm>

#include "host/config/keys.hpp"
#include "host/config/names.hpp"
#include "tests/architecture/toy_row.hpp"
#include "widefield/comparison.hpp"
#include "widefield/config.hpp"
#include "widefield/error.hpp"
#include "widefield/store.hpp"

// What one word in the list of architectures does: everything else asks the row.
namespace widefield::test {
namespace {

Experiment toy(const std::vector<std::string>& overrides = {}) {
  return load({.target = "toy", .overrides = overrides, .scale = ""}).at(0);
}

std::string refused(const std::string& target, const std::vector<std::string>& overrides) {
  try {
    load({.target = target, .overrides = overrides, .scale = ""});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Toy, IsListedAsTheoryAlone) {
  const NameInfo& last = architecture_names().back();
  EXPECT_EQ(last.name, "toy");
  EXPECT_EQ(last.meaning, "a toy (theory only: it cannot be simulated)");
}

TEST(Toy, IsCompletedAndCheckedByItsRow) {
  EXPECT_EQ(toy().network.depth, 3);
  EXPECT_EQ(toy({"depth=4"}).network.depth, 4);
  EXPECT_EQ(toy().measure.observables, std::vector<std::string>{"activity"});
  EXPECT_EQ(refused("toy", {"depth=6"}),
            "command line: network.depth: a tall toy (it would fall over); set depth = 5 or less");
  EXPECT_EQ(refused("toy", {"observables=chi_1"}),
            "command line: measure.observables: chi_1 of a toy (it has no gradients); measure "
            "something else");
}

TEST(Toy, IsPredictedByItsRow) {
  const Prediction prediction = predict(toy({"epsilon=-0.5"}));
  ASSERT_EQ(prediction.scalars.size(), 1u);
  EXPECT_EQ(std::get<double>(prediction.scalars[0].value), -0.5);
}

TEST(Toy, HasTheLawsOfItsRow) {
  const std::vector<Method> own = methods(toy(), "activity");
  EXPECT_EQ(own[0].reason, "");
  EXPECT_EQ(own[1].reason, "");
  EXPECT_EQ(methods(toy(), "kurtosis")[1].reason, "toys have no law of it");
  Experiment other;
  other.network.architecture = "residual";
  EXPECT_EQ(methods(other, "length_map")[0].reason,
            "the law of a layer given the one below is tabulated for mlp, toy only");
  EXPECT_EQ(methods(other, "length_map")[1].reason,
            "only products of mlp, toy layers have a closed law");
}

// ---- two architectures with one name for two keys -----------------------------------------------

double epsilon(const Experiment& experiment) {
  const std::string& architecture = experiment.network.architecture;
  const Key& key = find_key("network.epsilon", "test", architecture);
  return std::get<double>(key.get(experiment).data);
}

TEST(TwoMeanings, EachHasItsHelpRangeAndDefault) {
  std::vector<KeyInfo> found;
  for (const KeyInfo& info : key_infos())
    if (info.name == "network.epsilon") found.push_back(info);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].help,
            "batch_norm, batch_norm_residual: added to the variance before the square root");
  EXPECT_EQ(found[0].range, "from 0 to 1000000");
  EXPECT_EQ(found[0].fallback, "0.0");
  EXPECT_EQ(found[1].help, "toy: how far a toy leans");
  EXPECT_EQ(found[1].range, "from -1 to 1");
  EXPECT_EQ(found[1].fallback, "0.01");
}

TEST(TwoMeanings, ANameSetsWhatTheArchitectureMeans) {
  EXPECT_EQ(toy({"epsilon=-0.5"}).network.activation_slope, -0.5);
  EXPECT_EQ(toy({"epsilon=-0.5"}).network.batch_norm.epsilon, 0);
  const Experiment batch =
      load({.target = "batch_norm", .overrides = {"epsilon=3"}, .scale = ""}).at(0);
  EXPECT_EQ(batch.network.batch_norm.epsilon, 3);
  EXPECT_EQ(batch.network.activation_slope, Network{}.activation_slope);
}

TEST(TwoMeanings, ARangeIsThatOfTheArchitecture) {
  EXPECT_EQ(refused("toy", {"epsilon=3"}),
            "command line: network.epsilon: 3 is not possible (it is from -1 to 1); choose a value "
            "in this range");
  EXPECT_EQ(refused("batch_norm", {"epsilon=-0.5"}),
            "command line: network.epsilon: -0.5 is not possible (it is from 0 to 1000000); choose "
            "a value in this range");
}

TEST(TwoMeanings, OthersAreToldWhoseKeyItIs) {
  EXPECT_EQ(refused("mlp", {"epsilon=0.5"}),
            "command line: network.epsilon: 0.5 with the architecture mlp (it is a key of "
            "batch_norm, batch_norm_residual, toy); remove it, or choose that architecture");
  EXPECT_EQ(refused("mlp", {"epsilon=0.0"}), "");
  EXPECT_EQ(refused("mlp", {"activation_slope=0.5"}), "");  // what a toy calls epsilon
}

TEST(TwoMeanings, TheArchitectureMayBeWrittenLater) {
  const std::string file = "[network]\nepsilon = -0.5\narchitecture = \"toy\"\n";
  EXPECT_EQ(epsilon(load_text(file, "toy.toml").at(0)), -0.5);
  EXPECT_EQ(load({.target = "mlp", .overrides = {"epsilon=-0.5", "architecture=toy"}, .scale = ""})
                .at(0)
                .network.activation_slope,
            -0.5);
}

TEST(TwoMeanings, EveryPointOfASweepHasItsOwn) {
  const auto points = load_text(
      "[sweep]\n\"architecture, epsilon, observables\" = [[\"toy\", -0.5, \"activity\"], "
      "[\"batch_norm\", 7, \"gram_diagonal\"]]\n",
      "sweep.toml");
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(epsilon(points[0]), -0.5);
  EXPECT_EQ(epsilon(points[1]), 7);
  EXPECT_EQ(points[0].coordinates[1],
            (std::pair<std::string, std::string>{"network.epsilon", "-0.5"}));
}

void expect_read_back(const std::vector<Experiment>& written) {
  const auto read = load_text(resolved_toml(written), "resolved.toml");
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(key_values(read[i]), key_values(written[i]));
}

TEST(TwoMeanings, AreReadBack) {
  expect_read_back({toy({"epsilon=-0.5"})});
  expect_read_back(load({.target = "batch_norm", .overrides = {"epsilon=3"}, .scale = ""}));
  expect_read_back(
      load_text("[sweep]\narchitecture = [\"mlp\", \"toy\"]\n"
                "[measure]\nobservables = [\"activity\"]\n[network]\ndepth = 2\n",
                "sweep.toml"));
}

TEST(TwoMeanings, ARunIsKnownByItsOwn) {
  const Identity identity = identity_of(toy({"epsilon=-0.5"}), "cpu");
  const auto is_epsilon = [](const auto& entry) { return entry.first == "network.epsilon"; };
  ASSERT_EQ(std::count_if(identity.begin(), identity.end(), is_epsilon), 1);
  EXPECT_EQ(std::find_if(identity.begin(), identity.end(), is_epsilon)->second, "-0.5");
}

// A section that all share and an architecture adds to stays in one piece.
TEST(Toy, MayHaveAKeyInAnySection) {
  EXPECT_EQ(toy({"marbles=4"}).network.residual.hidden_width, 4);
  expect_read_back({toy({"marbles=4"})});
}

}  // namespace
}  // namespace widefield::test
