#pragma once
#include <string>
#include <vector>

#include "host/key/key.hpp"

namespace widefield {

/// Every key, in the order of the experiment file. The table is the only place that knows the keys:
/// the parser, --help, error messages, `widefield list` and the report read it.
const std::vector<Key>& keys();

/// The key of a name in full. Throws InputError at `where` with the nearest known key.
const Key& find_key(const std::string& name, const std::string& where);

/// The same for a key written in full or by its last part where that is unique.
const Key& find_key_by_any_name(const std::string& name, const std::string& where);

}  // namespace widefield
