#include "kernels/make_task.hpp"

#include <cmath>
#include <numbers>

#include "kernels/random/address.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/residual.hpp"

namespace widefield {

/// cos(angle + turns pi/2), exact where it is 0.
static double cosine(double angle, int turns) {
  const double value = turns % 2 == 0 ? std::cos(angle) : -std::sin(angle);
  return turns == 0 || turns == 1 || turns == -3 ? value : -value;
}

/// Products of points of a circle and of their derivatives in the angle, each of which is a quarter
/// turn: x^(m)_a . x^(n)_b / N = r cos(theta_a - theta_b + (m - n) pi/2).
static void add_motion(const Inputs& inputs, const Copies& copies, std::vector<double>& gram) {
  constexpr int orders = 3;
  const int k = copies.count();
  const std::vector<int> place = circle_places(copies.inputs);
  const auto angle = [&](int a, int b) {
    return 2 * std::numbers::pi * (place[a] - place[b]) / copies.inputs;
  };
  const auto copy = [&](int a, int order) {
    return order == 0 ? copies.value(a) : copies.velocity(a) + order - 1;
  };
  for (int a = 0; a < copies.inputs; ++a)
    for (int b = 0; b < copies.inputs; ++b)
      for (int m = 0; m < orders; ++m)
        for (int n = 0; n < orders; ++n)
          if (m + n > 0)
            gram[copy(a, m) * k + copy(b, n)] = inputs.squared_norm * cosine(angle(a, b), m - n);
}

std::vector<double> copy_gram(const Inputs& inputs, const Copies& copies) {
  const auto products = input_gram(inputs);
  const int k = copies.count();
  std::vector<double> gram(std::size_t(k) * k, 0.0);
  for (int i = 0; i < k; ++i)
    gram[i * k + i] = 1;
  for (int a = 0; a < copies.inputs; ++a)
    for (int b = 0; b < copies.inputs; ++b)
      gram[copies.value(a) * k + copies.value(b)] = products[a][b];
  if (copies.moving) add_motion(inputs, copies, gram);
  return gram;
}

WeightLaw weight_law(const std::string& name) {
  if (name == "gaussian") return WeightLaw::gaussian;
  if (name == "orthogonal") return WeightLaw::orthogonal;
  if (name == "uniform") return WeightLaw::uniform;
  if (name == "rademacher") return WeightLaw::rademacher;
  throw InputError("", "network.weights", "there is no law of weights '" + name + "'", "",
                   "known: gaussian orthogonal uniform rademacher");
}

static SpectrumRequest spectrum_request(const Measure& measure) {
  SpectrumRequest request;
  request.lanczos_steps = measure.spectrum == "lanczos" ? measure.lanczos_steps : 0;
  for (const double x : spectrum_grid(measure))
    request.grid[request.points++] = x;
  return request;
}

OwnedTask make_task(const Experiment& experiment, std::int64_t width, Derived derived) {
  OwnedTask owned;
  for (int layer = 0; layer <= experiment.network.depth; ++layer) {
    owned.widths.push_back(state_width(experiment.network, width, layer));
    owned.hidden.push_back(hidden_width(experiment.network, width, layer));
  }
  owned.gram = std::move(derived.gram);
  Task& task = owned.task;
  task.key = key_of_width(experiment.run.seed, width);
  task.copies = derived.copies;
  task.depth = experiment.network.depth;
  task.widths = owned.widths.data();  // a moved vector keeps its array
  task.hidden = owned.hidden.data();
  task.batch = derived.batch;
  task.weights = weight_law(experiment.network.weights);
  task.dropout_keep = experiment.network.dropout_keep;
  task.gram = owned.gram.data();
  task.record = derived.record;
  if (task.record.has(Primitive::jacobian_spectrum))
    task.spectrum = spectrum_request(experiment.measure);
  return owned;
}

}  // namespace widefield
