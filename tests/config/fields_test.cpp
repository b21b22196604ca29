#include "host/config/fields.hpp"

#include <gtest/gtest.h>

#include <set>

#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

TEST(Fields, EveryKeyIsThereOnceAndSaysWhatItIs) {
  std::set<std::string> keys;
  for (const Field& field : fields()) {
    EXPECT_TRUE(keys.insert(field.key).second) << field.key;
    EXPECT_FALSE(field.help.empty()) << field.key;
    EXPECT_FALSE(field.type.empty()) << field.key;
  }
}

// The documented default is the one of the struct, and passes its own checks.
TEST(Fields, DefaultsAreInsideTheirRanges) {
  for (const Field& field : fields()) {
    Experiment experiment;
    const Value value = field.fallback();
    EXPECT_NO_THROW(field.set(experiment, {field.key, value, "test"})) << field.key;
    EXPECT_EQ(field.get(experiment), value) << field.key;
  }
}

TEST(Fields, LastPartsAreUnique) {
  for (const Field& wanted : fields())
    EXPECT_EQ(field_by_any_name(wanted.name(), "test").key, wanted.key);
}

TEST(Fields, DurationsHaveUnits) {
  EXPECT_EQ(duration("90s"), 90);
  EXPECT_EQ(duration("10m"), 600);
  EXPECT_EQ(duration("1.5h"), 5400);
  EXPECT_EQ(duration("2d"), 172800);
  EXPECT_EQ(duration("7"), 7);
  for (const char* wrong : {"", "m", "-3s", "3 s", "1e", "0x10", "inf", "nan", "1.5.2h"})
    EXPECT_THROW(duration(wrong), std::invalid_argument) << wrong;
}

TEST(Fields, WordsNeedNoQuotesOnTheCommandLine) {
  const ExperimentRequest request{
      .target = "mlp",
      .overrides = {"activation=relu", "name=my-run", "shard=2/5", "time_limit=10m", "width=512",
                    "networks=1e4", "observables=[\"length_map\", \"chi_1\"]"},
      .scale = ""};
  const Experiment experiment = load(request).at(0);
  EXPECT_EQ(experiment.network.activation, "relu");
  EXPECT_EQ(experiment.name, "my-run");
  EXPECT_EQ(experiment.run.shard, 2);
  EXPECT_EQ(experiment.run.shards, 5);
  EXPECT_EQ(experiment.run.time_limit, 600);
  EXPECT_EQ(experiment.network.width, std::vector<std::int64_t>{512});
  EXPECT_EQ(experiment.run.networks, 10000);
  EXPECT_EQ(experiment.measure.observables, (std::vector<std::string>{"length_map", "chi_1"}));
}

TEST(Fields, TheLastOverrideWins) {
  const ExperimentRequest request{
      .target = "mlp", .overrides = {"depth=3", "network.depth=5"}, .scale = ""};
  EXPECT_EQ(load(request).at(0).network.depth, 5);
}

// networks counts unless a rule says when to stop; both together are a rule with a limit.
TEST(Fields, AStoppingRuleTakesThePlaceOfANumberOfNetworks) {
  const auto networks = [](std::vector<std::string> overrides) {
    return load({.target = "mlp", .overrides = overrides, .scale = ""}).at(0).run.networks;
  };
  EXPECT_EQ(networks({}), Experiment{}.run.networks);
  EXPECT_EQ(networks({"relative_error=1e-3"}), std::int64_t{1} << 32);
  EXPECT_EQ(networks({"time_limit=1m"}), std::int64_t{1} << 32);
  EXPECT_EQ(networks({"relative_error=1e-3", "networks=77"}), 77);
}

}  // namespace
}  // namespace widefield
