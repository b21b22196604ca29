#include <gtest/gtest.h>

#include "widefield/config.hpp"

namespace widefield {
namespace {

std::vector<Experiment> points(const std::string& text, const ExperimentRequest& request = {}) {
  return load_text(text, "sweep.toml", request);
}

TEST(Sweep, IsTheProductOfItsLists) {
  const auto all = points("[sweep]\nweight_variance = [1.0, 2.0]\ndepth = [3, 4, 5]\n");
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].network.weight_variance, 1.0);
  EXPECT_EQ(all[0].network.depth, 3);
  EXPECT_EQ(all[1].network.depth, 4);
  EXPECT_EQ(all[5].network.weight_variance, 2.0);
  EXPECT_EQ(all[5].network.depth, 5);
  EXPECT_EQ(label(all[5]), "sweep (weight_variance = 2, depth = 5)");
}

TEST(Sweep, KeysMayMoveTogether) {
  const auto all =
      points("[sweep]\n\"activation, weight_variance\" = [[\"tanh\", 1.5], [\"relu\", 2.0]]\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].network.activation, "relu");
  EXPECT_EQ(all[1].network.weight_variance, 2.0);
}

TEST(Sweep, AnOverrideEndsItsAxis) {
  ExperimentRequest request;
  request.overrides = {"weight_variance=3.0"};
  const auto all = points("[sweep]\nweight_variance = [1.0, 2.0]\ndepth = [3, 4]\n", request);
  ASSERT_EQ(all.size(), 2u);
  for (const Experiment& point : all)
    EXPECT_EQ(point.network.weight_variance, 3.0);
}

TEST(Sweep, AnAxisMayComeFromTheCommandLine) {
  ExperimentRequest request;
  request.overrides = {"sweep.depth=[3, 4, 5]"};
  EXPECT_EQ(points("[network]\ndepth = 2\n", request).size(), 3u);
}

TEST(Scale, OverridesTheExperimentAndItsSweep) {
  const std::string text =
      "[network]\ndepth = 50\n[sweep]\nweight_variance = [1.0, 2.0, 3.0]\n"
      "[scale.smoke]\ndepth = 5\nsweep.weight_variance = [1.0]\n"
      "[scale.gpu]\nnetwork.width = [1000000]\n";
  ExperimentRequest request;
  EXPECT_EQ(points(text, request).size(), 3u);
  EXPECT_EQ(points(text, request)[0].network.depth, 50);
  request.scale = "smoke";
  ASSERT_EQ(points(text, request).size(), 1u);
  EXPECT_EQ(points(text, request)[0].network.depth, 5);
  request.scale = "gpu";
  EXPECT_EQ(points(text, request)[2].network.width, std::vector<std::int64_t>{1000000});
  request.overrides = {"depth=7"};
  EXPECT_EQ(points(text, request)[0].network.depth, 7) << "the command line wins over a scale";
}

TEST(Cases, LoadAtEveryScale) {
  ASSERT_FALSE(case_files().empty());
  for (const CaseFile& file : case_files())
    for (const char* scale : {"", "smoke", "desk", "gpu"}) {
      const ExperimentRequest request{
          .target = std::string(file.name), .overrides = {}, .scale = scale};
      const auto all = load(request);
      EXPECT_FALSE(all[0].claim.text.empty()) << file.name;
      EXPECT_FALSE(all[0].claim.citation.empty()) << file.name;
      EXPECT_FALSE(all[0].claim.source.empty()) << file.name;
    }
}

}  // namespace
}  // namespace widefield
