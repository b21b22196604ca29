#include <cmath>
#include <cstdio>
#include <vector>

#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"
#include "widefield/theory.hpp"

// The length of the first input at the second layer, measured on 64 networks and predicted.
int main() {
  widefield::Experiment experiment;
  experiment.network.depth = 2;
  const auto layout = widefield::record_layout(experiment);
  std::vector<double> records(64 * layout.size());
  widefield::simulate(experiment, 1024, 0, {}, records);
  double mean = 0;
  const int slot = layout.find("gram", 2, "0,0");
  for (int network = 0; network < 64; ++network)
    mean += records[network * layout.size() + slot] / 64;
  const double theory = widefield::predict(experiment).curves.front().value.at(1);
  std::printf("measured %.4f, theory %.4f\n", mean, theory);
  return std::abs(mean / theory - 1) < 0.05 ? 0 : 1;  // 18 standard errors
}
