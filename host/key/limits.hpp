#pragma once

// How large the numbers of an experiment may be, where more than one key says so.
namespace widefield {

inline constexpr double most_layers = 1e6;    // fits the 32 bits of the random address with room
inline constexpr double most_neurons = 1e12;  // likewise
inline constexpr double largest_variance = 1e6;

}  // namespace widefield
