#include <gtest/gtest.h>

#include "host/architecture/architecture.hpp"
#include "host/config/names.hpp"
#include "widefield/config.hpp"
#include "widefield/error.hpp"
#include "widefield/theory.hpp"

// What only a simulation cannot do is no reason to refuse a theory.
namespace widefield {
namespace {

using Overrides = std::vector<std::string>;

std::vector<Experiment> loaded(const std::string& target, const Overrides& overrides,
                               Purpose purpose) {
  return load({.target = target, .overrides = overrides, .scale = "", .purpose = purpose});
}

/// Theory has an answer, and a simulation is refused.
void expect_theory_alone(const std::string& target, const Overrides& overrides) {
  SCOPED_TRACE(target + " " + overrides.back());
  EXPECT_THROW(loaded(target, overrides, Purpose::simulation), InputError);
  for (const Experiment& experiment : loaded(target, overrides, Purpose::theory))
    EXPECT_FALSE(predict(experiment).scalars.empty() && predict(experiment).curves.empty());
}

/// Is it refused to simulate the architecture so? Some of them have no such limit.
bool is_refused(const std::string& target, const Overrides& overrides) {
  try {
    loaded(target, overrides, Purpose::simulation);
    return false;
  } catch (const InputError&) {
    return true;
  }
}

TEST(Purpose, TheoryOfEveryArchitectureKnowsNoWidth) {
  const std::vector<Overrides> awkward = {
      {"depth=2", "width=1"},
      {"depth=2", "width=[1, 3]"},
      {"depth=2", "weights=\"orthogonal\"", "width=1"},
      {"depth=2", "weights=\"uniform\"", "engine=\"gram\""},
      {"depth=2", "observables=[\"lyapunov_spectrum\"]", "exponents=64", "width=[8, 16]"},
      {"depth=2", "activation=\"relu\"", "observables=[\"lyapunov_spectrum\"]", "width=64",
       "exponents=32"},
      {"depth=2", "transient=9"},
  };
  for (const std::string& architecture : names_of(architecture_names())) {
    int refused = 0;
    for (const Overrides& overrides : awkward) {
      SCOPED_TRACE(architecture + " " + overrides.back());
      EXPECT_NO_THROW(predict(loaded(architecture, overrides, Purpose::theory).front()));
      refused += is_refused(architecture, overrides) ? 1 : 0;
    }
    EXPECT_GE(refused, 5) << architecture;
  }
}

TEST(Purpose, WidthsOfOneArchitecture) {
  expect_theory_alone("batch_norm", {"depth=2", "batch=1000"});
  expect_theory_alone("batch_norm_residual", {"depth=2", "batch=1000"});
  expect_theory_alone("residual", {"depth=4", "width=7", "width_schedule=[[3, 0.3]]"});
  expect_theory_alone("mlp", {"depth=2", "count=300", "width=64"});
  expect_theory_alone(
      "mlp", {"activation=linear", "weight_variance=1", "bias_variance=0", "depth=64",
              "observables=[\"jacobian_spectrum\"]", "spectrum=\"lanczos\"", "lanczos_steps=4"});
}

// A law that does not exist is refused to both.
TEST(Purpose, LawsAreRefusedToAll) {
  for (const Overrides& overrides : {Overrides{"count=3", "correlation=-0.6"},
                                     {"activation_input_scale=0"},
                                     {"architecture=\"residual\"", "width_schedule=[[0, 0.5]]"},
                                     {"architecture=\"residual\"", "hidden_width=64"}})
    for (const Purpose purpose : {Purpose::theory, Purpose::simulation})
      EXPECT_THROW(loaded("mlp", overrides, purpose), InputError) << overrides.back();
}

}  // namespace
}  // namespace widefield
