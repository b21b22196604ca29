#include <fmt/format.h>

#include "host/app/commands.hpp"
#include "host/app/manual.hpp"

namespace widefield {

int generate_command(const Options& options) {
  const std::vector<CommandEntry> commands = command_entries();
  const std::pair<const char*, std::string (*)(const std::vector<CommandEntry>&)> documents[] = {
      {"man", manual_page},
      {"bash", bash_completion},
      {"zsh", zsh_completion},
      {"fish", fish_completion}};
  for (const auto& [topic, document] : documents)
    if (options.topic == topic) fmt::print("{}", document(commands));
  return done;
}

}  // namespace widefield
