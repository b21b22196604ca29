#pragma once
#include <string>
#include <string_view>

namespace widefield {

/// Refuses what the TOML parser of Debian 12 is not safe with, and what experiment files never
/// need: more than 1 MiB, invalid UTF-8, control characters, long keys, deep nesting, arrays of
/// tables, inline tables, characters outside ASCII anywhere but in strings and comments. Throws
/// InputError with "NAME:LINE".
void guard_toml(std::string_view text, const std::string& name);

/// The offset of the first byte that is not well-formed UTF-8, or text.size().
std::size_t valid_utf8_prefix(std::string_view text);

}  // namespace widefield
