#pragma once
#include <vector>

#include "host/key/key.hpp"

namespace widefield {

/// The keys that every architecture has: those that stand before the keys of the architectures in
/// the experiment file, and those that stand after them.
std::vector<Key> keys_before_architectures();
std::vector<Key> keys_after_architectures();

}  // namespace widefield
