#pragma once
#include <vector>

#include "host/gaussian/nonlinearity.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// One layer at infinite width: its activation, variances, and the probability that a neuron is
/// kept by dropout (kept signals are divided by it).
struct LayerLaw {
  Nonlinearity phi;
  double weight_variance = 0, bias_variance = 0, keep = 1;
};
LayerLaw layer_law(const Network& network);

/// The same layer in units of 2^exponent for its signals and fields, so that lengths far beyond the
/// range of doubles are followed as numbers near 1: phi(2^e h)/2^e with the bias variance in units
/// of 4^e. Beyond 2^120 either way every activation is what it tends to.
LayerLaw in_units(const LayerLaw& layer, int exponent);

/// The exponent of the units in which a length is near 1; 0 where it needs none.
int units_for(double q);

/// V(q) = sigma_w^2 F(q) / keep + sigma_b^2 [poole2016, eq. 3].
double length_step(const LayerLaw& layer, double q);

/// chi_length = V'(q) = sigma_w^2 <phi'^2 + phi phi''> / keep.
double length_slope(const LayerLaw& layer, double q);

/// chi_1 = sigma_w^2 <phi'^2> / keep, the factor by which a layer multiplies the squared norm of
/// tangents and gradients [schoenholz2017, eq. 5 and 14].
double gradient_factor(const LayerLaw& layer, double q);

/// Every fixed point of V, ascending, with its slope; stable where it attracts from both sides. A
/// scan and not an iteration: gelu has coexisting ones, and one iteration finds one of them at
/// most. With V(q) = q for every q (critical relu without bias) the list is empty.
std::vector<FixedPoint> length_fixed_points(const LayerLaw& layer);

/// True where V(q) = q for every q: each length is kept.
bool keeps_every_length(const LayerLaw& layer);

/// Where iterating V from q leads: a fixed point or infinity. V increases, so the way is monotone.
double length_limit(const LayerLaw& layer, const std::vector<FixedPoint>& points, double q);

/// Whether lengths beyond the last fixed point grow without bound.
bool length_escapes(const LayerLaw& layer, const std::vector<FixedPoint>& points);

/// q^1, ..., q^depth from q^1.
std::vector<double> length_curve(const LayerLaw& layer, double first, int depth);

/// The depth over which a perturbation decays by e when a layer multiplies it by `factor`:
/// -1/ln|factor|. Negative where it grows, infinite where it stays.
double depth_scale(double factor);

/// A slope this near 1 is critical: parameters on critical lines are given to about twelve digits.
inline constexpr double critical_width = 1e-10;

}  // namespace widefield
