#include "widefield/simulate.hpp"

#include <cassert>

#include "kernels/cell_info.hpp"
#include "kernels/cpu/executor.hpp"
#include "kernels/cuda/backend.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/prepare.hpp"

namespace widefield {

/// A closed law costs nothing more in float64, and float32 cannot hold a full spectrum.
static bool runs_in_float64(const Experiment& experiment, const Plan& chosen, const Task& task) {
  return experiment.run.precision == "float64" || chosen.engine == "closed" ||
         wants_full_spectrum(task);
}

void simulate(const Experiment& experiment, std::int64_t width, std::uint64_t first_network,
              const Machine& machine, std::span<double> records) {
  const Plan chosen = plan(experiment, width);
  const PreparedTask prepared = prepare(experiment, width);
  const std::size_t slots = prepared.task.record.slots();
  if (slots == 0) return;
  assert(records.size() % slots == 0);
  const int cell = cell_position(experiment.network.architecture);
  const std::vector<std::byte> parameters = cells()[cell].parameters(experiment.network);
  const EngineCall call{position(Engines{}, chosen.engine), cell,
                        runs_in_float64(experiment, chosen, prepared.task), &prepared.task,
                        parameters.data()};
  assert(call.engine >= 0);
  if (machine.backend == "cuda")
    cuda::simulate(call, first_network, slots, records);
  else
    for_each_network(engine_for(machine.instructions, call.engine, cell), call, machine.threads,
                     {first_network, slots, records});
}

std::vector<Device> cuda_devices(std::string* reason) {
  return cuda::devices(reason);
}

}  // namespace widefield
