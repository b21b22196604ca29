#pragma once
#include <math.h>

#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A symmetric tridiagonal matrix T = Q diag(theta) Q^T as a quadrature rule [golub1969]: nodes are
/// the eigenvalues theta, weights the squares of the first components of the eigenvectors, so that
/// (f(T))_11 = sum_i weight_i f(theta_i).
struct TridiagonalRule {
  double* node;    // [n], the diagonal of T in, the nodes out, ascending
  double* beside;  // [n], beside[i] = T_(i,i+1) in; used up
  double* weight;  // [n], out
  int n;
};

namespace tridiagonal {

inline constexpr int most_iterations = 60;  // per node; two or three are usual

/// The first element beside the diagonal from `from` on that is zero to rounding, or n - 1.
WIDEFIELD_HD inline int end_of_block(const TridiagonalRule& rule, int from) {
  int end = from;
  while (end + 1 < rule.n) {
    const double scale = ::fabs(rule.node[end]) + ::fabs(rule.node[end + 1]);
    if (::fabs(rule.beside[end]) <= 0x1p-52 * scale) break;
    ++end;
  }
  return end;
}

/// One implicit step with Wilkinson's shift on rows first ... last, from below upwards
/// [golub2013, section 8.3]; `weight` holds first components until the end.
WIDEFIELD_HD inline void ql_step(const TridiagonalRule& rule, int first, int last) {
  double *d = rule.node, *e = rule.beside, *z = rule.weight;
  const double half = (d[first + 1] - d[first]) / (2 * e[first]);
  const double root = ::sqrt(half * half + 1);
  double bulge = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root));
  double sine = 1, cosine = 1, shift = 0;
  for (int i = last - 1; i >= first; --i) {
    const double f = sine * e[i], b = cosine * e[i];
    const double length = ::sqrt(f * f + bulge * bulge);
    e[i + 1] = length;
    if (length == 0) {  // the block falls apart
      d[i + 1] -= shift;
      e[last] = 0;
      return;
    }
    sine = f / length, cosine = bulge / length;
    const double top = d[i + 1] - shift;
    const double turned = (d[i] - top) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = top + shift;
    bulge = cosine * turned - b;
    const double below = z[i + 1];
    z[i + 1] = sine * z[i] + cosine * below;
    z[i] = cosine * z[i] - sine * below;
  }
  d[first] -= shift;
  e[first] = bulge;
  e[last] = 0;
}

/// Ascending nodes, each with its weight.
WIDEFIELD_HD inline void sort(const TridiagonalRule& rule) {
  for (int i = 1; i < rule.n; ++i) {
    const double node = rule.node[i], weight = rule.weight[i];
    int at = i;
    for (; at > 0 && rule.node[at - 1] > node; --at) {
      rule.node[at] = rule.node[at - 1];
      rule.weight[at] = rule.weight[at - 1];
    }
    rule.node[at] = node;
    rule.weight[at] = weight;
  }
}

}  // namespace tridiagonal

/// Nodes and weights by implicit QL steps, one fixed order of operations. False where it did not
/// converge, which only numbers that are not finite can bring about.
WIDEFIELD_HD inline bool solve(const TridiagonalRule& rule) {
  using namespace tridiagonal;
  for (int i = 0; i < rule.n; ++i)
    rule.weight[i] = i == 0;
  if (rule.n > 0) rule.beside[rule.n - 1] = 0;
  for (int first = 0; first < rule.n; ++first)
    for (int iteration = 0;; ++iteration) {
      const int last = end_of_block(rule, first);
      if (last == first) break;
      if (iteration == most_iterations) return false;
      ql_step(rule, first, last);
    }
  for (int i = 0; i < rule.n; ++i)
    rule.weight[i] *= rule.weight[i];
  sort(rule);
  return true;
}

}  // namespace widefield::inline WIDEFIELD_ISA
