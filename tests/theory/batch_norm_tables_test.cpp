#include <gtest/gtest.h>

#include "host/architecture/batch_norm/limit.hpp"
#include "tests/theory/batch_norm_expect.hpp"

// The tables of section 3.4 of the sheet.
namespace widefield::test {
namespace {

void expect_column(const TableRow& row, const std::string& column, double value) {
  if (row.at(column).empty()) return;
  EXPECT_TRUE(as_printed_batch(value, row.at(column))) << column;
}

TEST(BatchNormTables, Relu) {
  for (const TableRow& row : read_table("batch_norm_relu.csv")) {
    SCOPED_TRACE(describe(row));
    const int batch = std::stoi(row.at("batch"));
    const BatchStep step = reached(batch_law("relu", batch)).step;
    EXPECT_NEAR(step.square, 0.5, 1e-14);
    expect_column(row, "product", step.product);
    expect_column(row, "gradient_G", step.gradient.G);
    expect_column(row, "forward_L", step.forward.L);
    expect_column(row, "forward_M", step.forward.M);
    expect_column(row, "cross_batch", step.cross_batch);
    expect_column(row, "gradient_L", step.gradient.L);
    expect_column(row, "gradient_M", step.gradient.M);
    expect_column(row, "linear_G", reached(batch_law("linear", batch)).step.gradient.G);
  }
}

void expect_rates(const TableRow& row) {
  const BatchStep step = reached(batch_law(row.at("activation"), std::stoi(row.at("batch")))).step;
  expect_column(row, "square", step.square);
  expect_column(row, "correlation", step.product / step.square);
  expect_column(row, "forward_L", step.forward.L);
  expect_column(row, "forward_M", step.forward.M);
  expect_column(row, "cross_batch", step.cross_batch);
  expect_column(row, "gradient_G", step.gradient.G);
  expect_column(row, "gradient_L", step.gradient.L);
  expect_column(row, "gradient_M", step.gradient.M);
}

void expect_limit(const TableRow& row) {
  const BatchLimit limit = batch_limit({nonlinearity(row.at("activation"))});
  expect_column(row, "square", limit.square);
  expect_column(row, "forward_L", limit.forward_L);
  expect_column(row, "forward_M", limit.cross_batch);
  expect_column(row, "cross_batch", limit.cross_batch);
  expect_column(row, "gradient_G", limit.gradient);
  expect_column(row, "gradient_L", limit.gradient);
  expect_column(row, "gradient_M", limit.cross_batch);
}

TEST(BatchNormTables, OtherActivations) {
  for (const TableRow& row : read_table("batch_norm_rates.csv")) {
    SCOPED_TRACE(describe(row));
    if (row.at("batch") == "inf")
      expect_limit(row);
    else
      expect_rates(row);
  }
}

double gradient_of(const std::string& activation, int batch, double scale, double shift) {
  BatchLaw law = batch_law(activation, batch);
  law.f.scale = scale;
  law.f.shift = shift;
  return reached(law).step.gradient.G;
}

TEST(BatchNormTables, SmallScaleMakesTanhLinear) {
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 64, 0.1, 0), "1.016508754"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 64, 0.5, 0), "1.04879473"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 64, 1, 0), "1.192264334"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 64, 2, 0), "1.629041819"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 8, 0.1, 0), "1.200062913"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 8, 0.5, 0), "1.223641015"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 8, 1, 0), "1.358548125"));
  EXPECT_TRUE(as_printed_batch(gradient_of("tanh", 8, 2, 0), "1.830620588"));
}

TEST(BatchNormTables, LargeShiftMakesReluLinear) {
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 64, 1, 0), "1.493062938"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 64, 1, 0.5), "1.269518728"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 64, 1, 1), "1.136929674"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 64, 1, 2), "1.032756047"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 8, 1, 0), "1.788189977"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 8, 1, 0.5), "1.496554612"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 8, 1, 1), "1.325181492"));
  EXPECT_TRUE(as_printed_batch(gradient_of("relu", 8, 1, 2), "1.205353895"));
  const auto limit = [](double shift) {
    return batch_limit({nonlinearity("relu"), 1, shift}).gradient;
  };
  EXPECT_TRUE(as_printed_batch(limit(0), "1.466942207"));
  EXPECT_TRUE(as_printed_batch(limit(0.5), "1.249388518"));
  EXPECT_TRUE(as_printed_batch(limit(1), "1.120168291"));
  EXPECT_TRUE(as_printed_batch(limit(2), "1.017760427"));
}

// ---- stability of the symmetric fixed point
// -------------------------------------------------------------

double forward_L(const std::string& activation, int batch) {
  return reached(batch_law(activation, batch)).step.forward.L;
}

// lambda_L = 1 at B = 38.07 and 25.81: linear between the two whole numbers.
double critical_batch(const std::string& activation, int below) {
  const double low = forward_L(activation, below), high = forward_L(activation, below + 1);
  return below + (1 - low) / (high - low);
}

TEST(BatchNormTables, GeluAndSiluLeaveTheSymmetricFixedPoint) {
  EXPECT_NEAR(critical_batch("gelu", 38), 38.07, 0.01);
  EXPECT_NEAR(critical_batch("silu", 25), 25.81, 0.01);
  EXPECT_TRUE(reached(batch_law("gelu", 38)).stable);
  EXPECT_FALSE(reached(batch_law("gelu", 39)).stable);
  EXPECT_TRUE(reached(batch_law("silu", 25)).stable);
  EXPECT_FALSE(reached(batch_law("silu", 26)).stable);
}

// The power from which on max(h, 0)^power is unstable, to six digits; none up to 8 for B = 4.
TEST(BatchNormTables, PowersOfReluLeaveTheSymmetricFixedPoint) {
  const auto excess = [](int batch, double power) {
    BatchLaw law = batch_law("relu", batch);
    law.f.phi = nonlinearity("alpha_relu", 0, power);
    return reached(law).step.forward.L - 1;
  };
  const std::map<int, double> printed = {{6, 2.338085},  {8, 1.619264},  {16, 1.194410},
                                         {32, 1.081931}, {64, 1.037986}, {128, 1.018327}};
  for (const auto& [batch, power] : printed) {
    EXPECT_LT(excess(batch, power - 1e-6), 0) << batch;
    EXPECT_GT(excess(batch, power + 1e-6), 0) << batch;
  }
  for (double power = 0.8; power <= 8; power += 0.1)
    EXPECT_LT(excess(4, power), 0) << power;
}

}  // namespace
}  // namespace widefield::test
