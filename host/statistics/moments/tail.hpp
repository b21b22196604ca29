#pragma once
#include <vector>

#include "widefield/record.hpp"

namespace widefield {

/// The slots of the record whose logarithm says how skew the law of this one is; none where it says
/// that it has no tail. The row of the primitive decides [widefield/primitive.hpp].
std::vector<int> tail_slots(const RecordLayout& record, const Slot& slot);

/// The components of a primitive that name one input, or none: those whose logarithms may be kept.
/// All of them where every one names two.
std::vector<int> single_components(const RecordLayout& record, Primitive p);

/// Whether a logarithm of the primitive is anyone's tail.
bool is_tail(Primitive p);

}  // namespace widefield
