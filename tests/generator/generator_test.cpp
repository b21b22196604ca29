#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "host/architecture/architecture.hpp"
#include "tests/statistics/ensemble.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/architecture.hpp"
#include "widefield/config.hpp"
#include "widefield/error.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"
#include "widefield/theory.hpp"

// Experiments as nobody would choose them: any architecture, activation, law of weights, observable
// and variance. Null: every theory is right about what it speaks of. The family-wise error of an
// experiment is 1e-3, so that a thousand have one false alarm on average; seeds are fixed.
namespace widefield {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  double log_uniform(double low, double high) {
    return std::exp(uniform(std::log(low), std::log(high)));
  }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }
  template <class List>
  auto one_of(const List& list) {
    return list[static_cast<std::size_t>(whole(0, static_cast<int>(std::size(list)) - 1))];
  }

 private:
  std::mt19937_64 random_;
};

/// Ordinary sizes most of the time, extremes now and then.
std::string variance(Dice& dice) {
  return std::to_string(dice.chance(0.1) ? dice.log_uniform(1e-6, 1e6) : dice.log_uniform(0.2, 6));
}

std::vector<std::string> drawn_settings(Dice& dice, const std::string& architecture) {
  constexpr const char* laws[] = {"gaussian", "gaussian", "orthogonal", "uniform", "rademacher"};
  std::vector<std::string> settings = {
      "activation=" + dice.one_of(activations()).name,
      "weight_variance=" + variance(dice),
      "bias_variance=" + (dice.chance(0.4) ? "0" : std::to_string(dice.log_uniform(1e-3, 2))),
      std::string("weights=") + (architecture == "mlp" ? dice.one_of(laws) : laws[0]),
      "depth=" + std::to_string(dice.whole(1, 10)),
      "width=[64, 96, 128]",
      "precision=float64",
      "seed=" + std::to_string(dice.whole(1, 1000000))};
  if (dice.chance(0.3))
    settings.push_back("activation_power=" + std::to_string(dice.uniform(0.8, 2)));
  if (architecture == "mlp" && dice.chance(0.2))
    settings.push_back("dropout_keep=" + std::to_string(dice.uniform(0.6, 1)));
  if (architecture == "mlp" && dice.chance(0.1)) settings.push_back("tied=true");
  if (architecture.starts_with("batch_norm")) return settings;
  if (dice.chance(0.1)) {
    settings.push_back("manifold=circle");
    settings.push_back("points=8");
  } else {
    settings.push_back("count=" + std::to_string(dice.whole(1, 3)));
    settings.push_back("correlation=" + std::to_string(dice.uniform(-0.4, 1)));
  }
  settings.push_back("squared_norm=" + variance(dice));
  return settings;
}

/// What the experiment can measure, of a random choice.
std::string drawn_observables(Dice& dice, const Experiment& experiment) {
  std::string list;
  for (const ObservableRow& row : observables()) {
    const std::string name(row.name);
    const bool whole = row.measures(Primitive::jacobian_spectrum);
    const bool on_a_curve = row.needs & a_manifold && experiment.inputs.manifold.empty();
    if (whole || on_a_curve || !dice.chance(0.4) || why_not_measured(experiment, name)) continue;
    list += (list.empty() ? "\"" : ", \"") + name + "\"";
  }
  return list.empty() ? "" : "observables=[" + list + "]";
}

std::string joined(const std::vector<std::string>& settings) {
  std::string text;
  for (const std::string& one : settings)
    text += " '" + one + "'";
  return text;
}

/// A refusal names what it refuses.
bool names_a_key(const std::string& what) {
  for (const char* section : {"network.", "inputs.", "measure.", "run.", "compare."})
    if (what.find(section) != std::string::npos) return true;
  return false;
}

enum class Outcome { ran, refused };

/// What is simulated, against the theory of another experiment.
ExperimentResult result_of(const Experiment& experiment, const Experiment& predicted) {
  constexpr std::size_t networks = 256;
  std::vector<WidthData> data;
  const std::size_t slots = record_layout(experiment).size();
  for (const std::int64_t width : experiment.network.width) {
    std::vector<double> records(networks * slots);
    simulate(experiment, width, 0, Machine{.threads = 1}, records);
    data.push_back(reduce_blocks(BlockReducer(experiment, width), width, records, slots));
  }
  return compare(experiment, predict(predicted), data);
}

struct Drawn {
  std::string architecture;
  std::vector<std::string> settings;
  Experiment experiment;
};

/// Throws InputError where the program refuses it.
void draw(std::uint64_t seed, Drawn& drawn) {
  Dice dice(seed);
  drawn.architecture = dice.one_of(simulated_architectures());
  drawn.settings = drawn_settings(dice, drawn.architecture);
  const Experiment first = load({drawn.architecture, drawn.settings, ""}).front();
  if (const std::string measured = drawn_observables(dice, first); !measured.empty())
    drawn.settings.push_back(measured);
  drawn.experiment = load({drawn.architecture, drawn.settings, ""}).front();
}

Outcome try_one(std::uint64_t seed) {
  Drawn drawn;
  const auto command = [&] { return "run " + drawn.architecture + joined(drawn.settings); };
  try {
    draw(seed, drawn);
    for (const Verdict& one : result_of(drawn.experiment, drawn.experiment).verdicts)
      EXPECT_NE(one.verdict, "disagrees")
          << command() << "\n"
          << one.observable << " " << one.method << " p = " << one.p << ": " << one.note;
    return Outcome::ran;
  } catch (const InputError& error) {
    EXPECT_TRUE(names_a_key(error.what())) << command() << "\n" << error.what();
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find("of network "), std::string::npos) << command() << "\n"
                                                                                << error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << command() << "\n" << error.what();
  }
  return Outcome::refused;
}

TEST(Generator, RandomExperimentsAgreeOrAreRefusedWithAKey) {
  const char* wanted = std::getenv("EXPERIMENTS");
  const int experiments = wanted == nullptr ? 60 : std::atoi(wanted);
  int ran = 0, tried = 0;
  for (std::uint64_t seed = 1; ran < experiments; ++seed, ++tried)
    ran += try_one(seed) == Outcome::ran;
  EXPECT_LT(tried, 3 * experiments) << "most of what is drawn is refused";
}

// The theory of a weight variance 1.3 times as large is found wrong in most experiments of which it
// says anything.
TEST(Generator, RejectsAPlantedError) {
  int ran = 0, rejected = 0;
  for (std::uint64_t seed = 1; ran < 20; ++seed) {
    Drawn drawn;
    try {
      draw(seed, drawn);
      Experiment wrong = drawn.experiment;
      wrong.network.weight_variance *= 1.3;
      wrong.compare.families = drawn.experiment.compare.families = {"asymptotic", "corrected"};
      const auto verdicts = result_of(drawn.experiment, wrong).verdicts;
      ran += !verdicts.empty();
      rejected += std::any_of(verdicts.begin(), verdicts.end(),
                              [](const Verdict& one) { return one.verdict == "disagrees"; });
    } catch (const InputError&) {
    } catch (const RunError&) {
    }
  }
  EXPECT_GE(rejected, 8);
}

}  // namespace
}  // namespace widefield
