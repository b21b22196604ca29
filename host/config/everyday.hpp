#pragma once
#include "host/key/value.hpp"

namespace widefield {

/// A setting in the words of this program, from the words that are used every day: swish, ReLU,
/// negative_slope, ... are taken where they mean one thing. Throws InputError for what means
/// something else here (weight_std, dropout, init, ...), with what to write instead.
Setting everyday(Setting typed);

}  // namespace widefield
