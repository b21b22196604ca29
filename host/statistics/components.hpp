#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "host/statistics/derived.hpp"
#include "widefield/observable.hpp"

namespace widefield {

/// The rows of an observable that take part in its verdicts: at most policy::verdict_components,
/// log-spaced layers times named components. Indices into `rows`.
std::vector<std::size_t> verdict_rows(const std::vector<Row>& rows, const std::string& observable);

/// What the one-step verdict of an observable looks at. `sized` components measure a relative
/// deviation (the innovations pooled over layers), the others only whether something is wrong.
struct InnovationComponent {
  int slot;
  int sensitivity;      // slot, or -1: has no size
  bool known_variance;  // of the slot over networks: exactly 1
  bool decisive;        // the verdict `agrees` needs its interval within the tolerance
  bool needs_samples;   // only with policy::variance_test_samples
  std::string what;     // in words
};
std::vector<InnovationComponent> innovation_components(const DerivedPlan& plan,
                                                       const std::string& observable);

/// Layers whose logarithm takes part in the closed-form test of a primitive, slots of the layout:
/// [verdict layer], for one component.
std::vector<std::pair<int, int>> logarithm_slots(const DerivedPlan& plan,
                                                 const std::string& primitive,
                                                 const std::string& component);

}  // namespace widefield
