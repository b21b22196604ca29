#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/primitive.hpp"

namespace widefield {

// clang-format off
/// What the host makes of a primitive of one network; its name stands before a dot: "log.gram".
#define WIDEFIELD_DERIVATIONS(X)                                                              \
    X(measured)                 /* the primitive itself, as the engine wrote it            */ \
    X(innovation)               /* z of a layer given the one below; layer 0: over layers  */ \
    X(sensitivity)              /* d(innovation of layer 0) / d(relative deviation)        */ \
    X(innovation_pooled_square) /* the square of the innovation of layer 0, minus 1        */ \
    X(innovation_neighbour)     /* products with the innovations of the network before     */ \
    X(innovation_square)        /* squared innovations, minus 1, over layers               */ \
    X(log)                      /* natural logarithm                                       */ \
    X(power_1) X(power_2) X(power_3) X(power_4) /* of the standardised value               */
// clang-format on

enum class Derivation : std::uint8_t {
#define WIDEFIELD_NAME(name) name,
  WIDEFIELD_DERIVATIONS(WIDEFIELD_NAME)
#undef WIDEFIELD_NAME
};

/// One number of one network, as plain numbers: statistics of slots over networks are all that is
/// kept. What belongs to the whole network rather than to a layer of it stands at the last layer.
/// What the primitives are: widefield/primitive.hpp. Names are made on demand, by RecordLayout.
struct Slot {
  Primitive primitive{};
  Derivation derivation = Derivation::measured;
  int layer = 0;      // counted from 1
  int component = 0;  // place among the components of the primitive

  bool operator==(const Slot&) const = default;
};

/// A component of a primitive, and the inputs that it names; -1: none.
struct ComponentName {
  std::string text;
  int a = -1, b = -1;
};

/// The order of the numbers in one network's record, and the names of their components:
/// [measured layer][primitive][component], [primitive of the whole network][component], derived
/// slots.
class RecordLayout {
 public:
  RecordLayout() = default;
  RecordLayout(int depth, int transient, int every)
      : depth_(depth), transient_(transient), every_(every) {}

  std::size_t size() const { return slots_.size(); }
  const Slot& operator[](std::size_t slot) const { return slots_[slot]; }
  auto begin() const { return slots_.begin(); }
  auto end() const { return slots_.end(); }

  /// Of a primitive; none where it is not recorded.
  const std::vector<ComponentName>& components(Primitive p) const { return names_[int(p)]; }
  const ComponentName& component(const Slot& slot) const {
    return names_[int(slot.primitive)][slot.component];
  }
  /// "gram", "innovation.gram"
  static std::string name(const Slot& slot);

  /// The slot of what an engine measured, or -1.
  int find(Primitive p, int layer, int component) const;
  int find(std::string_view primitive, int layer, std::string_view component) const;
  /// The component that names these two inputs, a <= b, or -1.
  int component_of(Primitive p, int a, int b) const;
  /// The layers at which a primitive stands, ascending.
  std::vector<int> layers(Primitive p) const;

  /// Appends a slot; its place.
  int add(const Slot& slot);
  /// Makes the record of primitives with these components (in the order of Primitive; empty: not
  /// recorded).
  void fill(std::array<std::vector<ComponentName>, primitive_count> names);

 private:
  void append(Scope scope, int layer);

  std::vector<Slot> slots_;
  std::array<std::vector<ComponentName>, primitive_count> names_;
  std::array<int, primitive_count> first_{};  // slot of component 0 at the first point
  int depth_ = 0, transient_ = 0, every_ = 1;
  int points_ = 0, stride_ = 0;
};

/// The primitive of this name, or -1.
int primitive_named(std::string_view name);

/// docs/primitives.md: what every primitive is, where it stands, and what its tail is.
std::string primitive_table();

}  // namespace widefield
