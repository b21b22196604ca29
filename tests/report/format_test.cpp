#include "host/report/plot/format.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double none = std::numeric_limits<double>::quiet_NaN();

TEST(Format, prints_a_measurement_as_papers_do) {
  EXPECT_EQ(with_error(0.533081, 0.000124), "0.53308(12)");
  EXPECT_EQ(with_error(-1.5, 0.25), "−1.50(25)");
  EXPECT_EQ(with_error(15.79, 0.0), "15.7900");
  EXPECT_EQ(with_error(0.5, none), "0.500000");
  EXPECT_EQ(with_error(2e9, 3e5), "2.000×10⁹ ± 300000");
}

TEST(Format, says_what_does_not_exist) {
  for (const std::string& text : {significant(none, 3), fixed(none, 2), percent(none),
                                  shortest(none), with_error(none, 1), duration(none)})
    EXPECT_EQ(text, no_number);
  EXPECT_EQ(significant(infinite, 3), "∞");
  EXPECT_EQ(fixed(-infinite, 3), "−∞");
}

TEST(Format, chooses_powers_of_ten_for_extremes) {
  EXPECT_EQ(significant(1.234e-7, 2), "1.2×10⁻⁷");
  EXPECT_EQ(significant(-6.02e23, 3), "−6.02×10²³");
  EXPECT_EQ(significant(0.00012, 2), "0.00012");
  EXPECT_EQ(significant(0, 3), "0");
}

TEST(Format, prints_percent_counts_and_times) {
  EXPECT_EQ(percent(0.0123), "1.2\u202F%");
  EXPECT_EQ(count(4096), "4096");
  EXPECT_EQ(count(16777216), "16\u202F777\u202F216");
  EXPECT_EQ(duration(90), "90.0 s");
  EXPECT_EQ(duration(600), "10.0 min");
  EXPECT_EQ(duration(9000), "2.5 h");
}

TEST(Format, shortest_is_what_people_typed) {
  EXPECT_EQ(shortest(0.09), "0.09");
  EXPECT_EQ(shortest(16), "16");
  EXPECT_EQ(shortest(-0.3), "−0.3");
}

TEST(Format, cuts_between_characters) {
  EXPECT_EQ(shortened("σσσ", 2), "σσ…");
  EXPECT_EQ(shortened("σσσ", 3), "σσσ");
}

RC_GTEST_PROP(Format, coordinates_read_back_within_their_rounding, ()) {
  const double value = *rc::gen::inRange(-100000000, 100000000) / 1024.0;
  RC_ASSERT(std::abs(std::stod(coordinate(value)) - value) <= 0.005 + 1e-9);
}

}  // namespace
}  // namespace widefield
