// What holds for everything in the lists; a new entry arrives tested.
#include "kernels/catalog.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "kernels/cpu/engine_table.hpp"
#include "kernels/cpu/executor.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/make_task.hpp"
#include "kernels/plan.hpp"
#include "support.hpp"
#include "test_cells.hpp"
#include "toy_cell.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

using Toys = List<LeakySum>;  // <- one word

/// Runs a cell that is not in the catalog as `simulate` runs those that are.
template <class C>
std::vector<double> run_cell(Experiment e, std::uint64_t first, int networks) {
  const OwnedTask owned = make_task(e, 70, derive(e));
  const typename C::Parameters parameters = C::parameters(e.network);
  const Plan chosen = choose_engine(request_for(cell_info<C>(), e, 70, derive(e)));
  const EngineCall call{position(Engines{}, chosen.engine), 0, false, &owned.task, &parameters};
  const std::size_t slots = owned.task.record.slots();
  std::vector<double> records(slots * networks, NAN);
  visit(Engines{}, call.engine, [&]<class Engine>() {
    const EngineTable table{engine_functions<Engine>(), &cell_table<C>};
    for_each_network(table, call, 2, {first, slots, records});
  });
  return records;
}

/// Everything that an architecture lets one measure, on two batches of two; or what a chain of Gram
/// matrices can.
Experiment all_observables(std::string_view architecture, bool gradients) {
  Experiment e = mlp("tanh", 1.7, 0.05, 5);
  e.network.architecture = architecture;
  e.network.batch_norm.batch = 2;
  e.inputs.batches = 2;
  e.inputs.count = 4;
  e.inputs.manifold = "circle";
  e.inputs.points = 4;
  e.measure.lags = {0, 1, 3};
  e.measure.observables.clear();
  for (const ObservableRow& row : observables()) {
    const bool of_a_chain = !row.back_propagates() && !row.measures(Primitive::jacobian_spectrum) &&
                            !row.measures(Primitive::autocorrelation);
    const std::string name(row.name);
    if ((gradients || of_a_chain) && !why_not_measured(e, name))
      e.measure.observables.push_back(name);
  }
  return e;
}

void expect_finite_and_same_tail(const std::vector<double>& whole, const std::vector<double>& tail,
                                 std::string_view name) {
  for (const double value : whole)
    EXPECT_TRUE(std::isfinite(value)) << name;
  EXPECT_TRUE(std::equal(tail.begin(), tail.end(), whole.end() - long(tail.size()))) << name;
}

TEST(Catalog, EveryCellGivesFiniteRecordsThatDoNotDependOnTheBlock) {
  for_each(Cells{}, [&]<Cell C>() {
    for (const bool gradients : {false, true}) {
      const Experiment e = all_observables(C::name, gradients);
      expect_finite_and_same_tail(simulate_records(e, 70, 6).values,
                                  simulate_records(e, 70, 2, {.threads = 2}, 4).values, C::name);
    }
  });
  for_each(Toys{}, [&]<Cell C>() {
    const Experiment e = all_observables("mlp", false);
    expect_finite_and_same_tail(run_cell<C>(e, 0, 6), run_cell<C>(e, 4, 2), C::name);
  });
}

TEST(Catalog, EveryActivationGivesFiniteRecords) {
  for (const ActivationInfo& info : activations()) {
    Experiment e = all_observables("mlp", false);
    e.network.activation = info.name;
    e.run.engine = "gram";
    if (info.name == "sign") std::erase(e.measure.observables, "lyapunov_spectrum");  // no slope
    for (const double value : simulate_records(e, 130, 2).values)
      EXPECT_TRUE(std::isfinite(value)) << info.name;
  }
}

TEST(Catalog, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const ObservableRow& row : observables()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_NE(row.estimands, nullptr) << row.name;
  }
  for_each(Cells{}, [&]<Cell C>() { EXPECT_TRUE(names.insert(C::name).second) << C::name; });
}

TEST(Catalog, RowsOfEveryObservablePointAtTheSlotsTheyName) {
  std::set<std::string> measured;
  for_each(Cells{}, [&]<Cell C>() {
    Experiment e = all_observables(C::name, true);
    const std::vector<std::string> all = e.measure.observables;
    for (const std::string& observable : all) {
      e.measure.observables = {observable};
      const RecordLayout layout = record_layout(e);
      EXPECT_FALSE(estimands(e).empty()) << observable;
      measured.insert(observable);
      for (const Estimand& row : estimands(e)) {
        EXPECT_EQ(row.observable, observable);
        for (const int slot : row.slots) {
          ASSERT_LT(std::size_t(slot), layout.size());
          if (observable_row(observable).needs & lowest_layer) continue;  // the whole network
          EXPECT_LE(row.layer, layout[slot].layer);
          EXPECT_LE(layout[slot].layer, row.layer + 1);
        }
      }
    }
  });
  EXPECT_EQ(measured.size(), observables().size()) << "each belongs somewhere";
}

TEST(Catalog, WhatAnArchitectureCannotMeasureIsRefusedWithTheReason) {
  Experiment e = mlp("tanh", 1.7, 0.05, 3);
  const auto refused = [&](const char* architecture, const char* observable) {
    e.network.architecture = architecture;
    return why_not_measured(e, observable).reason;
  };
  EXPECT_EQ(refused("mlp", "gram_diagonal"), "it needs a batch");
  EXPECT_EQ(refused("mlp", "length_map"), "");
  EXPECT_NE(refused("mlp", "state_norm"), "");
  EXPECT_EQ(refused("residual", "state_norm"), "");
  EXPECT_NE(refused("residual", "chi_1"), "");
  EXPECT_NE(refused("reduced_residual", "branch_weight_gradient"), "");
  EXPECT_NE(refused("batch_norm", "correlation_map"), "");
  EXPECT_EQ(refused("batch_norm", "gram_cross_batch"), "it needs two batches");
  e.inputs.count = 1;
  EXPECT_EQ(refused("residual", "metric_expressivity"), "it compares two inputs");
}

TEST(Catalog, WhatAWholeNetworkHasOnceStandsBehindItsLayers) {
  RecordMap map;
  map.depth = 3;
  map.add(Primitive::field_square, 2, false);
  map.add(Primitive::gram, 4, true);
  map.add(Primitive::mean_signal, 1, false);
  EXPECT_EQ(map.slots(), 3u * 3 + 4);
  EXPECT_EQ(map.slot(Primitive::mean_signal, 3), 8);
  EXPECT_EQ(map.slot(Primitive::gram, 3, 0), 9);
  EXPECT_EQ(map.slot(Primitive::gram, 3, 3), 12);
  EXPECT_EQ(map.components(Primitive::gram), 4);
}

TEST(Catalog, RowsOfTheCorrelationMapNameTheirPairs) {
  Experiment e = mlp("tanh", 1.7, 0.05, 2);
  e.inputs.count = 4;
  e.measure.observables = {"correlation_map", "length_map"};
  const RecordLayout layout = record_layout(e);
  const auto gram = [&](int layer, const std::string& component) {
    return layout.find("gram", layer, component);
  };
  for (const Estimand& row : estimands(e)) {
    if (row.observable == "length_map") {
      EXPECT_EQ(row.slots[0], gram(row.layer, row.component + "," + row.component));
      continue;
    }
    const std::string a = row.component.substr(0, 1), b = row.component.substr(2, 1);
    EXPECT_EQ(row.slots[0], gram(row.layer, row.component));
    EXPECT_EQ(row.slots[1], gram(row.layer, a + "," + a));
    EXPECT_EQ(row.slots[2], gram(row.layer, b + "," + b));
  }
}

TEST(Catalog, GradientsOfFormsAreFiniteDifferences) {
  const double means[] = {0.7, 1.3, 0.9};
  constexpr double step = 1e-6, error = 1e-7;
  const std::pair<Form, int> forms[] = {{Form::mean, 1},        {Form::ratio, 2},
                                        {Form::correlation, 3}, {Form::excess_kurtosis, 2},
                                        {Form::log_ratio, 2},   {Form::circle_length, 1},
                                        {Form::curvature, 3},   {Form::gauss_length, 3}};
  for (const auto& [form, count] : forms) {
    const FormValue at = evaluate(form, {means, std::size_t(count)});
    ASSERT_EQ(at.gradient.size(), std::size_t(count));
    for (int i = 0; i < count; ++i) {
      double up[3] = {means[0], means[1], means[2]}, down[3] = {means[0], means[1], means[2]};
      up[i] += step;
      down[i] -= step;
      const double slope = (evaluate(form, {up, std::size_t(count)}).value -
                            evaluate(form, {down, std::size_t(count)}).value) /
                           (2 * step);
      EXPECT_NEAR(at.gradient[i], slope, error);
    }
  }
  EXPECT_DOUBLE_EQ(evaluate(Form::correlation, means).value, 0.7 / std::sqrt(1.3 * 0.9));
  EXPECT_DOUBLE_EQ(evaluate(Form::log_ratio, {means, 2}).value, std::log(0.7 / 1.3));
  EXPECT_DOUBLE_EQ(evaluate(Form::excess_kurtosis, {means, 2}).value, 0.7 / (1.3 * 1.3) - 3);
  // A circle of radius 2 at speed 3: acceleration 9/2, curvature 1/2; one of length 4 pi.
  const double of_circle[] = {9, 81 / 4.0, 0}, of_radius[] = {4, 4, 0};
  EXPECT_DOUBLE_EQ(evaluate(Form::curvature, of_circle).value, 0.25);
  EXPECT_DOUBLE_EQ(evaluate(Form::circle_length, of_radius).value, 4 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(evaluate(Form::gauss_length, of_radius).value, 2 * std::numbers::pi);
  // The same at a speed that changes by 1 per unit of time.
  const double faster[] = {9, 81 / 4.0 + 1, 3};
  EXPECT_DOUBLE_EQ(evaluate(Form::curvature, faster).value, 0.25);
}

/// Null: the mean signal square of the toy. E (phi(h) + h/4)^2 for the linear phi is (5/4)^2 q.
TEST(Catalog, TheToyHasItsOwnLaw) {
  Experiment e = mlp("linear", 1, 0, 2);
  e.inputs.count = 1;
  e.run.engine = "gram";
  e.measure.observables = {"length_map"};
  const Summary s = summarise([&] {
    const auto records = run_cell<LeakySum>(e, 0, 4000);
    std::vector<double> second;
    for (std::size_t i = 1; i < records.size(); i += 2)
      second.push_back(records[i]);
    return second;
  }());
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, 25.0 / 16)), largest_z) << s.mean;
}

}  // namespace
}  // namespace widefield
