#pragma once
#include <functional>
#include <string>

#include "tests/store/results_support.hpp"
#include "tests/store/support.hpp"
#include "widefield/outputs.hpp"

namespace widefield::testing {

/// The results of a run, from its store alone: one row per block.
inline Results results_of(const Store& store, const Ensemble& where) {
  Results made = results();
  std::vector<ResultRow>& rows = made.experiments[0].rows;
  rows.clear();
  for (const auto& [number, moments] : store.moments(where, small_plan()))
    rows.push_back({"synthetic", "length_map", "q^l", static_cast<int>(number + 1), "0",
                    where.width, moments.count, moments.mean[0], moments.comoment[1],
                    moments.mean[2], 0, 0});
  return made;
}

/// What `widefield run` does with its folder, with blocks that are a pure function of their number:
/// opens the store, adds what is missing, writes the outputs. `finished` is told of every block
/// once its `add` returned.
inline void synthetic_run(const std::filesystem::path& folder, OpenMode mode, std::uint64_t blocks,
                          Io* io, const std::function<void(std::uint64_t)>& finished) {
  const RunDescription run = description();
  const Ensemble where = ensemble(run);
  Store store = Store::open(folder, run, mode, io);
  write_file(folder / "experiment.toml", run.experiment_toml, io);
  const std::vector<std::uint64_t> done = store.finished(where);
  for (std::uint64_t number = 0; number < blocks; ++number) {
    if (std::binary_search(done.begin(), done.end(), number)) continue;
    store.add(where, block(number));
    finished(number);
  }
  write_outputs(folder, results_of(store, where), catalog(), io);
}

/// The bytes that must not depend on what happened on the way.
inline std::string outcome(const std::filesystem::path& folder) {
  return bytes_of(folder / "experiment.toml") + bytes_of(folder / "results.json") +
         bytes_of(folder / "results.nc");
}

}  // namespace widefield::testing
