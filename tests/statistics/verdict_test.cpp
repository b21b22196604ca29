#include "host/statistics/methods/verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace widefield {
namespace {

constexpr double alpha = 1e-3;
constexpr double infinite = std::numeric_limits<double>::infinity();

Assessment one(double deviation, double error, bool exact = false) {
  Assessment test;
  test.components = {{deviation / error, deviation, error, true, "a component"}};
  test.correlation = Matrix(1);
  test.correlation(0, 0) = 1;
  test.networks = 1000;
  test.exact = exact;
  test.tolerance = 0.01;
  test.margin = exact ? 1e-6 : 0.01;
  return test;
}

TEST(Verdict, TheFourWords) {
  EXPECT_EQ(judge(one(0.001, 0.001), alpha).verdict, "agrees");
  EXPECT_EQ(judge(one(0.005, 0.001), alpha).verdict, "close");
  EXPECT_EQ(judge(one(0.02, 0.001), alpha).verdict, "disagrees");
  EXPECT_EQ(judge(one(0.001, 0.01), alpha).verdict, "underpowered");
  EXPECT_EQ(judge(one(0.012, 0.001), alpha).verdict, "underpowered");  // I straddles the margin
}

TEST(Verdict, AnExactTestHasNoMarginButRounding) {
  EXPECT_EQ(judge(one(0.005, 0.001, true), alpha).verdict, "disagrees");
  EXPECT_EQ(judge(one(0.001, 0.001, true), alpha).verdict, "agrees");
  EXPECT_EQ(judge(one(0.001, 0.1, true), alpha).verdict, "underpowered");
  EXPECT_EQ(judge(one(5e-7, 1e-8, true), alpha).verdict, "close");
}

TEST(Verdict, AComponentWithoutSizeCanOnlyReject) {
  Assessment test = one(0, 0.001, true);
  test.components.push_back({6, 0, infinite, false, "streams"});
  test.correlation = Matrix(2);
  test.correlation(0, 0) = test.correlation(1, 1) = 1;
  EXPECT_EQ(judge(test, alpha).verdict, "disagrees");
  EXPECT_NE(judge(test, alpha).note.find("streams"), std::string::npos);
  test.components[1].z = 2;
  EXPECT_EQ(judge(test, alpha).verdict, "agrees");
}

TEST(Verdict, MoreNetworksNeverTurnARightAnswerWrong) {
  // A true deviation below the margin ends as `close`, none as `agrees`, one beyond as `disagrees`.
  const std::pair<double, std::string> ends[] = {
      {0.004, "close"}, {0.0, "agrees"}, {0.03, "disagrees"}};
  for (const auto& [deviation, end] : ends) {
    bool decided = false;
    for (double error = 0.1; error > 1e-5; error /= 2) {
      const std::string word = judge(one(deviation, error), alpha).verdict;
      if (word == end) decided = true;
      EXPECT_TRUE(!decided || word == end) << deviation << " " << error;
      EXPECT_TRUE(word != "disagrees" || end == "disagrees");
      EXPECT_TRUE(end != "disagrees" || (word != "agrees" && word != "close"));
    }
    EXPECT_TRUE(decided);
  }
}

// What a damaged store may hold.
TEST(Verdict, WhatIsNoNumberNeverAgrees) {
  for (const double z : {std::nan(""), HUGE_VAL}) {
    Assessment test;
    test.components.push_back({z, 0, 1e-4, true, "a damaged number"});
    test.correlation = Matrix(1);
    test.correlation(0, 0) = 1;
    test.networks = 100;
    test.tolerance = test.margin = 0.01;
    const std::string word = judge(test, 1e-3).verdict;
    EXPECT_NE(word, "agrees");
  }
}

// A tick does not rest on what every network has in common.
TEST(Verdict, ConstantsAloneDecideNothing) {
  Assessment test;
  test.components.push_back({0, 1e-16, 0, true, "layer 1", true});
  test.networks = 100;
  test.tolerance = test.margin = 0.01;
  test.rounding = 1e-9;
  EXPECT_EQ(judge(test, 1e-3).verdict, "underpowered");
  EXPECT_FALSE(judge(test, 1e-3).note.empty());
  test.components[0].given = false;  // a number of networks that happens not to fluctuate
  EXPECT_EQ(judge(test, 1e-3).verdict, "agrees");
  EXPECT_EQ(judge(test, 1e-3).p, 1);
}

TEST(Verdict, SaysHowManyNetworksWouldDecide) {
  Assessment test = one(0.002, 0.01);
  const auto networks = judge(test, alpha).networks_to_decide;
  ASSERT_TRUE(networks.has_value());
  const double error = 0.01 / std::sqrt(*networks / 1000.0);
  EXPECT_NE(judge(one(0.002, error * 0.999), alpha).verdict, "underpowered");
  EXPECT_EQ(judge(one(0.002, error * 1.01), alpha).verdict, "underpowered");
}

TEST(Verdict, UnreliableIsUnderpoweredWithItsReason) {
  Assessment test = one(0.5, 0.001);
  test.unreliable = "heavy tails";
  test.networks_for_normality = 123456;
  const Verdict verdict = judge(test, alpha);
  EXPECT_EQ(verdict.verdict, "underpowered");
  EXPECT_EQ(verdict.note, "heavy tails");
  EXPECT_GE(verdict.networks_to_decide.value_or(0), 123456);
}

TEST(Verdict, SmallestVisibleErrorIsSeenWithNinetyNinePercent) {
  const Verdict verdict = judge(one(0, 0.001), alpha);
  const double critical = normal_quantile(alpha / 2);
  EXPECT_NEAR(verdict.resolution, critical * 0.001, 1e-6);
  const double shift = verdict.smallest_visible_error / 0.001;
  EXPECT_NEAR(normal_tail(critical - shift), 0.99, 1e-3);
}

}  // namespace
}  // namespace widefield
