#include "kernels/resolution.hpp"

#include <algorithm>
#include <sstream>

#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr double smallest_float32 = 0x1p-200, smallest_float64 = 0x1p-1000;

/// The mean square of what an engine holds neuron by neuron.
bool is_square(const RecordLayout& layout, const Slot& slot) {
  // Tangents are rescaled from layer to layer.
  constexpr PrimitiveSet squares =
      set_of({Primitive::gram, Primitive::state_gram, Primitive::velocity_square,
              Primitive::acceleration_square, Primitive::hidden_square});
  const ComponentName& name = layout.component(slot);
  return squares & bit_of(slot.primitive) && (name.b < 0 || name.a == name.b);
}

}  // namespace

Resolution::Resolution(const RecordLayout& layout, bool float64)
    : layout_(layout), float64_(float64) {
  for (std::size_t slot = 0; slot < layout.size(); ++slot)
    if (is_square(layout, layout[slot])) squares_.push_back(slot);
  std::stable_sort(squares_.begin(), squares_.end(),
                   [&](std::size_t a, std::size_t b) { return layout[a].layer < layout[b].layer; });
}

void Resolution::require(std::uint64_t first_network, std::span<const double> records) const {
  const double smallest = float64_ ? smallest_float64 : smallest_float32;
  const std::size_t slots = layout_.size();
  for (std::size_t network = 0; network * slots < records.size(); ++network)
    for (const std::size_t slot : squares_) {
      const double square = records[network * slots + slot];
      if (!(square > 0 && square < smallest)) continue;
      std::ostringstream what;
      what.precision(3);
      what << "layer " << layout_[slot].layer << " of network " << first_network + network << ": "
           << RecordLayout::name(layout_[slot]) << " is " << square << ", where the numbers of "
           << (float64_ ? "float64" : "float32") << " lose their digits";
      throw RunError(what.str(), float64_ ? "lower network.depth, or raise network.weight_variance"
                                          : "set run.precision = \"float64\", lower "
                                            "network.depth, or raise network.weight_variance");
    }
}

}  // namespace widefield
