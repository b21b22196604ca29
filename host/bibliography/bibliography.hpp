#pragma once
#include <string>
#include <vector>

namespace widefield {

/// A source that theories and observables name by its key.
struct Reference {
  std::string key, authors;
  int year;
  std::string title, where;
};

/// Every source, in alphabetical order of the keys.
const std::vector<Reference>& bibliography();

/// Null where there is no such key.
const Reference* find_reference(const std::string& key);

}  // namespace widefield
