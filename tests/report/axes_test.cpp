// A figure and a table on every axis, and a report of a file that knows layers alone.
#include <gtest/gtest.h>

#include <filesystem>

#include "host/report/figure/curve.hpp"
#include "markup.hpp"
#include "tests/store/every_axis.hpp"
#include "widefield/report.hpp"

namespace widefield {
namespace {

TEST(AxesOfFigures, AreTheOnesOfTheirRows) {
  const Results results = testing::on_every_axis();
  for (const AxisRow& row : axes) {
    const std::string name = "over_" + std::string(row.name);
    const Plot plot = curve_plot(results.experiments[0], name, "id");
    EXPECT_EQ(plot.x.words, row.words);
    ASSERT_FALSE(plot.x.symbol.atoms.empty()) << row.name;
    ASSERT_EQ(plot.series.size(), 2u) << row.name;
    ASSERT_EQ(plot.series[0].points.size(), 2u) << row.name;
    const bool layer = row.name == "layer";
    EXPECT_EQ(plot.series[0].points[0].x, layer ? 1 : 0.5);
    EXPECT_EQ(plot.series[0].points[1].x, layer ? 2 : 1.5);
    ASSERT_FALSE(plot.lines.empty());
    EXPECT_EQ(plot.lines[0].points[1].x, layer ? 2 : 1.5);
    EXPECT_EQ(plot.x_axis == AxisScale::integers, row.whole) << row.name;
    EXPECT_EQ(plot.x_axis == AxisScale::logarithmic, row.logarithmic) << row.name;
  }
}

TEST(AxesOfFigures, AreDrawnInASoundReport) {
  const std::string html = report_html(testing::on_every_axis());
  EXPECT_EQ(sample::read_markup(html).problem, "");
  for (const AxisRow& row : axes)
    EXPECT_NE(html.find(" over " + std::string(row.plural)), std::string::npos) << row.name;
  EXPECT_NE(html.find("lag 1.5"), std::string::npos) << "in the table";
}

TEST(AxesOfFigures, RowsSayWhereTheyStand) {
  const Results results = testing::on_every_axis();
  for (const ResultRow& row : results.experiments[0].rows)
    EXPECT_EQ(row_note(row).find(row_of(row.axis).words), 0u) << row_note(row);
}

}  // namespace
}  // namespace widefield
