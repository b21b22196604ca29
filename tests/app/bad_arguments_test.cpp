#include <gtest/gtest.h>

#include <fstream>

#include "tests/app/program.hpp"

namespace {

// Two lines per entry: the arguments, and the message; "..." stands for the rest of it.
struct Entry {
  std::string arguments, message;
};

std::vector<Entry> entries(const std::string& file) {
  std::ifstream stream(file);
  std::vector<Entry> list;
  for (std::string line, message; std::getline(stream, line);)
    if (!line.empty() && std::getline(stream, message)) list.push_back({line, message});
  return list;
}

bool as_expected(const std::string& printed, const std::string& expected) {
  if (!expected.ends_with("...")) return printed == expected + "\n";
  return printed.starts_with(expected.substr(0, expected.size() - 3));
}

void expect_refused(const std::vector<std::string>& arguments, const std::string& message,
                    const std::filesystem::path& folder) {
  const Answer answer = widefield(arguments, folder);
  EXPECT_EQ(answer.status, 2) << arguments.back();
  EXPECT_EQ(answer.out, "") << arguments.back();
  EXPECT_TRUE(as_expected(answer.err, message))
      << "says     " << answer.err << "expected " << message;
}

TEST(BadArguments, EndWithStatusTwoAndTheirMessage) {
  const Scratch folder;
  const auto list = entries(BAD_ARGUMENTS);
  ASSERT_GE(list.size(), 25u);
  for (const Entry& entry : list)
    expect_refused(words(entry.arguments), entry.message, folder.path());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nothing was written";
}

TEST(BadArguments, BadFilesEndWithStatusTwoAndTheirMessage) {
  for (const Entry& entry : entries(std::string(BAD_INPUTS) + "/expected.txt")) {
    std::vector<std::string> arguments = words(entry.arguments);
    if (!arguments[0].ends_with(".toml")) continue;
    arguments.insert(arguments.begin(), "plan");
    expect_refused(arguments, entry.message, std::string(BAD_INPUTS) + "/..");
  }
}

}  // namespace
