#pragma once
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "host/gaussian/nonlinearity.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Averages over one pre-activation h ~ N(0, q); f = phi(h), g = phi'(h). Those of the theory are
/// in gaussian_average.hpp; these are what one-step tests measure with, so they have the same bits
/// on every processor (portable_rule.hpp).
enum Average {
  f1,      // <f>
  f2,      // <f^2>
  f3,      // <f^3>
  f4,      // <f^4>
  f6,      // <f^6>
  f8,      // <f^8>
  g2,      // <g^2>
  g2h2,    // <g^2 h^2>
  g4,      // <g^4>
  g4h2,    // <g^4 h^2>
  g4h4,    // <g^4 h^4>
  fgh,     // <f g h>
  f2g2,    // <f^2 g^2>
  f2g2h2,  // <f^2 g^2 h^2>
  g1,      // <g>
  average_count
};

/// Outside this range of q its fourth power, or that of a tangent, would leave the range of a
/// double. A network that goes there has no innovations and is judged by the other tests.
constexpr bool in_range(double square) {
  return square > 1e-60 && square < 1e60;
}

/// Everything the one-step tests need about the law of one neuron at variance q.
struct Marginal {
  double q = 0;
  std::array<double, average_count> average{};
  std::vector<double> hermite, hermite_square;  // a_k = <phi(sqrt(q) z) He_k(z)> / sqrt(k!), and of
                                                // phi^2
};

/// Marginals at any q > 0, interpolated on Chebyshev points in log2 q, one panel an octave.
/// Panels are made when first asked for and are a pure function of the activation. Thread safe.
class GaussianTable {
 public:
  explicit GaussianTable(const Network& network);
  ~GaussianTable();
  GaussianTable(GaussianTable&&) noexcept;

  Marginal at(double q) const;

  /// The same by quadrature at q itself.
  Marginal direct(double q) const;

 private:
  struct Panel;
  struct State;
  const Panel& panel(int index) const;
  std::unique_ptr<State> state_;
};

}  // namespace widefield
