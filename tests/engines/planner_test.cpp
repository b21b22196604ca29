#include <gtest/gtest.h>

#include "kernels/cell/batch_norm.hpp"
#include "kernels/cell/residual.hpp"
#include "kernels/plan.hpp"
#include "support.hpp"
#include "test_cells.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

struct Choice {
  const char *activation, *weights;
  int inputs;
  double keep;
  std::vector<std::string> observables;
  const char* engine;
};

Experiment experiment_of(const Choice& choice) {
  Experiment e = mlp(choice.activation, 1.5, 0.1, 4);
  e.network.weights = choice.weights;
  e.network.dropout_keep = choice.keep;
  e.inputs.count = choice.inputs;
  e.measure.observables = choice.observables;
  return e;
}

TEST(Planner, ChoosesTheCheapestExactEngine) {
  const Choice table[] = {
      {"linear", "gaussian", 3, 1, {"length_map", "correlation_map"}, "closed"},
      {"relu", "gaussian", 1, 1, {"length_map", "chi_1", "chi_length"}, "closed"},
      {"leaky_relu", "gaussian", 1, 1, {"length_map"}, "closed"},
      {"relu", "gaussian", 2, 1, {"length_map"}, "gram"},
      {"relu", "gaussian", 1, 0.9, {"length_map"}, "gram"},
      {"relu", "gaussian", 1, 1, {"kurtosis"}, "gram"},
      {"relu", "orthogonal", 1, 1, {"length_map"}, "gram"},
      {"tanh", "gaussian", 2, 1, {"length_map", "correlation_map", "activity"}, "gram"},
      {"tanh", "gaussian", 2, 1, {"length_map", "gradient_norm"}, "state"},
      {"tanh", "orthogonal", 2, 1, {"gradient_norm"}, "state"},
      {"tanh", "uniform", 2, 1, {"length_map"}, "dense"},
      {"tanh", "rademacher", 2, 1, {"gradient_norm"}, "dense"},
  };
  for (const Choice& choice : table) {
    const Plan chosen = plan(experiment_of(choice), 256);
    EXPECT_EQ(chosen.engine, choice.engine) << choice.activation << " " << choice.weights;
    EXPECT_FALSE(chosen.why.empty());
    EXPECT_GT(chosen.normals, 0);
    EXPECT_GT(chosen.operations, 0);
    EXPECT_GT(chosen.memory, 0);
  }
}

/// Drawing is then counted once, and what is held as well.
TEST(Planner, KeepsMatricesThatAreMetAgain) {
  Experiment e = mlp("tanh", 1.5, 0.1, 64);
  e.run.engine = "dense";
  EXPECT_FALSE(plan(e, 256).stored()) << "fresh ones are met once";
  e.network.tied = true;
  const Plan kept = plan(e, 256);
  EXPECT_TRUE(kept.stored());
  EXPECT_EQ(kept.normals, 256 * 256);
  EXPECT_GE(kept.memory, 256 * 256 * sizeof(float));
  EXPECT_FALSE(plan(e, 32768).stored()) << "4 GB";
  e.network.depth = 2;
  EXPECT_FALSE(plan(e, 256).stored());
  e.network.depth = 64;
  e.network.weights = "orthogonal";
  EXPECT_FALSE(plan(e, 256).stored()) << "products of reflections";
}

/// Kept or not, a block has as many networks: stores go on.
TEST(Planner, BlocksOfKeptMatricesAreThoseOfDrawnOnes) {
  for (const char* observable : {"length_map", "gradient_norm", "jacobian_spectrum"})
    for (const char* spectrum : {"lanczos", "full"}) {
      Experiment fresh = mlp("tanh", 1.5, 0.1, 400);
      fresh.run.engine = "dense";
      fresh.inputs.count = 1;
      fresh.measure.observables = {observable};
      fresh.measure.spectrum = spectrum;
      Experiment tied = fresh;
      tied.network.tied = true;
      EXPECT_TRUE(plan(tied, 700).stored());
      EXPECT_EQ(plan(tied, 700).networks_per_block, plan(fresh, 700).networks_per_block)
          << observable << " " << spectrum;
      EXPECT_LT(plan(tied, 700).networks_per_block, 64);
    }
}

TEST(Planner, RefusesAForcedEngineWithTheReason) {
  const auto refusal = [](Experiment e, const char* engine) {
    e.run.engine = engine;
    try {
      plan(e, 64);
    } catch (const InputError& error) {
      EXPECT_EQ(error.key, "run.engine");
      return error.reason;
    }
    return std::string("accepted");
  };
  Experiment tanh = mlp("tanh", 1.5, 0.1, 4);
  EXPECT_NE(refusal(tanh, "closed").find("linear on each side"), std::string::npos);
  tanh.measure.observables = {"gradient_norm"};
  EXPECT_NE(refusal(tanh, "gram").find("back-propagation"), std::string::npos);
  Experiment uniform = mlp("tanh", 1.5, 0.1, 4);
  uniform.network.weights = "uniform";
  EXPECT_NE(refusal(uniform, "gram").find("draws no weights"), std::string::npos);
  EXPECT_NE(refusal(uniform, "state").find("draws no weights"), std::string::npos);
  EXPECT_EQ(refusal(uniform, "dense"), "accepted");
  EXPECT_EQ(refusal(mlp("relu", 2, 0, 3), "gram"), "accepted");
  EXPECT_THROW(plan(mlp("tanh", 1.5, 0.1, 4), 1), InputError) << "two inputs in one dimension";
}

/// A network that has the same weights in every layer: an engine that forgets them will not do, and
/// one that remembers gives way where it would have to remember everything.
TEST(Planner, TiedWeightsAreRevealedOnDemand) {
  Experiment e = mlp("tanh", 2, 0.1, 20);
  e.network.tied = true;
  const Plan chosen = plan(e, 256);
  EXPECT_EQ(chosen.engine, "lazy");
  EXPECT_EQ(chosen.normals, 256.0 * 2 * 20);
  EXPECT_NE(chosen.why.find("state gives way"), std::string::npos) << chosen.why;
  for (const char* engine : {"gram", "state"}) {
    Experiment forced = e;
    forced.run.engine = engine;
    EXPECT_THROW(plan(forced, 256), InputError) << engine;
  }
  EXPECT_EQ(plan(e, 41).engine, "lazy");
  const Plan narrow = plan(e, 40);
  EXPECT_EQ(narrow.engine, "dense");
  EXPECT_NE(narrow.why.find("40 directions"), std::string::npos) << narrow.why;
  e.measure.observables = {"gradient_norm"};  // the way back meets twenty times two more
  EXPECT_EQ(plan(e, 81).engine, "lazy");
  EXPECT_EQ(plan(e, 80).engine, "dense");
  e.network.weights = "rademacher";
  EXPECT_EQ(plan(e, 256).engine, "dense");
  Experiment linear = mlp("linear", 1, 0, 4);
  linear.network.tied = true;
  EXPECT_EQ(plan(linear, 256).engine, "lazy") << "no closed law";
  linear.network.tied = false;
  linear.run.engine = "lazy";
  EXPECT_EQ(plan(linear, 256).engine, "lazy") << "fresh weights may be revealed too";
}

TEST(Planner, AutocorrelationsNeedTheNeurons) {
  Experiment e = mlp("tanh", 1.5, 0.1, 8);
  e.measure.observables = {"autocorrelation"};
  e.measure.lags = {0, 1};
  EXPECT_EQ(plan(e, 256).engine, "state");
  const double memory = plan(e, 256).memory;
  e.measure.lags = {0, 7};
  EXPECT_GT(plan(e, 256).memory, memory) << "it remembers more steps";
  e.run.engine = "gram";
  EXPECT_THROW(plan(e, 256), InputError);
  e.run.engine = "auto";
  e.network.tied = true;
  EXPECT_EQ(plan(e, 256).engine, "lazy");
}

TEST(Planner, RefusesWhatRandomNumbersHaveNoAddressFor) {
  Experiment e = mlp("tanh", 1.5, 0.1, 2);
  EXPECT_EQ(plan(e, std::int64_t{1} << 34).engine, "gram");
  EXPECT_THROW(plan(e, (std::int64_t{1} << 34) + 1), InputError);
  e.network.activation = "linear";
  EXPECT_EQ(plan(e, std::int64_t{1} << 36).engine, "closed");
}

TEST(Planner, UnknownNamesAreRefused) {
  Experiment e = mlp("tanh", 1, 0, 1);
  e.run.engine = "grma";
  EXPECT_THROW(plan(e, 64), InputError);
  e = mlp("tanh", 1, 0, 1);
  e.network.architecture = "mpl";
  EXPECT_THROW(plan(e, 64), InputError);
  e = mlp("tanh", 1, 0, 1);
  e.measure.observables = {"lenght_map"};
  EXPECT_THROW(plan(e, 64), InputError);
  e = mlp("tanh", 1, 0, 1);
  e.network.weights = "cauchy";
  EXPECT_THROW(plan(e, 64), InputError);
}

TEST(Planner, RefusesProductsThatNoInputsHave) {
  Experiment e = mlp("tanh", 1, 0, 1);
  e.inputs.gram = {{1, 0.4, -0.2}, {0.4, 2, 0.9}, {-0.2, 0.9, 0.5}};  // one eigenvalue is negative
  EXPECT_THROW(plan(e, 64), InputError);
  e.inputs.gram = {{1, 0.333333, -0.333333}, {0.333333, 1, -1}, {-0.333333, -1, 1}};
  EXPECT_NO_THROW(plan(e, 64)) << "a rank-deficient matrix of six digits";
  e.inputs.gram.clear();
  e.inputs.count = 3;
  e.inputs.correlation = -0.51;
  EXPECT_THROW(plan(e, 64), InputError) << "three inputs cannot all be so opposite";
}

TEST(Planner, SkipConnectionsNeedTheState) {
  const Experiment e = mlp("tanh", 1.5, 0.1, 4);
  EXPECT_EQ(choose_engine(request_for(cell_info<Residual>(), e, 64, derive(e))).engine, "state");
  EXPECT_EQ(choose_engine(request_for(cell_info<Gru>(), e, 64, derive(e))).engine, "state");
  EXPECT_EQ(choose_engine(request_for(cell_info<BatchNorm>(), e, 64, derive(e))).engine, "gram");
}

TEST(Planner, LooksAtTheExperimentOnlyAndKeepsBlocksAffordable) {
  Experiment e = mlp("tanh", 1.5, 0.1, 100);
  e.inputs.count = 8;
  EXPECT_EQ(plan(e, 1000).networks_per_block, 64);
  const Plan wide = plan(e, 1'000'000);  // 8e8 normals a network
  EXPECT_EQ(wide.networks_per_block, 6);
  EXPECT_EQ(plan(e, 1'000'000'000).networks_per_block, 1);
  Experiment faster = e;
  faster.run.threads = 7;
  faster.run.backend = "cuda";
  EXPECT_EQ(plan(faster, 1'000'000).engine, wide.engine);
  EXPECT_EQ(plan(faster, 1'000'000).networks_per_block, wide.networks_per_block);
}

TEST(Planner, PlantedCostOfNeuronsWouldShow) {
  // the closed engine's cost must not grow with the width
  const Experiment e = mlp("linear", 1, 0, 10);
  EXPECT_EQ(plan(e, 100).normals, plan(e, 1'000'000'000).normals);
  const Experiment t = mlp("tanh", 1, 0, 10);
  EXPECT_EQ(plan(t, 1000).normals * 10, plan(t, 10000).normals);
}

}  // namespace
}  // namespace widefield
