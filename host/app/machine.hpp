#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// Processors this process may use.
int available_threads();

/// Bytes of memory this process may use: that of the machine, or of its control group.
double available_memory();

/// "AMD EPYC 9654", as the system calls the processor.
std::string processor_name();

/// "x86-64-v4", the widest instruction set of the engines that this processor has.
std::string instruction_level();

/// The machine an experiment runs on: `auto` becomes cuda where a device is, else cpu. InputError
/// when it asks for a device that is not there.
Machine machine_for(const Experiment& experiment);

/// InputError when no engine can carry out the experiment, or it needs more memory than there is.
/// Returns the plan of every width.
std::vector<Plan> checked_plans(const Experiment& experiment, const Machine& machine);

}  // namespace widefield
