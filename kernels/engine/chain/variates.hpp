#pragma once
#include "kernels/random/normal.hpp"
#include "widefield/elementary.hpp"

// Exact samplers of chi-square and binomial numbers at any parameter in constant time. Rejection
// loops count their attempts in the address, so that a number never depends on those before it.
namespace widefield::inline WIDEFIELD_ISA {

/// The random numbers of one variate: variate `index` of a stream. Attempts beyond those that the
/// address holds go on in the next block.
struct Variate {
  Stream stream;
  std::uint32_t index;

  WIDEFIELD_HD Stream at(std::uint32_t attempt) const {
    Stream s = stream;
    s.attempt = attempt % (1u << attempt_bits);
    return s;
  }
  WIDEFIELD_HD static std::uint64_t block(std::uint32_t attempt) { return attempt >> attempt_bits; }

  WIDEFIELD_HD double normal(std::uint32_t attempt) const {
    double z[4];
    normals<double>(at(attempt), index, block(attempt), 0, z);
    return z[0];
  }
  WIDEFIELD_HD void words(std::uint32_t attempt, std::uint32_t out[4]) const {
    widefield::words<double>(at(attempt), index, block(attempt), 1, out);
  }
};

/// 53 bits, never 0 or 1.
WIDEFIELD_HD inline double uniform_of(std::uint32_t high, std::uint32_t low) {
  return (double(high >> 5) * 0x1p26 + double(low >> 6) + 0.5) * 0x1p-53;
}

/// log(1 + x) - x without cancellation, x > -1: with r = x/(2 + x), log(1 + x) = 2 artanh r and
/// x = r (2 + x), so the difference is 2 (artanh r - r) - x r.
WIDEFIELD_HD inline double log1p_minus(double x) {
  constexpr double series_limit = 0.2;  // r <= 0.1: nine terms reach the last bit
  if (x > series_limit || x < -series_limit / (1 + series_limit)) return log1p(x) - x;
  const double r = x / (2 + x), s = r * r;
  double sum = 0;
  for (int n = 19; n >= 3; n -= 2)
    sum = sum * s + 1.0 / n;
  return 2 * r * s * sum - x * r;
}

/// Gamma(shape, 1), shape >= 1: squeeze-free rejection from a cubed normal [marsaglia2000]. The
/// acceptance is above 0.95 for every shape.
WIDEFIELD_HD inline double gamma_at_least_one(const Variate& variate, double shape) {
  const double d = shape - 1.0 / 3, c = 1 / ::sqrt(9 * d);
  for (std::uint32_t attempt = 0;; ++attempt) {
    std::uint32_t word[4];
    variate.words(attempt, word);
    const double x = variate.normal(attempt), t = c * x;
    const double w = t * (3 + t * (3 + t));  // (1 + t)^3 - 1
    if (!(t > -1)) continue;
    if (log(uniform_of(word[0], word[1])) <
        0.5 * x * x + d * 3 * log1p_minus(t) - d * t * t * (3 + t))
      return d + d * w;
  }
}

/// Chi-square with any positive number of degrees of freedom; 0 for none.
WIDEFIELD_HD inline double chi_square(const Variate& variate, double degrees) {
  if (degrees <= 0) return 0;
  const double shape = degrees / 2;
  if (shape >= 1) return 2 * gamma_at_least_one(variate, shape);
  std::uint32_t word[4];
  variate.words(0, word);  // words 2 and 3 are used by no attempt
  return 2 * gamma_at_least_one(variate, shape + 1) *
         exp(log(uniform_of(word[2], word[3])) / shape);
}

/// n! = sqrt(2 pi n) (n/e)^n exp(stirling_error(n)), n >= 10 to the last bit.
WIDEFIELD_HD inline double stirling_error(double n) {
  const double s = 1 / (n * n);
  return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / n;
}

/// (1 + x) log(1 + x) + (1 - x) log(1 - x) = sum_j x^{2j} / (j (2j - 1)).
WIDEFIELD_HD inline double binary_deviance(double x) {
  constexpr double series_limit = 0.25;  // sixteen terms reach the last bit
  const double s = x * x;
  if (s > series_limit * series_limit) return (1 + x) * log1p(x) + (1 - x) * log1p(-x);
  double sum = 0;
  for (int j = 16; j >= 1; --j)
    sum = sum * s + 1.0 / (j * (2 * j - 1));
  return sum * s;
}

/// log of the probability of k heads in n fair tosses, up to a constant of n; 0 < k < n.
/// Differences of it are right to rounding for any n (the saddle-point form [loader2000]).
WIDEFIELD_HD inline double log_fair_binomial(double n, double k) {
  return -stirling_error(k) - stirling_error(n - k) - 0.5 * n * binary_deviance((2 * k - n) / n) -
         0.5 * log(k / n * (1 - k / n));
}

/// The number of bits set.
WIDEFIELD_HD inline int count_bits(std::uint32_t x) {
  x -= (x >> 1) & 0x55555555u;
  x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
  return int((((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24);
}

/// Heads in at most 128 fair tosses: the bits of one call.
WIDEFIELD_HD inline double fair_tosses(const Variate& variate, int n) {
  std::uint32_t word[4];
  variate.words(0, word);
  int heads = 0;
  for (int i = 0; i < 4; ++i, n -= 32)
    heads += n >= 32 ? count_bits(word[i]) : n > 0 ? count_bits(word[i] >> (32 - n)) : 0;
  return heads;
}

/// Binomial(n, 1/2): transformed rejection with squeeze (algorithm BTRS of [hormann1993], its
/// constants, p = 1/2), exact up to float64 rounding of the log-probability. n = 0 or n heads of
/// more than 128, probability below 2^-127, are left out.
WIDEFIELD_HD inline double fair_binomial(const Variate& variate, double n) {
  constexpr double few = 128;
  if (n <= few) return fair_tosses(variate, int(n));
  const double deviation = 0.5 * ::sqrt(n), b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * 0.5, alpha = (2.83 + 5.1 / b) * deviation;
  const double mode = ::floor(0.5 * (n + 1)), squeeze = 0.92 - 4.2 / b;
  for (std::uint32_t attempt = 0;; ++attempt) {
    std::uint32_t word[4];
    variate.words(attempt, word);
    const double v = uniform_of(word[0], word[1]), u = uniform_of(word[2], word[3]) - 0.5;
    const double us = 0.5 - (u < 0 ? -u : u);
    const double k = ::floor((2 * a / us + b) * u + 0.5 * n + 0.5);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 1 || k > n - 1) continue;
    const double density = log_fair_binomial(n, k) - log_fair_binomial(n, mode);
    if (log(v * alpha / (a / (us * us) + b)) <= density) return k;
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
