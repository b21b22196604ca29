#include "host/report/plot/scale.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace widefield {
namespace {

Range range_of(std::initializer_list<double> values) {
  Range range;
  for (const double value : values)
    range.include(value);
  return range;
}

/// Numbers of every size, from 1e-100 to 1e100.
double any_number() {
  const double digits = *rc::gen::inRange(-99999, 100000) / 1000.0;
  return digits * std::pow(10.0, *rc::gen::inRange(-100, 100));
}

double mantissa(double value) {
  return value / std::pow(10.0, std::floor(std::log10(value) + 1e-9));
}

void check(const Scale& scale, const Ticks& marks) {
  RC_ASSERT(marks.major.size() == marks.labels.size());
  for (const auto* list : {&marks.major, &marks.minor})
    for (std::size_t i = 0; i < list->size(); ++i) {
      RC_ASSERT(scale.contains((*list)[i]));
      if (i > 0) RC_ASSERT((*list)[i - 1] < (*list)[i]);  // it would evaluate both sides of an or
    }
}

TEST(Range, leaves_out_what_cannot_be_drawn) {
  const Range range = range_of({1, std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity(), 1e200, 3});
  EXPECT_EQ(range.low, 1);
  EXPECT_EQ(range.high, 3);
  EXPECT_TRUE(range_of({std::numeric_limits<double>::quiet_NaN()}).empty);
}

TEST(Ticks, are_what_a_person_would_draw) {
  const Ticks marks = ticks({0, 1, 0, 100}, 5);
  EXPECT_EQ(marks.labels, (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  const Ticks decades = ticks({1e-3, 1e3, 0, 100, true}, 7);
  EXPECT_EQ(decades.labels,
            (std::vector<std::string>{"10⁻³", "10⁻²", "10⁻¹", "1", "10", "10²", "10³"}));
  const Ticks within = ticks({0.9, 11, 0, 100, true}, 5);
  EXPECT_EQ(within.labels, (std::vector<std::string>{"1", "2", "5", "10"}));
}

TEST(Ticks, of_layers_are_whole) {
  for (const int depth : {1, 2, 3, 5, 10, 20, 64, 1000}) {
    const Scale scale = linear_scale(range_of({1, static_cast<double>(depth)}), 0, 600);
    for (const double layer : integer_ticks(scale, 8).major)
      EXPECT_EQ(layer, std::round(layer)) << depth;
  }
}

TEST(Scale, is_logarithmic_where_a_quantity_spans_decades) {
  EXPECT_TRUE(fitting_scale(range_of({0.01, 1}), 0, 1).logarithmic);
  EXPECT_FALSE(fitting_scale(range_of({0.02, 1}), 0, 1).logarithmic);
  EXPECT_FALSE(fitting_scale(range_of({-1, 1}), 0, 1).logarithmic);
}

RC_GTEST_PROP(Ticks, of_linear_axes_are_evenly_spaced_nice_and_distinct, ()) {
  const Range range = range_of({any_number(), any_number()});
  const Scale scale = linear_scale(range, 500, 0);
  RC_ASSERT(scale.low < scale.high);
  const int wanted = *rc::gen::inRange(2, 12);
  const Ticks marks = ticks(scale, wanted);
  check(scale, marks);
  RC_ASSERT(marks.major.size() >= 2u);
  RC_ASSERT(marks.major.size() <= 2 * static_cast<std::size_t>(wanted) + 1);
  RC_ASSERT(std::set<std::string>(marks.labels.begin(), marks.labels.end()).size() ==
            marks.labels.size());
  if (marks.major.size() < 3) return;
  const double step = marks.major[2] - marks.major[1];
  RC_ASSERT(std::abs(marks.major[1] - marks.major[0] - step) <= 1e-6 * step);
  const double size = mantissa(step * (1 + 1e-7));
  RC_ASSERT(std::min({std::abs(size - 1), std::abs(size - 2), std::abs(size - 5)}) < 1e-4);
}

RC_GTEST_PROP(Ticks, of_logarithmic_axes_are_inside_and_at_least_two, ()) {
  const double low = std::pow(10.0, *rc::gen::inRange(-6000, 6000) / 100.0);
  const double high = low * std::pow(10.0, *rc::gen::inRange(1, 3000) / 100.0);
  const Scale scale = logarithmic_scale(range_of({low, high}), 0, 500);
  const Ticks marks = ticks(scale, *rc::gen::inRange(2, 10));
  check(scale, marks);
  RC_ASSERT(marks.major.size() >= 2u);
}

RC_GTEST_PROP(Scale, keeps_numbers_inside_their_pixels_and_in_order, ()) {
  const double a = any_number(), b = any_number(), c = any_number();
  const Scale scale = linear_scale(range_of({a, b, c}), 0, 500);
  for (const double value : {a, b, c})
    RC_ASSERT(scale(value) >= 0 && scale(value) <= 500);
  RC_ASSERT((a < b) == (scale(a) < scale(b)) || std::abs(scale(a) - scale(b)) < 1e-6);
}

}  // namespace
}  // namespace widefield
