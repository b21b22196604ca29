#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "host/statistics/moments/derived.hpp"
#include "widefield/observable.hpp"

namespace widefield {

/// The estimands of an observable that take part in its verdicts: at most
/// policy::verdict_components, log-spaced layers times named components. Indices into `estimands`.
std::vector<std::size_t> verdict_estimands(const std::vector<Estimand>& estimands,
                                           const std::string& observable);

/// Law of an innovation slot over networks: standard normal; z^2 - 1 of the standard normal slot
/// `root`; (sum of `layers` z^2 - 1) in standard deviations; mean 0 with an estimated variance.
enum class InnovationLaw { normal, square, squares, centred };

/// What the one-step verdict of an observable looks at. The innovations pooled over layers measure
/// a relative deviation and decide, the other components only say whether something is wrong.
struct InnovationComponent {
  int slot = -1;
  int sensitivity = -1;  // slot; -1: has no size
  InnovationLaw law = InnovationLaw::normal;
  int layers = 1;             // summed over in the slot
  double samples_needed = 0;  // neurons over networks and those layers
  std::string what;           // in words
  int root = -1;              // slot
  double neurons_needed = 0;  // of one network, over those layers
};
std::vector<InnovationComponent> innovation_components(const DerivedPlan& plan,
                                                       const std::string& observable);

/// Layers whose logarithm takes part in the closed-form test of a primitive, slots of the layout:
/// [verdict layer], for one component.
std::vector<std::pair<int, int>> logarithm_slots(const DerivedPlan& plan, Primitive primitive,
                                                 int component);

}  // namespace widefield
