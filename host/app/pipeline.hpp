#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/app/progress.hpp"
#include "widefield/experiment.hpp"
#include "widefield/results.hpp"
#include "widefield/simulate.hpp"
#include "widefield/store.hpp"

namespace widefield {

/// The experiments that one run folder holds: the points of a sweep.
struct Job {
  std::filesystem::path folder;
  std::vector<Experiment> experiments;
  std::vector<Machine> machines;         // [experiment]
  std::vector<std::vector<Plan>> plans;  // [experiment][width]
};

/// Plans every experiment. InputError when one cannot be carried out on this machine.
Job make_job(std::vector<Experiment> experiments, std::filesystem::path folder);

/// What a simulation cost.
struct Cost {
  double seconds = 0;
  std::uint64_t networks = 0;
};

/// Simulates what the folder lacks. Every finished block is durable; a signal ends the program
/// here, with the blocks in flight dropped.
Cost simulate_job(const Job& job, OpenMode mode, Progress& progress);

/// [experiment][width]. InputError where one cannot be carried out on any machine.
using Plans = std::vector<std::vector<Plan>>;
Plans plans_of(const std::vector<Experiment>& experiments);

/// Compares what a folder holds with theory: a pure function of its blocks. `tests_in_report`
/// divides the family-wise error.
std::vector<ExperimentResult> analyse(const Store& store,
                                      const std::vector<Experiment>& experiments,
                                      const Plans& plans, int tests_in_report);

/// The experiments of a run folder, as they were stored.
std::vector<Experiment> stored_experiments(const Store& store);

/// The pairs (observable, method) of all experiments.
int count_tests(const std::vector<Experiment>& experiments);

/// Version, commit, command and the time now.
Provenance provenance(const std::string& command);

/// Adds engine, device, precision, seed, threads, time and rate.
void add_cost(Provenance& where, const Job& job, const Cost& cost);

}  // namespace widefield
