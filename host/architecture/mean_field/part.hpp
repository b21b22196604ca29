#pragma once
#include <functional>
#include <string>
#include <vector>

#include "widefield/theory.hpp"

// The parts of a prediction, each for itself: one that cannot be computed costs a sentence in
// Prediction::unknown, and the others stand.
namespace widefield {

using Names = std::vector<std::string>;

/// Adds what `part` gives, or the scalars of these names as numbers that do not exist.
void add_scalars(Prediction& prediction, const Names& names,
                 const std::function<std::vector<Scalar>()>& part);

/// Adds what `part` gives; `names` are its observables.
void add_curves(Prediction& prediction, const Names& names,
                const std::function<std::vector<Curve>()>& part);

/// Adds all that `part` adds, or nothing.
void add_part(Prediction& prediction, const Names& names,
              const std::function<void(Prediction&)>& part);

/// Says why a scalar does not exist, if it does not and nothing has been said yet.
void explain(Prediction& prediction, const std::string& scalar, const std::string& reason);

}  // namespace widefield
