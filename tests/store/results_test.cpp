#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/store/errors.hpp"
#include "tests/store/results_support.hpp"
#include "tests/store/support.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

using nlohmann::ordered_json;
using testing::expect_input_error;

const std::string document = results_json(testing::results());

/// A key of the schema and what may stand behind it.
struct Key {
  std::string name;
  std::string type;  // text, whole, number (or null, or "inf"), width (whole or null)
};

bool fits(const ordered_json& node, const std::string& type) {
  if (type == "text") return node.is_string();
  if (type == "whole") return node.is_number_unsigned();
  if (type == "width") return node.is_number_unsigned() || node.is_null();
  return node.is_number_float() || node.is_null() || node == "inf" || node == "-inf";
}

// Every key of the schema, in its order; more may follow.
void expect_keys(const ordered_json& object, const std::vector<Key>& keys) {
  ASSERT_GE(object.size(), keys.size());
  auto member = object.begin();
  for (const Key& key : keys) {
    EXPECT_EQ(member.key(), key.name);
    EXPECT_TRUE(fits(member.value(), key.type)) << key.name << ": " << member.value();
    ++member;
  }
}

// The schema as interface.md prints it.
const std::vector<Key> provenance_keys = {
    {"version", "text"}, {"commit", "text"},    {"command", "text"},
    {"seed", "whole"},   {"backend", "text"},   {"device", "text"},
    {"engine", "text"},  {"precision", "text"}, {"threads", "whole"},
    {"started", "text"}, {"seconds", "number"}, {"networks_per_second", "number"}};
const std::vector<Key> verdict_keys = {{"experiment", "text"},
                                       {"observable", "text"},
                                       {"verdict", "text"},
                                       {"p", "number"},
                                       {"largest_relative_deviation", "number"},
                                       {"resolution", "number"},
                                       {"tolerance", "number"},
                                       {"method", "text"},
                                       {"smallest_visible_error", "number"},
                                       {"citation", "text"}};
const std::vector<Key> row_keys = {{"experiment", "text"},
                                   {"observable", "text"},
                                   {"symbol", "text"},
                                   {"layer", "width"},
                                   {"axis", "text"},
                                   {"at", "number"},
                                   {"component", "text"},
                                   {"width", "width"},
                                   {"networks", "whole"},
                                   {"measured", "number"},
                                   {"standard_error", "number"},
                                   {"theory", "number"},
                                   {"theory_at_width", "number"},
                                   {"z", "number"}};

TEST(ResultsJson, FollowsTheSchema) {
  const ordered_json root = ordered_json::parse(document);
  EXPECT_EQ(root.begin().key(), "schema");
  EXPECT_EQ(root["schema"], "widefield.results/2");
  expect_keys(root["provenance"], provenance_keys);
  ASSERT_EQ(root["verdicts"].size(), 4u);
  for (const ordered_json& verdict : root["verdicts"])
    expect_keys(verdict, verdict_keys);
  ASSERT_EQ(root["rows"].size(), 6u);
  for (const ordered_json& row : root["rows"])
    expect_keys(row, row_keys);
}

TEST(ResultsJson, SaysNullForInfiniteWidthAndForMissingNumbers) {
  const ordered_json rows = ordered_json::parse(document)["rows"];
  EXPECT_EQ(rows[0]["width"], 256);
  EXPECT_TRUE(rows[2]["width"].is_null());
  EXPECT_TRUE(rows[1]["theory"].is_null());
  EXPECT_EQ(rows[1]["z"], "inf");
  EXPECT_EQ(document.find(": nan"), std::string::npos);
}

// Shards, threads, limits and the hour of the day leave everything else the same bytes.
TEST(ResultsJson, KeepsWhatDependsOnTheMachineInProvenance) {
  Results other = testing::results();
  other.command = "another";
  other.provenance = {};
  for (ExperimentResult& result : other.experiments) {
    result.provenance = {};
    result.experiment.run.shard = 2, result.experiment.run.shards = 5;
    result.experiment.run.threads = 7;
    result.experiment.run.networks = 99;
    result.experiment.run.time_limit = 3;
    result.experiment.run.backend = "cpu";
  }
  ordered_json before = ordered_json::parse(document);
  ordered_json after = ordered_json::parse(results_json(other));
  EXPECT_NE(before, after);
  before.erase("provenance");
  after.erase("provenance");
  EXPECT_EQ(before.dump(), after.dump());
}

TEST(ResultsJson, ReadsBackToTheSameBytes) {
  const Results read = parse_results(document, "results.json");
  EXPECT_EQ(results_json(read), document);
  EXPECT_EQ(read.experiments[1].experiment.network.weight_variance, 2.5);
  EXPECT_EQ(read.experiments[0].rows[2].width, 0);
  EXPECT_EQ(read.experiments[0].prediction.scalars[5].name, "q_stars");
}

TEST(ResultsJson, ReadsNothingAsNothing) {
  EXPECT_EQ(results_json(parse_results(results_json({}), "x")), results_json({}));
}

std::string replaced(const std::string& what, const std::string& by) {
  std::string text = document;
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(ParseResults, SaysWhereTheSchemaIsBroken) {
  const auto refuse = [](const std::string& text, const std::string& part) {
    expect_input_error([&] { parse_results(text, "r.json"); }, part, "r.json");
  };
  refuse("{", "is not JSON");
  refuse("[]", "an object is wanted");
  refuse("{}", "has no \"schema\"");
  refuse(replaced("results/2", "results/3"), "\"widefield.results/2\" is wanted");
  refuse(replaced("\"layer\": 2", "\"layer\": \"two\""), "rows[1].layer: is \"two\" (a whole");
  refuse(replaced("\"networks\": 4096", "\"networks\": -1"), "rows[0].networks: is -1");
  refuse(replaced("\"layer\": 2", "\"layer\": 3000000000"), "32 bits");
  refuse(replaced("\"width\": 256", "\"width\": 0"), "rows[0].width");
  refuse(replaced("\"verdict\": \"close\"", "\"verdict\": \"fine\""), "verdicts[0].verdict");
  refuse(replaced("\"symbol\": \"q^l\", ", ""), "rows[0]: has no \"symbol\"");
  refuse(replaced("\"rows\": 3", "\"rows\": 7"), "experiments[0].rows");
  refuse(replaced("\"rows\": 3", "\"rows\": 2"), "rows: is a list");
  refuse(replaced("\"depth\": 64", "\"depth\": 1.5"), "network.depth");
  refuse(std::string(40, '[') + std::string(40, ']'), "is nested more than 32 deep");
  refuse(std::string(1000000, '['), "is nested more than 32 deep");
  refuse("{\"schema\": \"\xff\"}", "is not JSON");
}

TEST(ParseResults, PassesOverKeysOfNewerVersions) {
  const std::string newer = replaced("\"title\"", "\"surprise\": {\"a\": [1]},\n  \"title\"");
  EXPECT_EQ(results_json(parse_results(newer, "x")), document);
}

TEST(ReadResults, TakesAFolderOrAFile) {
  const testing::Scratch scratch(testing::Place::memory);
  write_outputs(scratch.path(), testing::results(), testing::catalog());
  EXPECT_EQ(results_json(read_results(scratch.path())), document);
  EXPECT_EQ(results_json(read_results(scratch / "results.json")), document);
  expect_input_error([&] { read_results(scratch / "absent"); }, "absent", "cannot be read");
}

TEST(WriteFile, ReplacesALinkRatherThanWhatItPointsTo) {
  const testing::Scratch scratch(testing::Place::memory);
  testing::put_bytes(scratch / "precious", "old");
  std::filesystem::create_symlink(scratch / "precious", scratch / "report.html");
  write_file(scratch / "report.html", "new");
  EXPECT_EQ(testing::bytes_of(scratch / "precious"), "old");
  EXPECT_EQ(testing::bytes_of(scratch / "report.html"), "new");
}

TEST(WriteFile, SaysWhatIsWrong) {
  testing::expect_run_error([] { write_file("/nonexistent/folder/x", "y"); },
                            "No such file or directory");
}

TEST(TheoryJson, FollowsTheSchema) {
  const ExperimentResult result = testing::result(1.5);
  const ordered_json root = ordered_json::parse(theory_json(result.experiment, result.prediction));
  std::vector<std::string> keys;
  for (const auto& member : root.items())
    keys.push_back(member.key());
  EXPECT_EQ(keys,
            (std::vector<std::string>{"schema", "experiment", "scalars", "curves", "unknown"}));
  EXPECT_EQ(root["schema"], "widefield.theory/1");
  EXPECT_EQ(root["experiment"]["network"]["weight_variance"], 1.5);
  EXPECT_EQ(root["scalars"]["xi_c"], "inf");
  EXPECT_TRUE(root["scalars"]["c_star"].is_null());
  EXPECT_EQ(root["scalars"]["phase"], "chaotic");
  EXPECT_EQ(root["scalars"]["q_stars"][0]["stable"], true);
  const ordered_json& curve = root["curves"]["length_map"];
  EXPECT_EQ(curve["layer"], (std::vector<int>{1, 2}));
  EXPECT_EQ(curve["value"], (std::vector<double>{1.0 / 3, 0.25}));
  EXPECT_EQ(curve["components"]["1"]["value"], (std::vector<double>{0.5, 0.75}));
}

}  // namespace
}  // namespace widefield
