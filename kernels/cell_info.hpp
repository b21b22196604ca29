#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/cell/cell_law.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// A cell of the catalog as the planner and the host side of the kernels see it.
struct CellInfo {
  std::string_view name;
  CellLaw law;
  std::vector<std::byte> (*parameters)(const Network&);  // the bytes of its Parameters
};

template <Cell C>
std::vector<std::byte> parameter_bytes(const Network& network) {
  static_assert(std::is_trivially_copyable_v<typename C::Parameters>);
  const typename C::Parameters parameters = C::parameters(network);
  const auto* bytes = reinterpret_cast<const std::byte*>(&parameters);
  return {bytes, bytes + sizeof parameters};
}

template <Cell C>
CellInfo cell_info() {
  return {C::name, cell_law<C>(), parameter_bytes<C>};
}

/// Every cell, in the order of the catalog.
const std::vector<CellInfo>& cells();

/// The position of a cell in the catalog. Throws InputError for a name that is not there.
int cell_position(const std::string& architecture);

}  // namespace widefield
