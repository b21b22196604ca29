#pragma once
#include <string>
#include <vector>

namespace widefield {

/// The architectures that can be simulated, in the order of the catalog of cells. What they mean,
/// their keys and their theory: host/architecture.
std::vector<std::string> simulated_architectures();

}  // namespace widefield
