#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/app/manual.hpp"
#include "host/config/names.hpp"
#include "widefield/config.hpp"

namespace widefield {
namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

Words command_names(const std::vector<CommandEntry>& commands) {
  Words words;
  for (const CommandEntry& command : commands)
    words.push_back(command.name);
  return words;
}

Words flags(const CommandEntry& command) {
  Words words;
  for (const OptionEntry& option : command.options)
    if (!option.positional) words.insert(words.end(), option.names.begin(), option.names.end());
  return words;
}

bool has_positional(const CommandEntry& command, const std::string& name) {
  for (const OptionEntry& option : command.options)
    if (option.positional && option.names[0] == name) return true;
  return false;
}

Words targets() {
  Words words = names_of(architecture_names());
  for (const CaseFile& file : case_files())
    words.emplace_back(file.name);
  return words;
}

Words keys() {
  Words words;
  for (const KeyInfo& key : key_infos())
    words.push_back(key.name + "=");
  return words;
}

// What may follow a command besides its flags.
Words arguments(const CommandEntry& command) {
  Words words;
  if (has_positional(command, "TARGET")) {
    words = targets();
    for (const std::string& key : keys())
      words.push_back(key);
  }
  for (const OptionEntry& option : command.options)
    if (option.positional) words.insert(words.end(), option.choices.begin(), option.choices.end());
  return words;
}

// A value of an option that takes one of a few words.
std::string bash_choices(const CommandEntry& command) {
  std::string text;
  for (const OptionEntry& option : command.options)
    if (!option.choices.empty() && !option.positional)
      text += fmt::format("      {}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n",
                          fmt::join(option.names, "|"), joined(option.choices));
  return text.empty() ? "" : fmt::format("    case $before in\n{}    esac\n", text);
}

std::string bash_command(const CommandEntry& command) {
  Words words = flags(command);
  for (const std::string& word : arguments(command))
    words.push_back(word);
  return fmt::format("  {})\n{}    words=\"{}\" ;;\n", command.name, bash_choices(command),
                     joined(words));
}

std::string fish_option(const std::string& command, const OptionEntry& option) {
  std::string line =
      fmt::format("complete -c widefield -n '__fish_seen_subcommand_from {}'", command);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += option.choices.empty() ? " -r" : " -x";
  if (!option.choices.empty()) line += fmt::format(" -a '{}'", joined(option.choices));
  return line + fmt::format(" -d \"{}\"\n", option.help);
}

}  // namespace

std::string bash_completion(const std::vector<CommandEntry>& commands) {
  std::string text =
      "_widefield() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n"
      "  compopt -o default -o nospace 2>/dev/null\n"
      "  case ${COMP_WORDS[1]} in\n";
  for (const CommandEntry& command : commands)
    text += bash_command(command);
  text += fmt::format("  esac\n  [ \"$COMP_CWORD\" = 1 ] && words=\"{} --help --version\"\n",
                      joined(command_names(commands)));
  return text +
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} != *= ]] && COMPREPLY[0]+=' '\n"
         "}\ncomplete -F _widefield widefield\n";
}

// The shell z runs completions of bash.
std::string zsh_completion(const std::vector<CommandEntry>& commands) {
  return "#compdef widefield\nautoload -U +X bashcompinit && bashcompinit\n" +
         bash_completion(commands);
}

std::string fish_completion(const std::vector<CommandEntry>& commands) {
  std::string text;
  for (const CommandEntry& command : commands) {
    text += fmt::format("complete -c widefield -n __fish_use_subcommand -a {} -d \"{}\"\n",
                        command.name, command.help);
    for (const OptionEntry& option : command.options)
      if (!option.positional) text += fish_option(command.name, option);
    const Words words = arguments(command);
    if (!words.empty())
      text += fmt::format("complete -c widefield -n '__fish_seen_subcommand_from {}' -a '{}'\n",
                          command.name, joined(words));
  }
  return text;
}

}  // namespace widefield
