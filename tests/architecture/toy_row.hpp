#pragma once
#include "host/architecture/rows.hpp"

namespace widefield::test {

/// An architecture with everything that a row may have, and an epsilon of its own: a number from -1
/// to 1, 0.01 unless it is set. It has no cell, so it cannot be simulated.
extern const Architecture toy_row;

}  // namespace widefield::test
