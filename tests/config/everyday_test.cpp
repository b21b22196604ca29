#include "host/config/everyday.hpp"

#include <gtest/gtest.h>

#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

Experiment typed(const std::vector<std::string>& overrides) {
  return load({"mlp", overrides, ""}).front();
}

TEST(Everyday, NamesOfActivationsThatMeanOneThing) {
  const std::pair<const char*, const char*> names[] = {
      {"swish", "silu"},         {"SiLU", "silu"},      {"ReLU", "relu"},
      {"GELU", "gelu"},          {"Tanh", "tanh"},      {"LeakyReLU", "leaky_relu"},
      {"Hardtanh", "hard_tanh"}, {"identity", "linear"}};
  for (const auto& [everyday, ours] : names)
    EXPECT_EQ(typed({std::string("activation=") + everyday}).network.activation, ours);
}

TEST(Everyday, AlsoInFilesSweepsAndLists) {
  const auto experiments = load_text(
      "[network]\nactivation = \"ReLU\"\n[sweep]\n\"activation, weight_variance\" = "
      "[[\"Swish\", 1.5], [\"identity\", 1.0]]\n",
      "x.toml");
  ASSERT_EQ(experiments.size(), 2u);
  EXPECT_EQ(experiments[0].network.activation, "silu");
  EXPECT_EQ(experiments[1].network.activation, "linear");
  const Experiment leaky = typed({"activation=leaky_relu", "negative_slope=0.25"});
  EXPECT_EQ(leaky.network.activation_slope, 0.25);
  EXPECT_EQ(typed({"weights=normal"}).network.weights, "gaussian");
}

std::string refusal(const std::string& override) {
  try {
    typed({override});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Everyday, OtherMeaningsSayWhatToWrite) {
  const std::pair<const char*, const char*> answers[] = {
      {"weight_std=1.5", "write weight_variance = 2.25"},
      {"sigma_w=1.5", "write weight_variance = 2.25"},
      {"sigma_b=0.1", "write bias_variance = 0.01"},
      {"dropout=0.2", "write dropout_keep = 0.8"},
      {"init=\"he\"", "weight_variance = 2 (he)"},
      {"weights=\"truncated_normal\"", "write weights = \"gaussian\""}};
  for (const auto& [override, answer] : answers)
    EXPECT_NE(refusal(override).find(answer), std::string::npos)
        << override << ": " << refusal(override);
}

TEST(Everyday, WhatIsNotKnownStaysAsTyped) {
  const Setting setting{"network.activation", {std::string("Swishh")}, "here"};
  EXPECT_EQ(std::get<std::string>(everyday(setting).value.data), "Swishh");
  EXPECT_EQ(everyday({"run.seed", {std::int64_t{7}}, "here"}).key, "run.seed");
}

TEST(Inputs, AsymmetryAtRoundingIsNone) {
  const Experiment e = typed({"gram=[[1, 0.3], [0.30000000000000004, 1]]"});
  EXPECT_EQ(e.inputs.gram[0][1], e.inputs.gram[1][0]);
  EXPECT_NE(refusal("gram=[[1, 0.3], [0.31, 1]]").find("symmetric"), std::string::npos);
}

TEST(Observables, OneInputMeasuresWhatOneInputHas) {
  const Experiment e = typed({"count=1"});
  EXPECT_EQ(e.measure.observables, (std::vector<std::string>{"length_map"}));
  EXPECT_NE(refusal("observables=[\"correlation_map\"]"), "x");
}

}  // namespace
}  // namespace widefield
