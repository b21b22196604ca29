#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace widefield {

/// The shortest text that reads back to the same double, in every locale, with a point or an
/// exponent so that it stays a floating-point number for every reader. NaN is null, the infinities
/// are the strings "inf" and "-inf".
std::string json_number(double number);

/// A JSON string with its quotes. What is not UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

/// How the members of a container are laid out.
enum class Layout {
  block,  // one a line, indented
  line    // all on one line, whatever they contain
};

/// Writes JSON in the order of the calls.
class JsonWriter {
 public:
  JsonWriter& begin_object(Layout layout = Layout::line) { return begin('{', layout); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array(Layout layout = Layout::line) { return begin('[', layout); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(double number) { return raw(json_number(number)); }
  JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(std::string_view text) { return raw(json_string(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& null() { return raw("null"); }

  /// The document, with a newline at its end. Every container must be closed.
  std::string document() &&;

 private:
  struct Level {
    Layout layout;
    bool empty = true;
  };
  JsonWriter& begin(char bracket, Layout layout);
  JsonWriter& end(char bracket);
  JsonWriter& raw(std::string_view text);
  void separate();
  void new_line();

  std::string text_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace widefield
