#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace widefield {

/// A value as an experiment file writes it.
struct Value {
  using List = std::vector<Value>;
  std::variant<bool, std::int64_t, double, std::string, List> data;

  bool operator==(const Value&) const = default;
};

/// A key with its value, and where it was written: "FILE:LINE" or "command line".
struct Setting {
  std::string key;
  Value value;
  std::string where;
};

/// The value as TOML text. Reading it back gives the same value, to the last bit of a number.
std::string to_toml(const Value& value);

/// `text` as a quoted TOML string.
std::string quoted(std::string_view text);

/// What kind of value it is, in words: "a number", "a list", ...
std::string kind(const Value& value);

}  // namespace widefield
