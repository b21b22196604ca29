#pragma once
#include <array>
#include <string>
#include <vector>

#include "host/architecture/exact.hpp"
#include "host/statistics/methods/policy.hpp"
#include "widefield/experiment.hpp"
#include "widefield/record.hpp"

namespace widefield {

/// What rounding may do to a number of this experiment, relative.
double rounding_floor(const Experiment& experiment);

/// Up to policy::verdict_layers of these layers, log-spaced in their distance from the first, both
/// ends included; fewer where `components` of them would exceed policy::verdict_components.
std::vector<int> verdict_layers(const std::vector<int>& layers, int components);

/// At most `most` of the names, evenly picked, the first and last included.
template <class Name>
std::vector<Name> verdict_names(const std::vector<Name>& names,
                                int most = policy::named_components) {
  const auto size = static_cast<int>(names.size());
  if (size <= most) return names;
  std::vector<Name> picked;
  for (int k = 0; k < most; ++k)
    picked.push_back(names[static_cast<std::size_t>(k) * (size - 1) / (most - 1)]);
  return picked;
}

/// One standardised innovation z = (x - E x) / sd x given the layer below, of one network.
struct Innovation {
  const ExactPrimitive* exact;
  int layer;
  int target;                                         // record slot of x
  int q_a, q_b, q_ab, tangent_square, tangent_cross;  // record slots it conditions on, or -1
  int out;                                            // derived slot of z
};

/// The innovations of one component over layers, and what is summed over them. With n layers:
struct InnovationGroup {
  std::string observable;
  Primitive primitive;
  int component;
  std::string name;  // "gram 0,1"
  std::vector<Innovation> innovations;
  int pooled;         // sum z / sqrt(n): mean 0, variance 1
  int sensitivity;    // sum (scale / sd x) / sqrt(n): d(pooled) / d(relative deviation)
  int pooled_square;  // pooled^2 - 1: sees numbers reused between layers
  int neighbour;      // sum z z' / sqrt(n) with z' of the network before: between networks
  int square;         // sum (z^2 - 1) / sqrt(sum (2 + kappa_4 / N)): variance 1; or -1
};

/// Natural logarithm of a record slot, for laws of logarithms and for heavy tails.
struct Logarithm {
  int slot, out;
};

/// First four powers of a standardised record slot, for the shape of its law over networks.
struct Powers {
  int slot;
  std::array<int, 4> out;
};

/// A record slot that holds no randomness, and the number it must be.
struct KnownSlot {
  std::string observable;
  int slot;
  double value;
};

/// Whether every layer is recorded, so that each has the one below it.
inline bool records_every_layer(const Measure& measure) {
  return measure.transient == 0 && measure.every == 1;
}

/// Everything that is computed on the host from one network's record.
struct DerivedPlan {
  RecordLayout record;            // what the engine writes
  RecordLayout layout;            // record, then the derived slots
  std::vector<int> logarithm_of;  // [slot of the record] its logarithm, a slot of layout, or -1
  std::vector<InnovationGroup> groups;
  std::vector<KnownSlot> constants;
  std::vector<Logarithm> logarithms;
  std::vector<Powers> powers;
};
DerivedPlan plan_derived(const Experiment& experiment);

}  // namespace widefield
