#pragma once
#include <array>
#include <string_view>

namespace widefield {

/// What residual networks, full or reduced, are known for.
inline constexpr std::array<std::string_view, 3> residual_observables = {"length_map", "state_norm",
                                                                         "state_correlation"};

}  // namespace widefield
