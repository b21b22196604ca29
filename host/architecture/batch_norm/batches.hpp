#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "host/key/key.hpp"
#include "host/key/origins.hpp"

// What is asked of every architecture whose inputs come in batches that hear each other.
namespace widefield {

/// batch, epsilon, inputs.batches.
std::vector<Key> batch_keys();

/// What they are known for.
inline constexpr std::array<std::string_view, 2> batch_observables = {"gram_diagonal",
                                                                      "gram_off_diagonal"};

/// The number of inputs, which batches make.
inline constexpr std::array<std::string_view, 1> batch_follows = {"inputs.count"};

/// The inputs are its batches, orthogonal unless something else is asked for. Throws InputError
/// where another number of inputs is given.
void complete_batches(Experiment& experiment, const Origins& origins);

/// Refuses batches so small that gradients have no variance. Throws InputError.
void check_small_batch(const Experiment& experiment, const std::string& observable,
                       const Origins& origins);

}  // namespace widefield
