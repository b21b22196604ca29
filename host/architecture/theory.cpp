#include "host/architecture/architecture.hpp"
#include "widefield/error.hpp"

namespace widefield {

const Theory& theory_of(const Network& network) {
  static const Theory nothing{};
  const Architecture* row = find_architecture(network.architecture);
  return row != nullptr && row->theory != nullptr ? *row->theory : nothing;
}

const std::vector<ExactPrimitive>& exact_primitives(const Network& network) {
  static const std::vector<ExactPrimitive> none;
  const Theory& theory = theory_of(network);
  return theory.exact != nullptr ? theory.exact() : none;
}

std::string known_to(bool (*has)(const Theory&)) {
  std::string names;
  for (const Architecture* row : architecture_rows())
    if (row->theory != nullptr && has(*row->theory))
      names += (names.empty() ? "" : ", ") + std::string(row->name);
  return names;
}

Prediction predict(const Experiment& experiment) {
  const Theory& theory = theory_of(experiment.network);
  if (theory.predict != nullptr) return theory.predict(experiment);
  const auto predicts = [](const Theory& other) { return other.predict != nullptr; };
  throw InputError("", "network.architecture",
                   "no theory for \"" + experiment.network.architecture + "\"", "",
                   "theories are known for: " + known_to(predicts));
}

}  // namespace widefield
