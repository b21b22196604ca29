#include "kernels/cell_info.hpp"

#include "kernels/catalog.hpp"
#include "widefield/architecture.hpp"
#include "widefield/error.hpp"

namespace widefield {

const std::vector<CellInfo>& cells() {
  static const std::vector<CellInfo> all = [] {
    std::vector<CellInfo> infos;
    for_each(Cells{}, [&]<Cell C>() { infos.push_back(cell_info<C>()); });
    return infos;
  }();
  return all;
}

std::vector<std::string> simulated_architectures() {
  std::vector<std::string> names;
  for (const CellInfo& cell : cells())
    names.emplace_back(cell.name);
  return names;
}

int cell_position(const std::string& architecture) {
  std::string known;
  for (std::size_t i = 0; i < cells().size(); ++i) {
    if (cells()[i].name == architecture) return int(i);
    known += " " + std::string(cells()[i].name);
  }
  throw InputError("", "network.architecture", "there is no architecture '" + architecture + "'",
                   "", "known:" + known);
}

}  // namespace widefield
