// Rows, curves and profiles on every axis go through every file and come back.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/store/errors.hpp"
#include "tests/store/every_axis.hpp"
#include "tests/store/support.hpp"
#include "widefield/observable.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

using nlohmann::ordered_json;

const std::string document = results_json(testing::on_every_axis());

TEST(Axes, HaveNamesThatAreFound) {
  for (std::size_t k = 0; k < axes.size(); ++k) {
    EXPECT_EQ(axis_named(axes[k].name), Axis(k));
    EXPECT_EQ(name_of(Axis(k)), axes[k].name);
  }
  EXPECT_FALSE(axis_named("depth"));
}

TEST(Axes, OfRowsStandInResultsJson) {
  const ordered_json root = ordered_json::parse(document);
  EXPECT_EQ(root["schema"], "widefield.results/2");
  for (const ordered_json& row : root["rows"]) {
    const bool layers = row["axis"] == "layer";
    EXPECT_EQ(row["observable"], "over_" + row["axis"].get<std::string>());
    EXPECT_TRUE(row["at"].is_number());
    if (layers) {
      EXPECT_EQ(row["layer"], row["at"]);
    }
    if (!layers) {
      EXPECT_TRUE(row["layer"].is_null()) << row;
    }
  }
}

TEST(Axes, ReadBackToTheSameBytes) {
  const Results read = parse_results(document, "results.json");
  EXPECT_EQ(results_json(read), document);
  const Results made = testing::on_every_axis();
  for (std::size_t k = 0; k < made.experiments[0].rows.size(); ++k) {
    const ResultRow &there = read.experiments[0].rows[k], &here = made.experiments[0].rows[k];
    EXPECT_EQ(there.axis, here.axis);
    EXPECT_EQ(there.at, here.at);
    EXPECT_EQ(there.layer, here.layer);
  }
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const Curve &there = read.experiments[0].prediction.curves[k],
                &here = made.experiments[0].prediction.curves[k];
    EXPECT_EQ(there.axis, here.axis);
    EXPECT_EQ(places(there), places(here));
    EXPECT_EQ(there.standard_error, here.standard_error);
  }
  EXPECT_EQ(read.experiments[0].prediction.profiles[0].axis, Axis::singular_value_squared);
  EXPECT_EQ(read.experiments[0].scalars[0].theory_standard_error, 0.01);
}

TEST(Axes, ThatNobodyKnowsAreRefused) {
  std::string text = document;
  const std::string known = "\"axis\": \"lag\"";
  text.replace(text.find(known), known.size(), "\"axis\": \"time\"");
  testing::expect_input_error([&] { parse_results(text, "r.json"); }, "the name of an axis",
                              "r.json");
}

TEST(Axes, OfCurvesStandInTheTheory) {
  const ExperimentResult result = testing::on_every_axis().experiments[0];
  const ordered_json curves =
      ordered_json::parse(theory_json(result.experiment, result.prediction))["curves"];
  for (const AxisRow& row : axes) {
    const ordered_json& curve = curves["over_" + std::string(row.name)];
    EXPECT_EQ(curve[std::string(row.name)].size(), 2u) << curve;
    EXPECT_EQ(curve.contains("layer"), row.name == "layer");
    EXPECT_EQ(curve["standard_error"], (std::vector<double>{1e-3, 2e-3}));
  }
  EXPECT_EQ(curves["jacobian_density"]["singular_value_squared"], (std::vector<double>{2, 1}));
}

// What NetCDF holds is read by a reader that is not ours: read_netcdf.py.
TEST(Axes, AreDimensionsOfNetcdf) {
  if (!netcdf_available()) GTEST_SKIP() << netcdf_absence();
  const std::string bytes = results_netcdf(testing::on_every_axis(), observables());
  for (const AxisRow& row : axes)
    EXPECT_NE(bytes.find("over_" + std::string(row.name)), std::string::npos);
  EXPECT_NE(bytes.find("lag_component"), std::string::npos);
}

}  // namespace
}  // namespace widefield
