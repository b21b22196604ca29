// The table of primitives: what comes from it, and what it does not let in.
#include "widefield/record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <type_traits>

#include "kernels/engine/tile/record_map.hpp"
#include "kernels/measure.hpp"
#include "kernels/observable/estimands.hpp"
#include "support.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

// ---- a primitive says what its tail is, or is none ----------------------------------------------

template <class... Tails>
concept MakesARow = requires(Tails... tails) {
  PrimitiveRow{"x", Components::nameless, Scope::layer, Route::values, tails..., "meaning"};
};
static_assert(MakesARow<Tail>);
static_assert(!MakesARow<>, "a row without a tail does not compile");
static_assert(!std::is_default_constructible_v<Tail>, "and a tail is never left open");
static_assert(!std::is_default_constructible_v<PrimitiveRow>);

TEST(Primitives, EveryOneStatesItsTail) {
  for (const PrimitiveRow& row : primitives) {
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    if (row.tail.kind == Tail::Kind::none) {
      EXPECT_FALSE(row.tail.reason.empty()) << row.name;
    }
    if (row.tail.kind != Tail::Kind::of_inputs) continue;
    const PrimitiveRow& other = row_of(row.tail.other);
    const bool itself = &other == &row;
    EXPECT_TRUE(itself || other.tail.kind == Tail::Kind::itself ||
                other.tail.other == row.tail.other)
        << row.name << " follows a primitive that follows another";
    EXPECT_GT(row.tail.exponent, 0) << row.name;
  }
}

TEST(Primitives, AreDescribedInTheDocuments) {
  std::ifstream file(std::string(WIDEFIELD_SOURCE) + "/docs/primitives.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(primitive_table()), std::string::npos)
      << "docs/primitives.md should hold\n"
      << primitive_table();
}

TEST(Primitives, HaveNamesThatAreFound) {
  std::set<std::string_view> names;
  for (int p = 0; p < primitive_count; ++p) {
    EXPECT_TRUE(names.insert(primitives[p].name).second);
    EXPECT_EQ(primitive_named(primitives[p].name), p);
  }
  EXPECT_EQ(primitive_named("nothing"), -1);
}

// One line: what a new primitive costs. From it come its row, its name and its line of the
// documentation, as from those of the table.
#define WITH_A_TOY(X)     \
  WIDEFIELD_PRIMITIVES(X) \
  X(toy, inputs, layer, values, of(Primitive::gram, 2), "(1/N) sum_i h_a^4, once more")

TEST(Primitives, AToyIsOneLine) {
  constexpr PrimitiveRow rows[] = {WITH_A_TOY(WIDEFIELD_PRIMITIVE_ROW)};
  static_assert(std::size(rows) == primitive_count + 1);
  EXPECT_EQ(rows[primitive_count].name, "toy");
  EXPECT_EQ(rows[primitive_count].tail.exponent, 2);
}

// ---- windows and the places of numbers ----------------------------------------------------------

TEST(Window, CountsTheLayersItMeasures) {
  const Window window{3, 4};
  EXPECT_EQ(window.points(3), 0);
  EXPECT_EQ(window.points(6), 0);
  EXPECT_EQ(window.points(7), 1);
  EXPECT_EQ(window.points(16), 3);
  for (int point = 0; point < 3; ++point) {
    EXPECT_TRUE(window.measures(window.layer_of(point)));
    EXPECT_EQ(window.point_of(window.layer_of(point)), point);
  }
  EXPECT_FALSE(window.measures(3) || window.measures(4) || window.measures(8));
  EXPECT_TRUE(Window{}.whole() && Window{}.measures(1) && Window{}.points(9) == 9);
}

TEST(RecordMap, OfAWindowHoldsItsLayersAlone) {
  RecordMap map;
  map.depth = 11;
  map.window = {1, 5};
  map.add(Primitive::gram, 3, false);
  map.add(Primitive::input_gradient, 1, true);
  EXPECT_EQ(map.slots(), 2u * 3 + 1);
  EXPECT_EQ(map.slot(Primitive::gram, 6, 2), 2);
  EXPECT_EQ(map.slot(Primitive::gram, 11), 3);
  EXPECT_EQ(map.slot(Primitive::input_gradient, 1), 6);
  EXPECT_TRUE(map.records(Primitive::input_gradient, 1));
  EXPECT_FALSE(map.records(Primitive::gram, 5));
}

/// Every observable of the experiment that a record with gaps can have.
Experiment with_window(const std::string& architecture, int transient, int every) {
  Experiment e = mlp("tanh", 1.7, 0.05, 11);
  e.network.architecture = architecture;
  e.network.batch_norm.batch = 2;
  e.inputs.batches = 2;
  e.inputs.count = 4;
  e.measure.transient = transient;
  e.measure.every = every;
  e.measure.exponents = 2;
  e.measure.observables.clear();
  for (const ObservableRow& row : observables())
    if (!(row.needs & a_manifold) && !row.measures(Primitive::jacobian_spectrum) &&
        !why_not_measured(e, std::string(row.name)))
      e.measure.observables.push_back(std::string(row.name));
  return e;
}

TEST(Record, OfAWindowHasTheBitsOfTheWholeOne) {
  for (const char* architecture : {"mlp", "residual", "batch_norm"}) {
    const Experiment some = with_window(architecture, 1, 5);
    Experiment all = some;
    all.measure.transient = 0;
    all.measure.every = 1;
    const Records few = simulate_records(some, 40, 2), every = simulate_records(all, 40, 2);
    EXPECT_LT(few.layout.size(), every.layout.size() / 2) << architecture;
    for (const Slot& slot : few.layout)
      EXPECT_EQ(few.column(slot), every.column(slot))
          << architecture << " " << RecordLayout::name(slot) << " of layer " << slot.layer;
  }
}

TEST(Record, FindsEverySlotByWhatItIs) {
  const RecordLayout layout = record_layout(with_window("residual", 1, 5));
  for (std::size_t k = 0; k < layout.size(); ++k) {
    const Slot& slot = layout[k];
    EXPECT_EQ(layout.find(slot.primitive, slot.layer, slot.component), int(k));
    EXPECT_EQ(layout.find(RecordLayout::name(slot), slot.layer, layout.component(slot).text),
              int(k));
    const auto& [text, a, b] = layout.component(slot);
    if (a >= 0) {
      EXPECT_EQ(layout.component_of(slot.primitive, a, b), slot.component) << text;
    }
  }
  EXPECT_EQ(layout.find(Primitive::gram, 5, 0), -1) << "not recorded";
  EXPECT_EQ(layout.find("gram", 6, "7,8"), -1);
  EXPECT_EQ(layout.find("nothing", 6, ""), -1);
}

TEST(Record, RefusesWhatItsGapsLeaveOut) {
  Experiment e = mlp("tanh", 1.7, 0.05, 10);
  e.measure.every = 5;
  EXPECT_NE(why_not_measured(e, "chi_1").reason.find("neighbouring layers"), std::string::npos);
  EXPECT_NE(why_not_measured(e, "log_gradient_ratio").reason.find("layer 1"), std::string::npos);
  e.network.architecture = "residual";
  EXPECT_FALSE(why_not_measured(e, "log_gradient_ratio")) << "it compares with the inputs";
}

TEST(Record, RefusesLagsThatItsWindowDoesNotHold) {
  Experiment e = mlp("tanh", 1.7, 0.05, 10);
  const auto reason = [&] { return why_not_measured(e, "autocorrelation").reason; };
  EXPECT_NE(reason().find("there are no lags"), std::string::npos);
  e.measure.lags = {0, 9};
  EXPECT_EQ(reason(), "");
  e.measure.transient = 1;
  EXPECT_NE(reason().find("of 9 steps"), std::string::npos);
  e.measure.lags = {0, 1.5};
  EXPECT_NE(reason().find("whole number"), std::string::npos);
  e.measure.lags = {2, 1};
  EXPECT_NE(reason().find("ascend"), std::string::npos);
  e.measure.lags = {-1, 0};
  EXPECT_NE(reason(), "");
  e.measure.lags.assign(most_lags + 1, 0);
  EXPECT_NE(reason().find("at most 64"), std::string::npos);
}

TEST(Record, HasARowForEveryLag) {
  Experiment e = mlp("tanh", 1.7, 0.05, 10);
  e.inputs.count = 2;
  e.measure.observables = {"autocorrelation"};
  e.measure.lags = {0, 4};
  const std::vector<Estimand> all = estimands(e);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[3].axis, Axis::lag);
  EXPECT_EQ(all[3].place, 4);
  EXPECT_EQ(all[3].component, "1");
}

static_assert(sizeof(Slot) <= 12, "a slot is a few plain numbers");

// ---- an observable is one row -------------------------------------------------------------------

TEST(Observables, AToyIsOneRow) {
  std::vector<ObservableRow> table(observables().begin(), observables().end());
  ObservableRow toy = observable_row("length_map");
  toy.name = "toy_length";
  toy.estimands = make::every_input<Primitive::field_square>;
  toy.primitives = set_of({Primitive::gram, Primitive::field_square});
  table.push_back(toy);
  Experiment e = mlp("tanh", 1.7, 0.05, 2);
  e.measure.observables = {"toy_length"};
  EXPECT_FALSE(why_not_measured(e, "toy_length", table));
  EXPECT_EQ(record_layout(e, table).size(), 2u * (2 + 2));
  const std::vector<Estimand> made = estimands(e, table);
  ASSERT_EQ(made.size(), 4u);
  EXPECT_EQ(made.front().observable, "toy_length");
  EXPECT_THROW(estimands(e), std::exception) << "the built-in table does not have it";
}

TEST(Observables, RanksAreFractionsOfTheirWidth) {
  Experiment e = mlp("tanh", 1.7, 0.05, 3);
  e.measure.observables = {"lyapunov_spectrum", "length_map"};
  e.measure.exponents = 2;
  for (const Estimand& row : estimands(e)) {
    if (row.axis == Axis::layer) {
      EXPECT_EQ(coordinate(row, 100), row.layer);
    }
    if (row.axis != Axis::fraction) continue;
    EXPECT_DOUBLE_EQ(coordinate(row, 100), (std::stoi(row.component) - 0.5) / 100);
    EXPECT_EQ(coordinate(row, 0), 0) << "every fixed rank, at infinite width";
  }
}

}  // namespace
}  // namespace widefield
