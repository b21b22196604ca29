#pragma once
#include <string>
#include <vector>

#include "widefield/config.hpp"

namespace widefield {

/// What the user asked for.
struct Options {
  std::string command;               // run, theory, validate, report, plan, merge, list, doctor
  ExperimentRequest request;         // run, theory, plan; of validate only the overrides and scale
  std::vector<std::string> folders;  // report, merge
  std::string output;                // -o; empty: the default of the command
  std::vector<std::string> only;     // validate
  std::string topic;                 // list
  bool json = false, resume = false, check = false, quiet = false, no_progress = false;
  std::string typed;  // the command line as it was typed, quoted for a shell
};

/// What this process ends with, as interface.md says.
enum Status : int {
  done = 0,
  check_disagrees = 1,
  wrong_input = 2,
  failed = 3,
  check_underpowered = 4,
  killed_by_signal = 128  // plus its number
};

}  // namespace widefield
