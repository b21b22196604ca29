#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "host/app/command_line.hpp"
#include "host/app/commands.hpp"
#include "widefield/error.hpp"

namespace {

using namespace widefield;

int dispatch(const Options& options) {
  const std::pair<const char*, int (*)(const Options&)> commands[] = {
      {"run", run_command},       {"theory", theory_command}, {"validate", validate_command},
      {"report", report_command}, {"plan", plan_command},     {"merge", merge_command},
      {"list", list_command},     {"doctor", doctor_command}, {"generate", generate_command}};
  for (const auto& [name, command] : commands)
    if (options.command == name) return command(options);
  throw InputError("command line", "", "no command", "", "see widefield --help");
}

int answer(const std::vector<std::string>& arguments) {
  const auto parsed = parse_command_line(arguments);
  if (const auto* text = std::get_if<Answer>(&parsed)) {
    fmt::print("{}", text->text);
    return done;
  }
  return dispatch(std::get<Options>(parsed));
}

int complain(const std::string& message, int status) {
  fmt::print(stderr, "error: {}\n", message);
  return status;
}

// What was printed may only now meet a full disk.
int printed(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  return complain("standard output cannot be written; check the disk or the pipe", failed);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes is an error of writing like others
  try {
    return printed(answer(std::vector<std::string>(argv + 1, argv + argc)));
  } catch (const InputError& error) {
    return complain(error.what(), wrong_input);
  } catch (const RunError& error) {
    return complain(error.what(), failed);
  } catch (const std::bad_alloc&) {
    return complain("there is not enough memory; choose smaller widths or fewer threads", failed);
  } catch (const std::exception& error) {
    return complain(error.what(), failed);
  }
}
