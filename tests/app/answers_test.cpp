#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace {

using nlohmann::json;

const std::vector<std::string> commands = {"run",  "theory", "validate", "report",
                                           "plan", "merge",  "list",     "doctor"};

Answer answer_of(const std::vector<std::string>& arguments) {
  const Scratch folder;
  return widefield(arguments, folder.path());
}

TEST(Answers, EveryCommandHasHelpWithAnExample) {
  for (const std::string& command : commands) {
    const Answer answer = answer_of({command, "--help"});
    EXPECT_EQ(answer.status, 0) << command;
    EXPECT_NE(answer.out.find("Example:\n  widefield " + command), std::string::npos) << command;
    EXPECT_EQ(answer.err, "") << command;
  }
}

TEST(Answers, TheVersionNamesTheCommit) {
  for (const auto& arguments : {std::vector<std::string>{"--version"}, {"run", "--version"}}) {
    const Answer answer = answer_of(arguments);
    EXPECT_EQ(answer.status, 0);
    EXPECT_TRUE(answer.out.starts_with("widefield ")) << answer.out;
    EXPECT_NE(answer.out.find("commit"), std::string::npos) << answer.out;
  }
}

double scalar(const json& document, const char* name) {
  return document.at("scalars").at(name).get<double>();
}

// Table A1 of the theory sheet.
TEST(Answers, TheoryOfTheExample) {
  const Answer answer = answer_of(
      {"theory", "mlp", "activation=tanh", "weight_variance=1.7", "bias_variance=0.05", "--json"});
  ASSERT_EQ(answer.status, 0) << answer.err;
  const json document = json::parse(answer.out);
  EXPECT_EQ(document.at("schema"), "widefield.theory/1");
  EXPECT_NEAR(scalar(document, "q_star"), 0.533075627947, 1e-12);
  EXPECT_NEAR(scalar(document, "chi_length"), 0.526373682971, 1e-12);
  EXPECT_NEAR(scalar(document, "chi_1"), 0.986740809026, 1e-12);
  EXPECT_NEAR(scalar(document, "c_star"), 1, 1e-12);
  EXPECT_NEAR(scalar(document, "xi_q"), 1.55825401449, 1e-10);
  EXPECT_NEAR(scalar(document, "xi_c"), 74.918270503, 1e-8);
  EXPECT_EQ(document.at("scalars").at("phase"), "ordered");
  EXPECT_EQ(document.at("curves").at("length_map").at("layer").at(0), 1);
  EXPECT_NEAR(document.at("curves").at("length_map").at("value").at(0).get<double>(), 1.75, 1e-14);
}

// Widths that no simulation can have are nothing to a theory.
TEST(Answers, TheoryNeedsNoWidth) {
  const Answer theory = answer_of({"theory", "batch_norm", "depth=2", "batch=1000", "--json"});
  EXPECT_EQ(theory.status, 0) << theory.err;
  EXPECT_TRUE(json::parse(theory.out).at("scalars").contains("q_star"));
  const Answer plan = answer_of({"plan", "batch_norm", "depth=2", "batch=1000"});
  EXPECT_EQ(plan.status, 2);
  EXPECT_NE(plan.err.find("network.width"), std::string::npos) << plan.err;
}

// A sanitizer takes a multiple of the time.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Answers, TheoryTakesLessThanATenthOfASecond) {
  double best = 1;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto start = std::chrono::steady_clock::now();
    answer_of({"theory", "mlp", "activation=tanh", "weight_variance=1.7", "--json"});
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  EXPECT_LT(best, 0.1);
}
#endif

TEST(Answers, AnInfiniteScaleIsAWord) {
  const Answer answer = answer_of(
      {"theory", "mlp", "activation=erf_unit", "weight_variance=1", "bias_variance=0", "--json"});
  ASSERT_EQ(answer.status, 0) << answer.err;
  EXPECT_EQ(json::parse(answer.out).at("scalars").at("xi_c"), "inf");
}

TEST(Answers, ListsKnowEveryName) {
  const Answer answer = answer_of({"list", "--json"});
  ASSERT_EQ(answer.status, 0) << answer.err;
  const json document = json::parse(answer.out);
  EXPECT_EQ(document.at("activations").size(), 17u);
  EXPECT_GE(document.at("observables").size(), 7u);
  EXPECT_GE(document.at("cases").size(), 14u);
  for (const char* topic : {"architectures", "activations", "observables", "cases", "engines"})
    for (const json& entry : document.at(topic))
      EXPECT_FALSE(entry.at("name").get<std::string>().empty()) << topic;
  for (const json& entry : document.at("keys"))
    EXPECT_FALSE(entry.at("meaning").get<std::string>().empty()) << entry.at("key");
}

TEST(Answers, PlanSaysWhatItCosts) {
  const Answer answer = answer_of({"plan", "mlp", "width=[256, 512]", "depth=8", "--json"});
  ASSERT_EQ(answer.status, 0) << answer.err;
  const json document = json::parse(answer.out);
  const json& point = document.at("experiments").at(0);
  ASSERT_EQ(point.at("widths").size(), 2u);
  for (const json& width : point.at("widths")) {
    EXPECT_FALSE(width.at("engine").get<std::string>().empty());
    EXPECT_FALSE(width.at("why").get<std::string>().empty());
    EXPECT_GT(width.at("normals_per_network").get<double>(), 0);
    EXPECT_GT(width.at("seconds").get<double>(), 0);
  }
  EXPECT_GT(point.at("smallest_visible_error").get<double>(), 0);
}

TEST(Answers, DoctorFindsEverythingRight) {
  const Answer answer = answer_of({"doctor", "--json"});
  ASSERT_EQ(answer.status, 0) << answer.err;
  const json document = json::parse(answer.out);
  EXPECT_FALSE(document.at("cuda").get<std::string>().empty());
  ASSERT_GE(document.at("checks").size(), 2u);
  for (const json& check : document.at("checks"))
    EXPECT_TRUE(check.at("passed").get<bool>());
}

TEST(Answers, DocumentsAreMadeFromTheOptions) {
  const Answer manual = answer_of({"generate", "man"});
  for (const char* text :
       {".TH WIDEFIELD 1", "\\-\\-resume", "network.weight_variance", ".SH EXIT STATUS"})
    EXPECT_NE(manual.out.find(text), std::string::npos) << text;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Answer completion = answer_of({"generate", shell});
    EXPECT_EQ(completion.status, 0);
    for (const std::string& command : commands)
      EXPECT_NE(completion.out.find(command), std::string::npos) << shell << command;
  }
}

}  // namespace
