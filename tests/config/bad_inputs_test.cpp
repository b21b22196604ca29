#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// Two lines of bad/expected.txt: a target with overrides, and the message. A message that ends with
// "..." is the beginning of the whole one.
struct BadInput {
  ExperimentRequest request;
  std::string expected;
};

ExperimentRequest request(const std::string& line) {
  std::istringstream words(line);
  ExperimentRequest request;
  words >> request.target;
  for (std::string word; words >> word;)
    request.overrides.push_back(word);
  return request;
}

std::vector<BadInput> corpus() {
  std::ifstream file(std::string(BAD_INPUTS) + "/expected.txt");
  std::vector<BadInput> inputs;
  for (std::string line, message; std::getline(file, line);)
    if (!line.empty() && std::getline(file, message)) inputs.push_back({request(line), message});
  return inputs;
}

std::string message_of(const ExperimentRequest& request) {
  try {
    load(request);
  } catch (const InputError& error) {
    return "error: " + std::string(error.what());
  }
  return "no error";
}

bool as_expected(const std::string& message, const std::string& expected) {
  if (!expected.ends_with("...")) return message == expected;
  return message.starts_with(expected.substr(0, expected.size() - 3));
}

class BadInputs : public testing::Test {
 protected:
  // Messages name files relative to the folder of the corpus.
  void SetUp() override { std::filesystem::current_path(std::string(BAD_INPUTS) + "/.."); }
};

TEST_F(BadInputs, AreRefusedWithTheirMessage) {
  const std::vector<BadInput> inputs = corpus();
  ASSERT_GE(inputs.size(), 100u);
  for (const BadInput& input : inputs) {
    const std::string message = message_of(input.request);
    EXPECT_TRUE(as_expected(message, input.expected))
        << input.request.target << "\n  says     " << message << "\n  expected " << input.expected;
  }
}

TEST_F(BadInputs, EveryFileIsExpected) {
  std::set<std::string> expected;
  for (const BadInput& input : corpus())
    expected.insert(input.request.target);
  for (const auto& file : std::filesystem::directory_iterator("bad")) {
    if (file.path().extension() == ".toml") {
      EXPECT_TRUE(expected.contains(file.path().string())) << file.path();
    }
  }
}

// error: FILE:LINE: KEY: what is wrong (why); what to do
TEST_F(BadInputs, NameTheLineAndARemedy) {
  for (const BadInput& input : corpus()) {
    const bool from_file = input.request.target.starts_with("bad/");
    const std::string start = from_file ? "error: " + input.request.target + ":" : "error: ";
    EXPECT_TRUE(input.expected.starts_with(start)) << input.expected;
    EXPECT_NE(input.expected.find("; "), std::string::npos) << input.expected;
  }
}

TEST(BadFiles, LargerThanOneMebibyteAreNotRead) {
  const std::string text(std::size_t{1} << 21, '#');
  EXPECT_THROW(load_text(text, "large.toml"), InputError);
}

TEST(BadFiles, ErrorsOfOtherScalesAreFound) {
  ExperimentRequest smoke{.target = "", .overrides = {}, .scale = "smoke"};
  EXPECT_THROW(load_text("[scale.gpu]\nwidth = 0\n", "a.toml", smoke), InputError);
}

}  // namespace
}  // namespace widefield
