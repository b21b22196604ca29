#pragma once
#include <csignal>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "host/store/io.hpp"

namespace widefield::testing {

/// What happens at the k-th operation, counted from 1 over all operations, or over those of one
/// kind. k = 0: nothing, only counting.
struct Trap {
  std::uint64_t at = 0;
  std::optional<Operation> kind;  // none: every kind counts
  int error = 0;                  // 0 with `kill` false: a short write that succeeds when continued
  bool partial = false;           // half of a write's bytes arrive
  bool forever = false;           // every later operation fails too, as on a full disk
  bool kill = false;              // the process dies, after half of a write where `partial`
};

/// Counts operations and springs a trap.
class FaultyIo : public Io {
 public:
  explicit FaultyIo(Trap trap = {}) : trap_(trap) {}

  Fault before(Operation operation, const std::string& path) override {
    if (kill_next_) std::raise(SIGKILL);
    ++counts_[operation];
    if (trap_.kind && *trap_.kind != operation) return {};
    ++total_;
    const bool springs = total_ == trap_.at || (trap_.forever && total_ > trap_.at && trap_.at > 0);
    return springs ? spring(operation, path) : Fault{};
  }

  std::uint64_t total() const { return total_; }
  std::uint64_t count(Operation operation) const {
    const auto found = counts_.find(operation);
    return found == counts_.end() ? 0 : found->second;
  }
  /// Where the trap sprang first, for messages.
  const std::string& sprung() const { return sprung_; }

 private:
  Fault spring(Operation operation, const std::string& path) {
    if (sprung_.empty()) sprung_ = std::to_string(static_cast<int>(operation)) + " " + path;
    const bool half = trap_.partial && operation == Operation::write;
    if (trap_.kill && !half) std::raise(SIGKILL);
    kill_next_ = trap_.kill;
    return {trap_.kill ? 0 : trap_.error, half};
  }

  Trap trap_;
  std::uint64_t total_ = 0;
  std::map<Operation, std::uint64_t> counts_;
  std::string sprung_;
  bool kill_next_ = false;
};

}  // namespace widefield::testing
