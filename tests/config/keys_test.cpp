#include "host/config/keys.hpp"

#include <gtest/gtest.h>

#include <set>

#include "host/config/names.hpp"
#include "host/key/convert.hpp"
#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

TEST(Keys, EveryKeySaysWhatItIs) {
  for (const Key& key : keys()) {
    EXPECT_FALSE(key.help.empty()) << key.name;
    EXPECT_FALSE(key.type.empty()) << key.name;
  }
}

TEST(Keys, EveryArchitectureHasEveryNameOnce) {
  for (const NameInfo& architecture : architecture_names()) {
    std::set<std::string> names;
    for (const Key* key : keys_of(architecture.name))
      EXPECT_TRUE(names.insert(key->name).second) << key->name;
    for (const Key& key : keys())
      EXPECT_TRUE(names.contains(key.name)) << key.name;
  }
}

// The documented default is the one of the struct, and passes its own checks.
TEST(Keys, DefaultsAreInsideTheirRanges) {
  for (const Key& key : keys()) {
    Experiment experiment;
    const Value value = key.fallback();
    EXPECT_NO_THROW(key.set(experiment, {key.name, value, "test"})) << key.name;
    EXPECT_EQ(key.get(experiment), value) << key.name;
  }
}

TEST(Keys, LastPartsAreUnique) {
  for (const Key& wanted : keys())
    EXPECT_EQ(full_name(wanted.short_name(), "test"), wanted.name);
}

// A section that stood in two places would be a file that TOML refuses.
TEST(Keys, SectionsAreInOnePiece) {
  std::set<std::string> finished;
  std::string section;
  for (const Key& key : keys()) {
    if (key.section() == section) continue;
    EXPECT_TRUE(finished.insert(section).second) << section;
    section = key.section();
  }
}

TEST(Keys, DurationsHaveUnits) {
  EXPECT_EQ(duration("90s"), 90);
  EXPECT_EQ(duration("10m"), 600);
  EXPECT_EQ(duration("1.5h"), 5400);
  EXPECT_EQ(duration("2d"), 172800);
  EXPECT_EQ(duration("7"), 7);
  for (const char* wrong : {"", "m", "-3s", "3 s", "1e", "0x10", "inf", "nan", "1.5.2h"})
    EXPECT_THROW(duration(wrong), std::invalid_argument) << wrong;
}

TEST(Keys, WordsNeedNoQuotesOnTheCommandLine) {
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

TEST(Keys, TheLastOverrideWins) {
  const ExperimentRequest request{
      .target = "mlp", .overrides = {"depth=3", "network.depth=5"}, .scale = ""};
  EXPECT_EQ(load(request).at(0).network.depth, 5);
}

// networks counts unless a rule says when to stop; both together are a rule with a limit.
TEST(Keys, AStoppingRuleTakesThePlaceOfANumberOfNetworks) {
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
