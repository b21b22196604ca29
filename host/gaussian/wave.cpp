#include "host/gaussian/wave.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>

namespace widefield {
namespace {

using Complex = std::complex<double>;

// Four factors of one frequency each are the most that an average has.
constexpr int highest = 4;

// sum_m coefficient[highest + m] exp(i m alpha h).
struct Wave {
  std::array<Complex, 2 * highest + 1> coefficient{};

  Complex& operator[](int m) { return coefficient[static_cast<std::size_t>(highest + m)]; }
  Complex operator[](int m) const { return coefficient[static_cast<std::size_t>(highest + m)]; }
};

template <class Term>
Wave made_of(Term term) {
  Wave wave;
  for (int m = -highest; m <= highest; ++m)
    wave[m] = term(m);
  return wave;
}

// gamma (sin(alpha h + beta) + delta).
Wave wave_of(const Scaling& around) {
  Wave wave;
  const Complex up = around.output_scale * std::polar(1.0, around.input_shift) / Complex(0, 2);
  wave[1] = up;
  wave[-1] = std::conj(up);
  wave[0] = around.output_scale * around.output_shift;
  return wave;
}

Wave differentiated(const Wave& f, double alpha) {
  return made_of([&](int m) { return Complex(0, m * alpha) * f[m]; });
}

Wave operator*(const Wave& f, const Wave& g) {
  return made_of([&](int m) {
    Complex sum = 0;
    for (int k = std::max(-highest, m - highest); k <= std::min(highest, m + highest); ++k)
      sum += f[k] * g[m - k];
    return sum;
  });
}

// Means over a pair of pre-activations.
struct WaveMean {
  const PairLaw& law;
  double alpha;

  // The variance of m h_a + n h_b, without cancellation where the two are nearly equal.
  double variance(int m, int n) const {
    const double a = std::sqrt(law.qa), b = std::sqrt(law.qb), whole = m * a + n * b;
    return whole * whole - 2.0 * m * n * a * b * law.distance;
  }
  // <exp(i alpha (m h_a + n h_b)) h_a^power>
  Complex operator()(int m, int n, int power) const {
    const double gauss = std::exp(-0.5 * alpha * alpha * variance(m, n));
    const double cross = law.correlation() * std::sqrt(law.qa * law.qb);
    const double pulled = alpha * (m * law.qa + n * cross);  // i times it is where h_a is centred
    if (power == 0) return gauss;
    return power == 1 ? Complex(0, pulled * gauss) : Complex((law.qa - pulled * pulled) * gauss, 0);
  }
  // <f(h_a) g(h_b) h_a^power>
  double operator()(const Wave& f, const Wave& g, int power = 0) const {
    Complex sum = 0;
    for (int m = -highest; m <= highest; ++m)
      for (int n = -highest; n <= highest; ++n)
        if (f[m] != 0.0 && g[n] != 0.0) sum += f[m] * g[n] * (*this)(m, n, power);
    return sum.real();
  }
};

double alpha_of(const Nonlinearity& phi) {
  return phi.activation.scaling.input_scale;
}

}  // namespace

bool turns_often(const Nonlinearity& phi, const PairLaw& law) {
  constexpr double phases = 10;  // exp(-phases^2 / 2) is below every rounding
  if (phi.activation.kind != ActivationKind::sin) return false;
  const double shorter = std::sqrt(std::min(law.qa, law.qb));
  return shorter * std::abs(alpha_of(phi)) > phases;
}

double wave_product(const Nonlinearity& phi, const PairLaw& law) {
  const Wave f = wave_of(phi.activation.scaling);
  return WaveMean{law, alpha_of(phi)}(f, f);
}

double wave_slope_product(const Nonlinearity& phi, const PairLaw& law) {
  const Wave slope = differentiated(wave_of(phi.activation.scaling), alpha_of(phi));
  return WaveMean{law, alpha_of(phi)}(slope, slope);
}

// (sin A - sin B)^2 = (1 + cos(A + B)) (1 - cos(A - B)); cos(A + B) alone has a phase, 2 beta.
double wave_difference_square(const Nonlinearity& phi, const PairLaw& law) {
  const Scaling& around = phi.activation.scaling;
  const double half = 0.5 * around.input_scale * around.input_scale;
  const WaveMean mean{law, around.input_scale};
  const double apart = -std::expm1(-half * mean.variance(1, -1));
  const double together = std::exp(-half * mean.variance(1, 1));
  const double each = 0.5 * (std::exp(-4 * half * law.qa) + std::exp(-4 * half * law.qb));
  const double square = apart + std::cos(2 * around.input_shift) * (together - each);
  return around.output_scale * around.output_scale * square;
}

PairAverages wave_averages(const Nonlinearity& phi, const PairLaw& law) {
  const double alpha = alpha_of(phi);
  const Wave f = wave_of(phi.activation.scaling), slope = differentiated(f, alpha);
  const Wave bend = differentiated(slope, alpha), square = f * f, cube = square * f;
  const PairLaw turned = law.swapped();
  const WaveMean of_a{law, alpha}, of_b{turned, alpha};
  PairAverages all{};
  all.product = of_a(f, f);
  all.slopes = of_a(slope, slope);
  all.bends = of_a(bend, bend);
  all.stretch_a = of_a(slope, f, 1), all.stretch_b = of_b(slope, f, 1);
  all.bend_a = of_a(bend, f, 2), all.bend_b = of_b(bend, f, 2);
  all.mixed_a = of_a(bend, slope, 1), all.mixed_b = of_b(bend, slope, 1);
  all.squares = of_a(square, square);
  all.cube_a = of_a(cube, f), all.cube_b = of_b(cube, f);
  all.difference = wave_difference_square(phi, law);
  return all;
}

}  // namespace widefield
