#pragma once
#include <string>
#include <variant>
#include <vector>

#include "host/app/options.hpp"

namespace widefield {

/// Text that answers the command line by itself: --help, --version.
struct Answer {
  std::string text;
};

/// Reads the arguments (without the name of the program). Throws InputError.
std::variant<Options, Answer> parse_command_line(const std::vector<std::string>& arguments);

/// One option or positional argument, as a manual page and a shell need it.
struct OptionEntry {
  std::vector<std::string> names;  // "-o", "--output"; a positional argument has its name alone
  std::string value;               // "DIR", or empty for a flag
  std::string help;
  std::vector<std::string> choices;
  bool positional = false;
};

struct CommandEntry {
  std::string name, help, example;
  std::vector<OptionEntry> options;
};

/// The commands with their options, read from the parser itself.
std::vector<CommandEntry> command_entries();

}  // namespace widefield
