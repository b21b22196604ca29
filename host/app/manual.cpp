#include "host/app/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/app/version.hpp"
#include "widefield/config.hpp"

namespace widefield {
namespace {

// Backslashes, dashes and a point at the start of a line mean something to roff.
std::string roff(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    if (c == '\\' || c == '-') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped.starts_with(".") ? "\\&" + escaped : escaped;
}

std::string option(const OptionEntry& entry) {
  const std::string value =
      entry.value.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(entry.value));
  std::string names;
  for (const std::string& name : entry.names)
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
  return fmt::format(".TP\n{}{}\n{}\n", names, value, roff(entry.help));
}

std::string command(const CommandEntry& entry) {
  std::string text = fmt::format(".SS {}\n{}.\n", entry.name, roff(entry.help));
  for (const OptionEntry& one : entry.options)
    text += option(one);
  return text + fmt::format(".PP\n{}\n", roff(entry.example));
}

std::string keys() {
  std::string text;
  for (const KeyInfo& key : key_infos())
    text += fmt::format(".TP\n\\fB{}\\fR ({}; default {})\n{}\n", roff(key.name),
                        roff(key.range.empty() ? key.type : key.range), roff(key.fallback),
                        roff(key.help));
  return text;
}

constexpr const char* statuses =
    ".TP\n0\ndone (with \\fB\\-\\-check\\fR: and every verdict is agrees or close)\n"
    ".TP\n1\n\\fB\\-\\-check\\fR: at least one verdict is disagrees\n"
    ".TP\n2\nthe input is wrong: nothing was started, nothing was written\n"
    ".TP\n3\nit failed while running: what was finished is kept\n"
    ".TP\n4\n\\fB\\-\\-check\\fR: none disagrees, at least one is underpowered\n"
    ".TP\n130, 138, 143\ninterrupted by SIGINT, SIGUSR1, SIGTERM: finished blocks are kept, "
    "\\fB\\-\\-resume\\fR goes on\n";

}  // namespace

std::string manual_page(const std::vector<CommandEntry>& commands) {
  std::string text = fmt::format(".TH WIDEFIELD 1 \"\" \"widefield {}\"\n", version());
  text +=
      ".SH NAME\nwidefield \\- ensembles of wide random neural networks against mean\\-field "
      "theory\n.SH SYNOPSIS\n\\fBwidefield\\fR \\fICOMMAND\\fR [\\fITARGET\\fR] "
      "[\\fIkey=value\\fR ...] [options]\n.SH COMMANDS\n";
  for (const CommandEntry& entry : commands)
    text += command(entry);
  return text + ".SH KEYS OF THE EXPERIMENT FILE\n" + keys() + ".SH EXIT STATUS\n" + statuses;
}

}  // namespace widefield
