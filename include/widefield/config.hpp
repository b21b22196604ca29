#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "widefield/experiment.hpp"

namespace widefield {

/// What an experiment is loaded for. A theory knows no width, no engine and no number of networks:
/// what only a simulation cannot do is no reason to refuse its law.
enum class Purpose { simulation, theory };

/// What a command line asks for.
struct ExperimentRequest {
  std::string target;                  // a TOML file, a built-in case, or an architecture
  std::vector<std::string> overrides;  // "key=value", the last one wins
  std::string scale;                   // "" | smoke | desk | gpu
  Purpose purpose = Purpose::simulation;
};

/// The experiments of a request: one, or one per point of its sweep. Every key is resolved, checked
/// against its range and against the others. Throws InputError.
std::vector<Experiment> load(const ExperimentRequest& request);

/// The experiments of TOML text; `name` stands for the text in messages.
std::vector<Experiment> load_text(std::string_view text, const std::string& name,
                                  const ExperimentRequest& request = {});

/// The name of an experiment and of its point in the sweep: "phase diagram (weight_variance = 2)".
std::string label(const Experiment& experiment);

/// Every key with its value as a TOML document, and the points of the sweep if there are several;
/// load_text gives the same experiments back. All are points of one sweep.
std::string resolved_toml(const std::vector<Experiment>& experiments);

/// One key of the experiment file as people read it.
struct KeyInfo {
  std::string name, type, range, fallback, help;
};

/// The table of keys, in the order of the experiment file.
std::vector<KeyInfo> key_infos();

/// Every key with its value as TOML, in the order of the experiment file.
std::vector<std::pair<std::string, std::string>> key_values(const Experiment& experiment);

/// A TOML file of cases/ that is built into the program.
struct CaseFile {
  std::string_view name;  // "poole2016/correlation-map"
  std::string_view text;
};
const std::vector<CaseFile>& case_files();

}  // namespace widefield
