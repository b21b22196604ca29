#include "host/key/value.hpp"

#include <fmt/format.h>

namespace widefield {
namespace {

std::string escaped(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
  }
  const auto byte = static_cast<unsigned char>(c);
  const bool control = byte < 0x20 || byte == 0x7f;
  return control ? fmt::format("\\u{:04X}", byte) : std::string(1, c);
}

// The shortest digits that read back to the same double; TOML needs a point or an exponent in it.
std::string number(double x) {
  std::string text = fmt::format("{}", x);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string list(const Value::List& values) {
  std::string text = "[";
  for (const Value& value : values)
    text += (text.size() > 1 ? ", " : "") + to_toml(value);
  return text + "]";
}

struct Writer {
  std::string operator()(bool x) const { return x ? "true" : "false"; }
  std::string operator()(std::int64_t x) const { return std::to_string(x); }
  std::string operator()(double x) const { return number(x); }
  std::string operator()(const std::string& x) const { return quoted(x); }
  std::string operator()(const Value::List& x) const { return list(x); }
};

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text)
    result += escaped(c);
  return result + "\"";
}

std::string to_toml(const Value& value) {
  return std::visit(Writer{}, value.data);
}

std::string kind(const Value& value) {
  static const char* const names[] = {"true or false", "a whole number", "a number", "a text",
                                      "a list"};
  return names[value.data.index()];
}

}  // namespace widefield
