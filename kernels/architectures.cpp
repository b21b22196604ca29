#include "widefield/architecture.hpp"

#include "kernels/cell_info.hpp"

namespace widefield {

bool takes_batches(const std::string& architecture) {
  for (const CellInfo& cell : cells())
    if (cell.name == architecture) return cell.law.numbers.mixes;
  return false;
}

const std::vector<ArchitectureInfo>& architectures() {
  static const std::vector<ArchitectureInfo> all = [] {
    std::vector<ArchitectureInfo> infos;
    for (const CellInfo& cell : cells())
      infos.push_back(
          {std::string(cell.name), std::string(cell.meaning), std::string(cell.citation)});
    return infos;
  }();
  return all;
}

}  // namespace widefield
