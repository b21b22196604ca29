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

TEST(Rows, EveryCellHasOneThatSaysTheSame) {
  for (const ArchitectureInfo& cell : architectures()) {
    const Architecture* row = find_architecture(cell.name);
    ASSERT_NE(row, nullptr) << cell.name;
    EXPECT_EQ(row->meaning, cell.meaning);
    EXPECT_EQ(row->citation, cell.citation);
  }
}

// Otherwise its defaults would be refused.
TEST(Rows, AreKnownForWhatCanBeMeasured) {
  for (const ArchitectureInfo& cell : architectures()) {
    Experiment experiment;
    experiment.network.architecture = cell.name;
    const Architecture* row = find_architecture(cell.name);
    for (const std::string_view observable : row->observables)
      EXPECT_EQ(why_not_measured(experiment, std::string(observable)).reason, "") << cell.name;
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
