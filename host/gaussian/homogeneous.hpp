#pragma once
#include "host/gaussian/nonlinearity.hpp"

// Averages of homogeneous functions, f(h) = f_+ h_+^m + f_- h_-^m, in closed form: linear, relu,
// leaky_relu, alpha_relu, sign, their powers and their derivatives. [cho2009] for relu.
namespace widefield {

/// <|z|^m> over the half line z > 0 of the standard normal law: 2^{m/2 - 1} Gamma((m + 1)/2) /
/// sqrt(pi); infinite for m <= -1.
double half_moment(double m);

/// int int z_a^m z_b^n over the quadrant z_a, z_b > 0 of the standard normal law with correlation
/// cos(angle), 0 <= angle <= pi: 2^{(m+n)/2} Gamma((m+n)/2 + 1) / 2 pi int cos^m(t) cos^n(t -
/// angle) dt over the quadrant. Infinite where it does not exist.
double quadrant_moment(double m, double n, double angle);

/// phi^k, phi' (without point masses) and phi'' likewise.
Homogeneous powered(const Homogeneous& f, int k);
Homogeneous differentiated(const Homogeneous& f);

/// <f(h)> and <f(h_a) g(h_b)> at unit variances.
double average(const Homogeneous& f);
double average(const Homogeneous& f, const Homogeneous& g, double angle);

/// <[f(z_a) - f(z_b)]^2> at unit variances, right down to angle 0.
double difference_square(const Homogeneous& f, double angle);

}  // namespace widefield
