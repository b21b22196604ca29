#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/key/value.hpp"

namespace widefield {

/// The settings of a TOML text in the order of its lines, keys written in full
/// ("network.weight_variance"). `name` stands for the text in messages. Throws InputError.
std::vector<Setting> read_toml(std::string_view text, const std::string& name);

/// The value of one TOML value; a bare word is a text. Throws InputError at `where` about `key`.
Value read_value(std::string_view text, const std::string& where, const std::string& key);

}  // namespace widefield
