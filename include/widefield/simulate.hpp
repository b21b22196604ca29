#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/record.hpp"

namespace widefield {

/// Version of the scheme that gives every random number its address. Recorded in every result;
/// it changes whenever the same seed would give other networks.
inline constexpr int random_scheme_version = 2;

/// Version of what is computed from those numbers. It changes whenever the same networks would give
/// other bits, so that the blocks of one store are all of one kind.
inline constexpr int arithmetic_version = 2;

/// How an experiment is carried out at one width: a pure function of the experiment, never of the
/// machine.
struct Plan {
  std::string engine;  // closed | gram | state | lazy | dense
  std::string why;     // one sentence
  std::int64_t width = 0;
  int networks_per_block = 64;
  double normals = 0;     // per network
  double reads = 0;       // elements of kept matrices, read instead of drawn again, per network
  double operations = 0;  // multiply-adds per network
  double bytes = 0;       // memory traffic beyond the cache, per network
  double memory = 0;      // bytes held per network in flight

  /// Are matrices that are met again drawn once and kept? The bits are the same.
  bool stored() const { return reads > 0; }
};

/// An engine, as `widefield list engines` prints it.
struct EngineInfo {
  std::string name, meaning, citation;
};

/// Every engine, from the cheapest to the most general.
const std::vector<EngineInfo>& engines();

/// Throws InputError when no engine can carry out the experiment, or when a forced one cannot.
Plan plan(const Experiment& experiment, std::int64_t width);

/// Which processor instructions the engines use; a choice for speed, the bits are the same.
enum class InstructionSet { best, v3, v4 };

struct Machine {
  std::string backend = "cpu";  // cpu | cuda
  int threads = 1;
  InstructionSet instructions = InstructionSet::best;
};

/// An experiment at one width, ready to be simulated: what follows from it is derived once.
class Simulation {
 public:
  /// `plan` is plan(experiment, width).
  Simulation(const Experiment& experiment, const Plan& plan);
  ~Simulation();
  Simulation(Simulation&&) noexcept;

  /// Simulates networks first, first+1, ... of the ensemble. `records` is [network][slot] in the
  /// order of record_layout(experiment); its length fixes how many networks. The numbers do not
  /// depend on `machine` (bits within one backend; law between backends). Several threads may call
  /// it at once.
  void run(std::uint64_t first_network, const Machine& machine, std::span<double> records) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same in one call, with a plan of its own.
void simulate(const Experiment& experiment, std::int64_t width, std::uint64_t first_network,
              const Machine& machine, std::span<double> records);

struct Device {
  std::string name;
  std::int64_t memory = 0;  // bytes
};
/// CUDA devices this binary can use; when empty, `reason` says why and what to install.
std::vector<Device> cuda_devices(std::string* reason = nullptr);

}  // namespace widefield
