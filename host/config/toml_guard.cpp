#include "host/config/toml_guard.hpp"

#include <fmt/format.h>

#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr std::size_t largest_file = 1 << 20;  // bytes; ours are a few hundred
constexpr std::size_t longest_key = 128;       // bytes, dots included
constexpr int deepest_nesting = 4;             // a Gram matrix needs 2

// Walks over TOML text and knows whether it stands in a comment, a string or plain text.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void run() {
    while (at_ < text_.size())
      step();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '#') return skip_comment();
    if (c == '"' || c == '\'') return skip_string(c);
    check_plain(c);
    if (c == '\n') end_line();
    if (c == '=') in_key_ = false;
    ++at_;
  }

  void end_line() {
    ++line_;
    if (nesting_ == 0) in_key_ = true, key_start_ = at_ + 1;
  }

  void check_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80)
      refuse("a character outside ASCII", "only texts in quotes and comments may have them",
             "put it in quotes");
    if ((byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f)
      refuse(fmt::format("the control character 0x{:02x}", byte), "", "remove it");
    if (c == '{')
      refuse("an inline table { }", "experiment files have none", "write a [section] instead");
    check_key(c);
    check_nesting(c);
  }

  void check_key(char c) {
    if (in_key_ && at_ - key_start_ >= longest_key && c != '\n')
      refuse("a key that is too long", fmt::format("keys have at most {} bytes", longest_key),
             "write `key = value`");
    if (in_key_ && c == '[' && text_.substr(at_, 2) == "[[")
      refuse("an array of tables [[ ]]", "experiment files have none", "write one [section]");
  }

  void check_nesting(char c) {
    if (c == '[' && !in_key_) ++nesting_;
    if (c == ']' && !in_key_ && nesting_ > 0) --nesting_;
    if (nesting_ > deepest_nesting)
      refuse("lists nested too deeply", fmt::format("at most {} levels", deepest_nesting),
             "close the brackets");
  }

  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n')
      ++at_;
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool many_lines = text_.substr(at_, 3) == three;
    if (in_key_ && many_lines) refuse("a key of several lines", "", "write it in one line");
    at_ += many_lines ? 3 : 1;
    while (at_ < text_.size() && !closes(quote, many_lines))
      next_in_string(quote);
    at_ += many_lines ? 3 : 1;
    if (in_key_ && at_ - key_start_ > longest_key) check_key('"');
  }

  bool closes(char quote, bool many_lines) const {
    if (!many_lines) return text_[at_] == quote || text_[at_] == '\n';
    return text_.substr(at_, 3) == std::string(3, quote);
  }

  void next_in_string(char quote) {
    if (text_[at_] == '\n') ++line_;
    at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
  }

  [[noreturn]] void refuse(std::string problem, std::string reason, std::string remedy) const {
    throw InputError(fmt::format("{}:{}", name_, line_), "", std::move(problem), std::move(reason),
                     std::move(remedy));
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, key_start_ = 0;
  int line_ = 1, nesting_ = 0;
  bool in_key_ = true;
};

// How many bytes a well-formed character that starts with `lead` has; 0: it cannot start one.
int utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// The smallest and largest second byte: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool second_byte_fits(unsigned char lead, unsigned char second) {
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return low <= second && second <= high;
}

bool well_formed(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() > 1 && !second_byte_fits(lead, static_cast<unsigned char>(character[1])))
    return false;
  for (std::size_t i = 2; i < character.size(); ++i)
    if ((static_cast<unsigned char>(character[i]) & 0xC0) != 0x80) return false;
  return true;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(static_cast<unsigned char>(text[at]));
    if (length == 0 || at + length > text.size() || !well_formed(text.substr(at, length)))
      return at;
    at += length;
  }
  return at;
}

void guard_toml(std::string_view text, const std::string& name) {
  if (text.size() > largest_file)
    throw InputError(name, "", fmt::format("a file of {} bytes", text.size()),
                     fmt::format("experiment files have at most {} bytes", largest_file),
                     "check that this is an experiment file");
  const std::size_t good = valid_utf8_prefix(text);
  if (good < text.size()) {
    int line = 1;
    for (char c : text.substr(0, good))
      line += c == '\n';
    throw InputError(fmt::format("{}:{}", name, line), "", "text that is not UTF-8",
                     fmt::format("byte {}", good + 1), "save the file as UTF-8");
  }
  Scanner(text, name).run();
}

}  // namespace widefield
