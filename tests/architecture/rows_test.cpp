#include <gtest/gtest.h>

#include <set>

#include "host/architecture/rows.hpp"
#include "widefield/architecture.hpp"
#include "widefield/observable.hpp"

namespace widefield::test {
namespace {

TEST(Rows, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Architecture* row : architecture_rows())
    EXPECT_TRUE(names.insert(row->name).second) << row->name;
}

TEST(Rows, EveryCellHasOne) {
  for (const std::string& name : simulated_architectures())
    EXPECT_NE(find_architecture(name), nullptr) << name;
}

// Otherwise its defaults would be refused.
TEST(Rows, AreKnownForWhatCanBeMeasured) {
  for (const std::string& name : simulated_architectures()) {
    Experiment experiment;
    experiment.network.architecture = name;
    const Architecture* row = find_architecture(name);
    for (const std::string_view observable : row->observables)
      EXPECT_EQ(why_not_measured(experiment, std::string(observable)).reason, "") << name;
  }
}

TEST(Rows, AreListedByTheirWord) {
#define WIDEFIELD_ROW(word) EXPECT_EQ(word##_row.name, #word);
  WIDEFIELD_ARCHITECTURES(WIDEFIELD_ROW)
#undef WIDEFIELD_ROW
}

TEST(Rows, AnUnknownNameHasNoTheory) {
  Network network;
  network.architecture = "transformer";
  EXPECT_EQ(find_architecture(network.architecture), nullptr);
  EXPECT_EQ(theory_of(network).predict, nullptr);
  EXPECT_TRUE(exact_primitives(network).empty());
}

}  // namespace
}  // namespace widefield::test
