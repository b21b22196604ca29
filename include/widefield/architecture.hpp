#pragma once
#include <string>
#include <vector>

namespace widefield {

/// What an architecture is, as `widefield list architectures` prints it.
struct ArchitectureInfo {
  std::string name, meaning, citation;
};

/// Every architecture there is, in the order of the catalog.
const std::vector<ArchitectureInfo>& architectures();

}  // namespace widefield
