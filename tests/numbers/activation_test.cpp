#include "widefield/activation.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/numbers/ulps.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

using Numbers = std::vector<long double>;
struct TableRow {
  std::string name;
  Numbers numbers;
};

/// Rows of a table of activation_table.py.
std::vector<TableRow> table(const std::string& name) {
  std::ifstream file(std::string(WIDEFIELD_TABLES) + "/" + name);
  std::vector<TableRow> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    TableRow row;
    std::getline(cells, row.name, ',');
    for (std::string cell; std::getline(cells, cell, ',');)
      row.numbers.push_back(std::stold(cell));
    rows.push_back(row);
  }
  return rows;
}

Activation tabulated(const std::string& name) {
  return activation(name, 0.125, 1.5);
}

/// |got - truth| in units of the rounding of T times the larger of the result and of what a
/// rounding of the argument does to it. Below 32 times the smallest normal number factors are
/// subnormal: the error counts as if the result were that large.
template <class T>
double roundings(T got, long double truth, long double conditioning) {
  const long double smallest = 32 * static_cast<long double>(std::numeric_limits<T>::min());
  const long double scale = std::max({std::abs(truth), conditioning, smallest});
  return static_cast<double>(std::abs(got - truth) /
                             (scale * static_cast<long double>(std::numeric_limits<T>::epsilon())));
}

std::map<std::string, double> worst_per_activation(const char* file, auto measure) {
  std::map<std::string, double> worst;
  for (const TableRow& row : table(file))
    worst[row.name] = std::max(worst[row.name], measure(tabulated(row.name), row.numbers));
  EXPECT_EQ(worst.size(), activations().size());
  return worst;
}

// Roundings allowed; the measured ones are recorded as properties of the tests. Most are 1 to 5.
// The gated ones, h times a gate, subtract two terms around their minimum: for |d| > 1 across it
// the terms are six times their difference. alpha_relu goes through the logarithm of h, whose
// rounding counts p |log h| times: measured at h = 1e-30.
double allowed(const std::string& name) {
  const bool steep = name == "gelu" || name == "silu" || name == "mish" || name == "alpha_relu";
  return steep ? 24 : 8;
}

void expect_allowed(const std::map<std::string, double>& worst, const std::string& what) {
  for (const auto& [name, roundings] : worst) {
    ::testing::Test::RecordProperty(what + " " + name, std::to_string(roundings));
    EXPECT_LE(roundings, allowed(name)) << what << " of " << name;
  }
}

// Columns: h, phi, phi', phi'', phi'''. Doubles only: the table's arguments are doubles.
double worst_of_jet(const Activation& phi, const Numbers& row) {
  const Jet<double> at = jet(phi, double(row[0]));
  const long double h = std::abs(row[0]);
  return std::max({roundings(at.value, row[1], h * std::abs(row[2])),
                   roundings(at.first, row[2], h * std::abs(row[3])),
                   roundings(at.second, row[3], h * std::abs(row[4]))});
}

TEST(Activation, JetIsRightInDouble) {
  expect_allowed(worst_per_activation("activation_values.csv", worst_of_jet), "jet");
}

// The double jet, just checked, is the truth for floats.
template <class Measure>
void expect_floats(const std::string& what, Measure measure) {
  for (const ActivationInfo& info : activations()) {
    const Activation phi = tabulated(info.name);
    double worst = 0;
    for (float h = -12; h < 12; h += 0.00371f)
      worst = std::max(worst, measure(phi, h));
    ::testing::Test::RecordProperty(what + " " + info.name, std::to_string(worst));
    EXPECT_LE(worst, allowed(info.name)) << what << " of " << info.name;
  }
}

TEST(Activation, JetIsRightInFloat) {
  expect_floats("float jet", [](const Activation& phi, float h) {
    const Jet<float> at = jet(phi, h);
    const Jet<double> truth = jet(phi, double(h));
    constexpr double step = 1e-6;
    const double size = std::abs(h);
    const double third = std::abs(jet(phi, h + step).second - truth.second) / step;
    return std::max({roundings(at.value, truth.value, size * std::abs(truth.first)),
                     roundings(at.first, truth.first, size * std::abs(truth.second)),
                     roundings(at.second, truth.second, size * third)});
  });
}

/// A rounding of a moves phi(a + d) - phi(a) by |a| |phi'(a+d) - phi'(a)|, one of d by |d
/// phi'(a+d)|. For small d the difference of slopes is d phi''(a): subtracted it would have no
/// digits.
long double difference_conditioning(const Activation& phi, double a, double d) {
  const Jet<double> here = jet(phi, a), there = jet(phi, a + d);
  const double bend = std::max(std::abs(there.first - here.first), std::abs(d * here.second));
  return std::max(std::abs(a) * bend, std::abs(d * there.first));
}

// Columns: a, d, phi(a+d) - phi(a).
double worst_of_difference(const Activation& phi, const Numbers& row) {
  const long double conditioning = difference_conditioning(phi, double(row[0]), double(row[1]));
  return roundings(difference(phi, double(row[0]), double(row[1])), row[2], conditioning);
}

TEST(Activation, DifferenceKeepsItsDigitsInDouble) {
  expect_allowed(worst_per_activation("activation_differences.csv", worst_of_difference),
                 "difference");
}

TEST(Activation, DifferenceKeepsItsDigitsInFloat) {
  for (const float d : {1e-30f, -1e-30f, 1e-6f, -1e-3f, 0.11f, -0.4f, 0.7f, -1.3f, 4.0f})
    expect_floats("float difference", [d](const Activation& phi, float a) {
      const double truth = difference(phi, double(a), double(d));
      const long double conditioning = difference_conditioning(phi, double(a), double(d));
      return roundings(difference(phi, a, d), truth, conditioning);
    });
}

// A subtraction in the end would have none of these digits.
TEST(Activation, TanhDifferenceDownTo1e30) {
  const Activation phi = activation("tanh");
  for (const double a : {0.0, 0.3, -1.7, 6.0, 300.0}) {
    const double slope = value_and_slope(phi, a).first, d = 1e-30;
    EXPECT_NEAR(difference(phi, a, d), slope * d, 4e-16 * slope * d) << a;
    EXPECT_EQ(value(phi, a + d) - value(phi, a), a == 0 ? d : 0.0);
  }
}

// At 0 itself neither the sign nor the tail of phi(a) says on which side phi(a + d) lies.
TEST(Activation, DifferenceFromZero) {
  for (const ActivationInfo& each : activations())
    for (const double d : {-4.0, -1.5, -0.7, 0.7, 1.5, 4.0}) {
      const Activation phi = activation(each.name);
      const double truth = value(phi, d) - value(phi, 0.0);
      EXPECT_NEAR(difference(phi, 0.0, d), truth, 4e-16 * (1 + std::abs(truth)))
          << each.name << " " << d;
      EXPECT_NEAR(difference(phi, 0.0f, float(d)), truth, 2e-6f) << each.name << " " << d;
    }
}

// Far to the left gates are exponentially small: the result is right relative to itself, although
// a rounding of h already moves gelu(-25) by 600 ulps.
TEST(Activation, TailsAreRightRelativeToThemselves) {
  for (const TableRow& row : table("activation_values.csv")) {
    const bool gated = row.name == "gelu" || row.name == "silu" || row.name == "mish" ||
                       row.name == "softplus" || row.name == "sigmoid";
    if (!gated || row.numbers[0] > -1) continue;
    EXPECT_LE(ulps(value(tabulated(row.name), double(row.numbers[0])), row.numbers[1]), 10)
        << row.name << " at " << double(row.numbers[0]);
  }
}

template <class T>
void expect_ends(const Activation& phi, const std::string& name) {
  const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  EXPECT_TRUE(std::isnan(value(phi, nan))) << name;
  const T tiny = std::numeric_limits<T>::denorm_min();
  EXPECT_TRUE(std::isfinite(value(phi, tiny)) && std::isfinite(value(phi, -tiny))) << name;
  if (name == "sin") return;  // has no limit
  EXPECT_FALSE(std::isnan(value(phi, infinity)) || std::isnan(value(phi, -infinity))) << name;
  if (name != "alpha_relu") {  // its slope there is inf / inf
    EXPECT_FALSE(std::isnan(jet(phi, infinity).first)) << name;
  }
  EXPECT_FALSE(std::isnan(jet(phi, -infinity).first)) << name;
}

TEST(Activation, InfinitiesNanAndSubnormals) {
  for (const ActivationInfo& info : activations()) {
    expect_ends<float>(tabulated(info.name), info.name);
    expect_ends<double>(tabulated(info.name), info.name);
  }
}

// value and value_and_slope are the jet, bit for bit.
TEST(Activation, AllDoorsLeadToTheJet) {
  for (const ActivationInfo& info : activations())
    for (const double h : {-1.3, 0.2, 4.1}) {
      const Activation phi = tabulated(info.name);
      const Jet<double> at = jet(phi, h);
      const Jet1<double> both = value_and_slope(phi, h);
      EXPECT_EQ(at.value, value(phi, h)) << info.name;
      EXPECT_EQ(at.value, both.value) << info.name;
      EXPECT_EQ(at.first, both.first) << info.name;
    }
}

TEST(Catalog, HoldsTheNamesOfTheInterface) {
  const std::vector<std::string> names = {"linear",  "tanh",      "erf",        "erf_unit",  "sin",
                                          "sigmoid", "relu",      "leaky_relu", "hard_tanh", "gelu",
                                          "silu",    "softplus",  "elu",        "selu",      "mish",
                                          "sign",    "alpha_relu"};
  ASSERT_EQ(activations().size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(activations()[i].name, names[i]);
    EXPECT_EQ(activation(names[i]).kind, ActivationKind(int(i)));
    EXPECT_FALSE(activations()[i].formula.empty());
  }
}

TEST(Catalog, OffersTheNearestName) {
  try {
    activation("leakyrelu");
    FAIL() << "an unknown name was accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.key, "network.activation");
    EXPECT_EQ(error.problem, "unknown activation 'leakyrelu'");
    EXPECT_NE(error.remedy.find("did you mean 'leaky_relu'? There are: linear, tanh"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace widefield
