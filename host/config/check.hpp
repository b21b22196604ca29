#pragma once
#include <map>
#include <string>

#include "widefield/experiment.hpp"
#include "widefield/primitive.hpp"

namespace widefield {

/// Where each key was set, for messages.
class Origins {
 public:
  Origins() = default;
  explicit Origins(std::string source) : source_(std::move(source)) {}
  void set(const std::string& key, const std::string& where) { where_[key] = where; }
  bool has(const std::string& key) const { return where_.contains(key); }
  /// "FILE:LINE" of the key, or the source as a whole where the default holds.
  std::string of(const std::string& key) const {
    const auto found = where_.find(key);
    return found == where_.end() ? source_ : found->second;
  }

 private:
  std::string source_;
  std::map<std::string, std::string> where_;
};

/// Throws the InputError of a key, with where it was set.
[[noreturn]] void refuse(const Origins& origins, const std::string& key, std::string problem,
                         std::string reason, std::string remedy);

/// Do the observables of the experiment need this primitive?
bool measures(const Experiment& experiment, Primitive primitive);

/// Completes an experiment (the number of inputs of a Gram matrix or a manifold) and refuses keys
/// that contradict each other. Throws InputError.
void check(Experiment& experiment, const Origins& origins);

}  // namespace widefield
