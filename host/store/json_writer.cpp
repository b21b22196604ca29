#include "host/store/json_writer.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace widefield {
namespace {

constexpr std::size_t longest_double = 32;  // "-2.2250738585072014e-308" has 24 characters
constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

// Length of the UTF-8 character at the front, or 0. Ranges of the second byte keep out overlong
// forms, surrogates and what lies above U+10FFFF [RFC 3629, section 4].
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return within(1, 0x80, 0xbf) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool second = within(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
    return second && within(2, 0x80, 0xbf) ? 3 : 0;
  }
  if (lead < 0xf0 || lead > 0xf4) return 0;
  const bool second = within(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
  return second && within(2, 0x80, 0xbf) && within(3, 0x80, 0xbf) ? 4 : 0;
}

std::string escaped(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      const auto code = static_cast<unsigned char>(c);
      if (code >= 0x20) return {c};
      return std::string("\\u00") + digits[code >> 4] + digits[code & 15];
  }
}

}  // namespace

std::string json_number(double number) {
  if (std::isnan(number)) return "null";
  if (std::isinf(number)) return number > 0 ? "\"inf\"" : "\"-inf\"";
  std::array<char, longest_double> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  std::string text(buffer.data(), result.ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 1)
      quoted += escaped(text.front());
    else
      quoted += length == 0 ? replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return quoted + "\"";
}

void JsonWriter::new_line() {
  text_ += '\n' + std::string(2 * levels_.size(), ' ');
}

// What stands between the value before and the next one.
void JsonWriter::separate() {
  if (std::exchange(after_key_, false) || levels_.empty()) return;
  Level& level = levels_.back();
  if (!std::exchange(level.empty, false)) text_ += level.layout == Layout::line ? ", " : ",";
  if (level.layout == Layout::block) new_line();
}

JsonWriter& JsonWriter::begin(char bracket, Layout layout) {
  separate();
  text_ += bracket;
  const bool inside_line = !levels_.empty() && levels_.back().layout == Layout::line;
  levels_.push_back({inside_line ? Layout::line : layout});
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::block && !level.empty) new_line();
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  text_ += json_string(name) + ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  text_ += text;
  return *this;
}

std::string JsonWriter::document() && {
  assert(levels_.empty());
  return std::move(text_) + '\n';
}

}  // namespace widefield
