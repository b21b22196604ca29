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

/// Whether its inputs come in batches of network.batch that hear each other. False for a name that
/// is not in the catalog.
bool takes_batches(const std::string& architecture);

}  // namespace widefield
