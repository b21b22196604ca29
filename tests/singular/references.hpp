#pragma once
#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/singular/products.hpp"

namespace widefield {

/// A product and ln of its singular values, by 400 digits [tests/singular/make_reference.py].
struct Reference {
  int size, factors;
  std::uint64_t seed;
  std::vector<double> log_sigma;
};

inline std::vector<Reference> references(const std::string& path) {
  std::vector<Reference> all;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream text(line);
    Reference one;
    char comma;
    text >> one.size >> comma >> one.factors >> comma >> one.seed;
    for (double x; text >> comma >> x;)
      one.log_sigma.push_back(x);
    all.push_back(one);
  }
  return all;
}

inline Matrices plain_matrices(int size, int factors, std::uint64_t seed) {
  PlainMatrix plain(seed);
  Matrices all;
  for (int l = 0; l < factors; ++l)
    all.push_back(plain(size));
  return all;
}

/// Over all elements; infinite where one list has more.
inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = a.size() == b.size() ? 0 : HUGE_VAL;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace widefield
