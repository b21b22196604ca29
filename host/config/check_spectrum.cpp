#include "host/config/check_spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

void check_grid(const Measure& measure, const Origins& origins) {
  const std::string key = "measure.spectrum_grid";
  const auto& grid = measure.spectrum_grid;
  if (std::ssize(grid) > most_spectrum_points)
    refuse(origins, key, fmt::format("{} points", grid.size()),
           fmt::format("their whole covariance is kept, which allows {}", most_spectrum_points),
           "write fewer");
  if (std::adjacent_find(grid.begin(), grid.end(), std::greater_equal<>()) != grid.end())
    refuse(origins, key, "points out of order", "mass is counted below ascending points",
           "write every point once, the smallest first");
  const std::vector<std::string> names = spectrum_components(measure);
  if (std::adjacent_find(names.begin(), names.end()) != names.end())
    refuse(origins, key, "two points with the same first four digits",
           "components are named after them", "move them apart");
}

void check_lanczos(const Measure& measure, const Origins& origins) {
  if (measure.lanczos_steps < 2)
    refuse(origins, "measure.lanczos_steps", "one step",
           "it knows the mean of the spectrum and nothing of its shape", "take 20 steps or more");
}

}  // namespace

void check_spectrum(const Experiment& experiment, const Origins& origins) {
  if (!measures(experiment, Primitive::jacobian_spectrum)) return;
  check_grid(experiment.measure, origins);
  if (experiment.measure.spectrum == "lanczos") check_lanczos(experiment.measure, origins);
}

}  // namespace widefield
