#pragma once
#include <string>
#include <vector>

#include "host/app/command_line.hpp"

namespace widefield {

/// widefield(1), in the language of man pages.
std::string manual_page(const std::vector<CommandEntry>& commands);

/// Completions for the shells. Targets and keys are completed too.
std::string bash_completion(const std::vector<CommandEntry>& commands);
std::string zsh_completion(const std::vector<CommandEntry>& commands);
std::string fish_completion(const std::vector<CommandEntry>& commands);

}  // namespace widefield
