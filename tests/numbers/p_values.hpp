#pragma once

namespace widefield {

/// P(|z| >= |observed|) of a standard normal.
double two_sided_normal(double observed);

/// min(1, 2 min(P(n <= observed), P(n >= observed))) of a Poisson count.
double two_sided_poisson(double observed, double mean);

/// P(D >= observed) of Kolmogorov's statistic D = sup |F_n - F|, asymptotic in n [kolmogorov1933].
double kolmogorov(double observed, double count);

/// P(chi^2 >= observed), by the normal limit of its cube root [wilson1931]; for many degrees.
double chi_square(double observed, double degrees);

}  // namespace widefield
