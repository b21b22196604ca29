// The one file that knows CLI11, which is slow to compile.
#include "host/app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "host/app/version.hpp"
#include "host/key/suggest.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

const std::string where = "command line";
const std::vector<std::string> topics = {"architectures", "activations", "observables",
                                         "cases",         "engines",     "keys"};

// Flags that only shorten an override.
struct Shortcuts {
  std::string seed, threads, backend, keep;
};

struct Parser {
  CLI::App app{"Ensembles of wide random neural networks against mean-field theory.", "widefield"};
  Options options;
  Shortcuts shortcuts;
  bool version = false;

  Parser();
  CLI::App* command(const std::string& name, const std::string& help, const std::string& example);
  void target(CLI::App* command);
  void output(CLI::App* command, const std::string& help);
  void running(CLI::App* command);
  void judging(CLI::App* command);
  void add_simulations();
  void add_documents();
  void add_questions();
};

CLI::App* Parser::command(const std::string& name, const std::string& help,
                          const std::string& example) {
  CLI::App* command = app.add_subcommand(name, help);
  command->footer("Example:\n  " + example);
  command->add_flag("--json", options.json,
                    "machine-readable on standard output, nothing else there");
  command->add_flag("--no-progress", options.no_progress, "no progress on standard error");
  command->add_flag("--version", version, "print the version and stop");
  return command;
}

void Parser::target(CLI::App* command) {
  command
      ->add_option("TARGET", options.request.target,
                   "a TOML file, a built-in case or the name of an architecture")
      ->required();
  command->add_option("key=value", options.request.overrides,
                      "overrides, such as activation=tanh; see widefield list keys");
  command->add_option("--scale", options.request.scale, "overrides of the section [scale.NAME]")
      ->check(CLI::IsMember({"smoke", "desk", "gpu"}));
  running(command);
}

void Parser::running(CLI::App* command) {
  command->add_option("--seed", shortcuts.seed, "of every random number")->type_name("N");
  command->add_option("--threads", shortcuts.threads, "0: all")->type_name("N");
  command->add_option("--backend", shortcuts.backend, "which processor")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
}

void Parser::output(CLI::App* command, const std::string& help) {
  command->add_option("-o,--output", options.output, help)->type_name("PATH");
}

void Parser::judging(CLI::App* command) {
  command->add_flag("--resume", options.resume, "go on with what the folder holds");
  command->add_flag("--check", options.check,
                    "exit status 1 when a verdict disagrees, 4 when one is underpowered");
  command->add_flag("--quiet", options.quiet, "print nothing but errors");
}

void Parser::add_simulations() {
  CLI::App* run = command("run", "simulate, compare with theory, write a folder",
                          "widefield run mlp activation=tanh weight_variance=1.7 -o order");
  target(run);
  output(run, "the folder; default ./NAME of the experiment");
  judging(run);
  run->add_option("--keep", shortcuts.keep, "also store the values of every single network")
      ->check(CLI::IsMember({"networks"}));

  CLI::App* validate = command("validate", "every built-in case of every paper, one report",
                               "widefield validate --scale smoke --only poole2016 -o papers");
  validate->add_option("--scale", options.request.scale, "how much work (default: desk)")
      ->check(CLI::IsMember({"smoke", "desk", "gpu"}));
  validate->add_option("--only", options.only, "papers or cases, separated by commas")
      ->delimiter(',')
      ->type_name("NAME,...");
  output(validate, "the folder; default ./validate-SCALE");
  running(validate);
  judging(validate);
}

void Parser::add_documents() {
  CLI::App* report = command("report", "(re)write the report of one or many runs",
                             "widefield report order chaos -o both.html");
  report->add_option("DIR", options.folders, "folders that run, validate or merge wrote")
      ->required();
  output(report, "the file; default report.html in the first folder");

  CLI::App* merge = command("merge", "unite runs of the same experiment made elsewhere",
                            "widefield merge shard1 shard2 -o whole");
  merge->add_option("DIR", options.folders, "folders that run wrote")->required();
  output(merge, "the new folder");
  merge->get_option("--output")->required();
}

void Parser::add_questions() {
  target(command(
      "theory", "the analytic prediction alone, no simulation",
      "widefield theory mlp activation=tanh weight_variance=1.7 bias_variance=0.05 --json"));
  target(command("plan",
                 "what a run will cost before it starts, and the smallest error it would see",
                 "widefield plan mlp width=1000000 networks=64"));
  CLI::App* list = command("list", "what there is, each with one line and its source",
                           "widefield list activations");
  list->add_option("WHAT", options.topic, "one of these; default all")
      ->check(CLI::IsMember(topics));
  command("doctor", "what this machine offers, and whether known numbers come out right",
          "widefield doctor --json");
  CLI::App* generate = command("generate", "the manual page and completions, for the build",
                               "widefield generate man");
  generate->group("");  // hidden
  generate->add_option("WHAT", options.topic, "which document")
      ->required()
      ->check(CLI::IsMember({"man", "bash", "zsh", "fish"}));
}

Parser::Parser() {
  app.add_flag("--version", version, "print the version and stop");
  app.footer("Example:\n  widefield validate --scale smoke");
  app.require_subcommand(0, 1);
  add_simulations();
  add_documents();
  add_questions();
}

std::vector<const CLI::App*> visible_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : visible_commands(app))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

const CLI::App& chosen(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : *commands[0];
}

// What CLI11 could not place: a misspelt command or option.
InputError unknown_argument(const CLI::App& app, const std::string& argument) {
  const CLI::App& place = chosen(app);
  if (argument.starts_with("-"))
    return {where, "", fmt::format("no option '{}'", argument), "",
            did_you_mean(argument, option_names(place))};
  if (&place == &app)
    return {where, "", fmt::format("no command '{}'", argument), "",
            did_you_mean(argument, command_names(app))};
  return {where, "", fmt::format("'{}' is one argument too many", argument), "",
          fmt::format("see widefield {} --help", place.get_name())};
}

InputError input_error(const CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error))
    return unknown_argument(app, app.remaining(true).at(0));
  const CLI::App& place = chosen(app);
  const std::string help = &place == &app ? "" : place.get_name() + " ";
  return {where, "", error.what(), "", fmt::format("see widefield {}--help", help)};
}

void apply_shortcuts(const Shortcuts& shortcuts, ExperimentRequest& request) {
  const std::pair<const char*, const std::string&> flags[] = {{"run.seed", shortcuts.seed},
                                                              {"run.threads", shortcuts.threads},
                                                              {"run.backend", shortcuts.backend}};
  for (const auto& [key, value] : flags)
    if (!value.empty()) request.overrides.push_back(fmt::format("{}={}", key, value));
  if (!shortcuts.keep.empty()) request.overrides.push_back("run.keep_networks=true");
}

// An argument as a shell needs it to be typed.
std::string shell_quoted(const std::string& argument) {
  const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,/:@%";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string text = "'";
  for (char c : argument)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string typed(const std::vector<std::string>& arguments) {
  std::string text = "widefield";
  for (const std::string& argument : arguments)
    text += " " + shell_quoted(argument);
  return text;
}

OptionEntry entry(const CLI::Option& option) {
  OptionEntry entry;
  entry.positional = option.get_positional();
  for (const std::string& name : option.get_snames())
    entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    entry.names.push_back("--" + name);
  if (entry.positional) entry.names.push_back(option.get_name());
  entry.help = option.get_description();
  if (!entry.positional && option.get_items_expected_max() > 0)
    entry.value = option.get_type_name();
  return entry;
}

// "TEXT:{smoke,desk,gpu}", as CLI11 describes a checked value, holds the choices.
void split_choices(OptionEntry& entry) {
  const std::size_t open = entry.value.find(":{");
  if (open == std::string::npos) return;
  const std::string inside = entry.value.substr(open + 2, entry.value.rfind('}') - open - 2);
  for (const std::string& choice : CLI::detail::split(inside, ','))
    entry.choices.push_back(choice);
  entry.value = inside;
  std::replace(entry.value.begin(), entry.value.end(), ',', '|');
}

}  // namespace

std::variant<Options, Answer> parse_command_line(const std::vector<std::string>& arguments) {
  Parser parser;
  try {
    parser.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return Answer{chosen(parser.app).help(chosen(parser.app).get_parent() ? "widefield" : "")};
  } catch (const CLI::ParseError& error) {
    if (parser.version) return Answer{version_line() + "\n"};
    throw input_error(parser.app, error);
  }
  if (parser.version) return Answer{version_line() + "\n"};
  if (parser.app.get_subcommands().empty()) return Answer{parser.app.help()};
  parser.options.command = parser.app.get_subcommands()[0]->get_name();
  parser.options.typed = typed(arguments);
  apply_shortcuts(parser.shortcuts, parser.options.request);
  return parser.options;
}

std::vector<CommandEntry> command_entries() {
  const Parser parser;
  std::vector<CommandEntry> entries;
  for (const CLI::App* command : visible_commands(parser.app)) {
    CommandEntry one{command->get_name(), command->get_description(), command->get_footer(), {}};
    for (const CLI::Option* option : command->get_options()) {
      one.options.push_back(entry(*option));
      split_choices(one.options.back());
    }
    entries.push_back(std::move(one));
  }
  return entries;
}

}  // namespace widefield
