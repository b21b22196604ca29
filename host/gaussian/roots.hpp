#pragma once
#include <functional>
#include <vector>

namespace widefield {

/// Every positive root of f, ascending: sign changes on a logarithmic grid from 1e-14 to 1e14, and
/// pairs of roots that lie between two neighbours, found where |f| has a local minimum. f is given
/// relative to its terms: where it lies within their rounding it has no sign.
std::vector<double> positive_roots(const std::function<double(double)>& f);

/// The root of f between two arguments where it has different signs.
double root_between(const std::function<double(double)>& f, double low, double high);

}  // namespace widefield
