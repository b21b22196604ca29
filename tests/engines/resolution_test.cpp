#include "kernels/resolution.hpp"

#include <gtest/gtest.h>

#include "support.hpp"
#include "widefield/error.hpp"

// Signals that lose their digits are found on every engine, with layer and network.
namespace widefield {
namespace {

Experiment shrinking(const char* engine, const char* precision) {
  Experiment e = mlp("relu", 0.5, 0, 120);  // q falls by 4 in every layer
  e.run.engine = engine;
  e.run.precision = precision;
  e.measure.observables = {"length_map"};
  return e;
}

TEST(Resolution, UnderflowOfFloat32IsNamed) {
  for (const char* engine : {"gram", "state", "lazy", "dense"}) {
    try {
      simulate_records(shrinking(engine, "float32"), 32, 2);
      ADD_FAILURE() << engine;
    } catch (const RunError& error) {
      const std::string what = error.what();
      EXPECT_NE(what.find("layer "), std::string::npos) << what;
      EXPECT_NE(what.find("of network "), std::string::npos) << what;
      EXPECT_NE(what.find("float64"), std::string::npos) << what;
    }
    EXPECT_NO_THROW(simulate_records(shrinking(engine, "float64"), 32, 2)) << engine;
  }
}

// The closed law runs in float64 whatever is asked for; a network that died is no underflow.
TEST(Resolution, KnowsWhatIsNoUnderflow) {
  Experiment closed = shrinking("closed", "float32");
  closed.inputs.count = 1;
  EXPECT_NO_THROW(simulate_records(closed, 256, 2));
  Experiment dead = mlp("relu", 2, 0, 60);
  dead.run.engine = "dense";
  dead.inputs.count = 1;
  dead.measure.observables = {"length_map"};
  const auto last = simulate_records(dead, 2, 64).column("gram", 60, "0,0");
  EXPECT_GT(std::count(last.begin(), last.end(), 0.0), 0);
}

TEST(Resolution, RejectsAPlantedOne) {
  Experiment e = mlp("tanh", 1.5, 0.05, 3);
  e.measure.observables = {"length_map"};
  const RecordLayout layout = record_layout(e);
  std::vector<double> records(2 * layout.size(), 1.0);
  EXPECT_NO_THROW(Resolution(layout, false).require(10, records));
  records[layout.size() + layout.find("gram", 2, "0,0")] = 1e-70;
  EXPECT_NO_THROW(Resolution(layout, true).require(10, records));
  try {
    Resolution(layout, false).require(10, records);
    ADD_FAILURE();
  } catch (const RunError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("layer 2 of network 11: gram is 1e-70"))
        << error.what();
  }
}

}  // namespace
}  // namespace widefield
