#include "widefield/simulate.hpp"

#include <cassert>

#include "kernels/cell_info.hpp"
#include "kernels/cpu/executor.hpp"
#include "kernels/cuda/backend.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/make_task.hpp"
#include "kernels/resolution.hpp"
#include "widefield/observable.hpp"

namespace widefield {

struct Simulation::State {
  OwnedTask owned;
  std::vector<std::byte> parameters;
  EngineCall call;
  Resolution resolution;
};

/// A closed law costs nothing more in float64, and float32 cannot hold a full spectrum.
static bool runs_in_float64(const Experiment& experiment, const Plan& plan, const Task& task) {
  return experiment.run.precision == "float64" || plan.engine == ClosedEngine::name ||
         wants_full_spectrum(task);
}

Simulation::Simulation(const Experiment& experiment, const Plan& plan) {
  const int cell = cell_position(experiment.network.architecture);
  OwnedTask owned = make_task(experiment, plan.width, derive(experiment));
  owned.task.stored = plan.stored();
  const bool float64 = runs_in_float64(experiment, plan, owned.task);
  state_.reset(new State{std::move(owned),
                         cells()[cell].parameters(experiment.network),
                         {},
                         {record_layout(experiment), float64}});
  state_->call = {position(Engines{}, plan.engine), cell, float64, &state_->owned.task,
                  state_->parameters.data()};
  assert(state_->call.engine >= 0);
}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;

void Simulation::run(std::uint64_t first_network, const Machine& machine,
                     std::span<double> records) const {
  const EngineCall& call = state_->call;
  const std::size_t slots = state_->owned.task.record.slots();
  if (slots == 0) return;
  assert(records.size() % slots == 0);
  if (machine.backend == "cuda")
    cuda::simulate(call, first_network, slots, records);
  else
    for_each_network(engine_for(machine.instructions, call.engine, call.cell), call,
                     machine.threads, {first_network, slots, records});
  state_->resolution.require(first_network, records);
}

void simulate(const Experiment& experiment, std::int64_t width, std::uint64_t first_network,
              const Machine& machine, std::span<double> records) {
  Simulation(experiment, plan(experiment, width)).run(first_network, machine, records);
}

std::vector<Device> cuda_devices(std::string* reason) {
  return cuda::devices(reason);
}

}  // namespace widefield
