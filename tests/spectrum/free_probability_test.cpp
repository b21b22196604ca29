#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "host/random_matrix/band.hpp"
#include "host/random_matrix/explicit_band.hpp"
#include "tests/spectrum/critical_erf.hpp"
#include "tests/spectrum/table.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

JacobianEnsemble ensemble_of(const TableRow& row) {
  JacobianEnsemble ensemble;
  ensemble.activation = row.at("activation");
  ensemble.q = std::stod(row.at("q"));
  ensemble.weight_variance = std::stod(row.at("weight_variance"));
  ensemble.orthogonal = row.at("ensemble") == "o";
  ensemble.depth = std::stoi(row.at("depth"));
  return ensemble;
}

std::string describe(const TableRow& row) {
  return row.at("activation") + " " + row.at("ensemble") + " L=" + row.at("depth") +
         " q=" + row.at("q");
}

TEST(FreeProbability, EdgesMomentsAndAtomsOfTheTable) {
  int rows = 0;
  for (const TableRow& row : read_table("a9_edges.csv")) {
    SCOPED_TRACE(describe(row));
    JacobianEnsemble ensemble = ensemble_of(row);
    // The table stands at criticality; its weight variance has too few digits for the power L.
    ensemble.weight_variance = 1 / jacobian_moments(ensemble).slope_square;
    EXPECT_NEAR(ensemble.weight_variance, std::stod(row.at("weight_variance")), 1e-11);
    const JacobianMoments moments = jacobian_moments(ensemble);
    EXPECT_NEAR(moments.mean, std::stod(row.at("mean")), tolerance(row.at("mean"), 1e-9));
    EXPECT_NEAR(moments.variance, std::stod(row.at("variance")),
                tolerance(row.at("variance"), 1e-9));
    EXPECT_NEAR(moments.slope_fourth, std::stod(row.at("mu_2")), tolerance(row.at("mu_2"), 1e-9));
    if (!row.at("edge").empty()) {
      EXPECT_NEAR(moments.edge, std::stod(row.at("edge")), tolerance(row.at("edge"), 1e-9));
    }
    if (!row.at("atom_mass").empty() && std::stod(row.at("atom_mass")) > 0) {
      ASSERT_FALSE(moments.atoms.empty());
      EXPECT_NEAR(moments.atoms.back().position, std::stod(row.at("atom_position")),
                  tolerance(row.at("atom_position"), 1e-9));
      EXPECT_NEAR(moments.atoms.back().mass, std::stod(row.at("atom_mass")),
                  tolerance(row.at("atom_mass"), 1e-9));
    }
    ++rows;
  }
  EXPECT_EQ(rows, 133);
}

TEST(FreeProbability, DensitiesOfTheTable) {
  int rows = 0;
  for (const TableRow& row : read_table("a9_densities.csv")) {
    SCOPED_TRACE(describe(row) + " lambda=" + row.at("lambda"));
    const double density =
        jacobian_density(ensemble_of(row), std::vector{std::stod(row.at("lambda"))})[0];
    EXPECT_NEAR(density, std::stod(row.at("density")), tolerance(row.at("density"), 1e-9));
    ++rows;
  }
  EXPECT_EQ(rows, 35);
}

/// Mass and first moment of the continuous part above `lowest`, trapezoid in ln lambda.
std::pair<double, double> mass_and_mean(const JacobianDensity& d) {
  double mass = 0, mean = 0;
  for (std::size_t i = 1; i < d.lambda.size(); ++i) {
    const double step = std::log(d.lambda[i - 1] / d.lambda[i]);
    const double a = d.lambda[i - 1] * d.density[i - 1], b = d.lambda[i] * d.density[i];
    mass += step * (a + b) / 2;
    mean += step * (a * d.lambda[i - 1] + b * d.lambda[i]) / 2;
  }
  return {mass, mean};
}

TEST(FreeProbability, MassIsOneWhereNothingLiesBelow) {
  // (The slopes of gelu and silu vanish inside the real axis: a part in 10^4 of the mass lies below
  // any cut-off that a double can hold.)
  for (const char* name : {"tanh", "erf", "erf_unit", "sin", "relu", "elu"}) {
    SCOPED_TRACE(name);
    const JacobianEnsemble ensemble{.activation = name,
                                    .activation_slope = 0.3,
                                    .q = 0.5,
                                    .weight_variance = 1.5,
                                    .orthogonal = true,
                                    .depth = 4};
    const JacobianMoments moments = jacobian_moments(ensemble);
    const auto [mass, mean] = mass_and_mean(jacobian_density(ensemble, 1e-22));
    const double atom = moments.atoms.empty() ? 0 : moments.atoms[0].mass;
    EXPECT_NEAR(mass + atom, 1, 1e-5);
    EXPECT_NEAR(mean / moments.mean, 1, 1e-4);
  }
}

TEST(FreeProbability, TheBandBelowAnAtomHoldsTheRestOfTheMass) {
  // hard_tanh, orthogonal: P(|h| < 1) = p, and L (1 - p) <= 1.
  for (const int depth : {2, 4, 8}) {
    const JacobianEnsemble ensemble{.activation = "hard_tanh",
                                    .q = 0.2,
                                    .weight_variance = 1.2,
                                    .orthogonal = true,
                                    .depth = depth};
    const JacobianMoments moments = jacobian_moments(ensemble);
    ASSERT_EQ(moments.atoms.size(), 2u) << depth;
    EXPECT_LT(moments.edge, moments.atoms[1].position);
    ASSERT_TRUE(has_jacobian_mass(ensemble));
    const double lowest = std::pow(10.0, -10 * depth);  // below it a part 1e-10, lambda^(1/L)
    const auto [mass, mean] = mass_and_mean(jacobian_density(ensemble, lowest));
    const PointMass &zero = moments.atoms[0], &top = moments.atoms[1];
    EXPECT_NEAR(mass + zero.mass + top.mass, 1, 1e-5) << depth;
    EXPECT_NEAR((mean + top.mass * top.position) / moments.mean, 1, 1e-4) << depth;
    const auto below = jacobian_mass_below(ensemble, {lowest, moments.edge, top.position * 1.01});
    EXPECT_NEAR(below[0], zero.mass, 1e-5);
    EXPECT_NEAR(below[1], 1 - top.mass, 1e-7);
    EXPECT_NEAR(below[2], 1, 1e-12);
  }
}

TEST(FreeProbability, TwoValuedSlopesAgreeWithTheirExplicitEquation) {
  // relu, orthogonal, L = 4: no atom at the top, so the general solver follows it.
  const JacobianEnsemble ensemble{
      .activation = "relu", .weight_variance = 2, .orthogonal = true, .depth = 4};
  const JacobianDensity explicit_density =
      follow_band(ExplicitPath(TwoValuedCurve{0.5, 2, 4}), 1e-3);
  const std::vector<double> density = jacobian_density(ensemble, explicit_density.lambda);
  for (std::size_t i = 0; i < density.size(); i += 10)
    EXPECT_NEAR(density[i] / explicit_density.density[i], 1, 1e-8) << explicit_density.lambda[i];
}

TEST(FreeProbability, MarchenkoPasturIsRecovered) {
  // J = W square: rho(lambda) = sqrt(4/lambda - 1) / (2 pi), on (0, 4) [marchenko1967].
  const JacobianEnsemble ensemble{.activation = "linear", .q = 1, .weight_variance = 1, .depth = 1};
  EXPECT_NEAR(jacobian_moments(ensemble).edge, 4, 1e-9);
  const std::vector<double> lambda = {3.9, 2, 0.5, 1e-3, 1e-6};
  const std::vector<double> density = jacobian_density(ensemble, lambda);
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    const double exact = std::sqrt(4 / lambda[i] - 1) / (2 * std::numbers::pi);
    EXPECT_NEAR(density[i] / exact, 1, 1e-10) << lambda[i];
  }
}

TEST(FreeProbability, SmoothUniversalLimitIsApproachedFromBelow) {
  // erf_unit, orthogonal, L (mu_2/mu_1^2 - 1) = 1 at criticality: 3.9729, 4.4591, 4.7072 at L = 10,
  // 100, 1000 and 4.857178 in the limit [pennington2018].
  const double printed[] = {3.9729, 4.4591, 4.7072};
  int depth = 10;
  for (const double edge : printed) {
    EXPECT_NEAR(jacobian_moments(critical_erf(depth)).edge, edge, 1e-4);
    depth *= 10;
  }
}

TEST(FreeProbability, RefusesWhatIsNotDefined) {
  EXPECT_THROW(jacobian_moments({.activation = "sign"}), InputError);
  EXPECT_THROW(jacobian_moments({.activation = "alpha_relu", .activation_power = 0.8}), InputError);
  EXPECT_THROW(jacobian_moments({.q = 0}), InputError);
  EXPECT_THROW(jacobian_moments({.depth = 0}), InputError);
  EXPECT_THROW(
      jacobian_density(
          {.activation = "leaky_relu", .activation_slope = 0.3, .orthogonal = true, .depth = 2},
          1e-3),
      InputError);
}

}  // namespace
}  // namespace widefield
