#include "kernels/prepare.hpp"

#include "kernels/measure.hpp"
#include "widefield/error.hpp"
#include "widefield/residual.hpp"

namespace widefield {

std::vector<double> copy_gram(const Experiment& experiment) {
  const auto inputs = input_gram(experiment.inputs);
  const Copies copies = copies_of(experiment);
  const int k = copies.count();
  std::vector<double> gram(std::size_t(k) * k, 0.0);
  for (int i = 0; i < k; ++i)
    gram[i * k + i] = 1;
  for (int a = 0; a < copies.inputs; ++a)
    for (int b = 0; b < copies.inputs; ++b)
      gram[copies.value(a) * k + copies.value(b)] = inputs[a][b];
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

PreparedTask prepare(const Experiment& experiment, std::int64_t width) {
  PreparedTask prepared;
  for (int layer = 0; layer <= experiment.network.depth; ++layer) {
    prepared.widths.push_back(state_width(experiment.network, width, layer));
    prepared.hidden.push_back(hidden_width(experiment.network, width, layer));
  }
  prepared.gram = copy_gram(experiment);
  Task& task = prepared.task;
  task.seed = experiment.run.seed;
  task.copies = copies_of(experiment);
  task.depth = experiment.network.depth;
  task.widths = prepared.widths.data();  // a moved vector keeps its array
  task.hidden = prepared.hidden.data();
  task.batch = batch_of(experiment);
  task.weights = weight_law(experiment.network.weights);
  task.dropout_keep = experiment.network.dropout_keep;
  task.gram = prepared.gram.data();
  task.record = record_map(experiment);
  return prepared;
}

}  // namespace widefield
