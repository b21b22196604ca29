#pragma once
#include <string>
#include <vector>

#include "host/key/key.hpp"

namespace widefield {

/// Every key, in the order of the experiment file: those of all and those of each architecture. The
/// parser, --help, error messages, `widefield list` and the report read it. Where architectures
/// mean different things by one name, it stands here once for each meaning.
const std::vector<Key>& keys();

/// The keys of an experiment with this architecture, every name once and in its meaning: its own
/// before one of all, and that before one of others, which keeps its default.
std::vector<const Key*> keys_of(const std::string& architecture);

/// Is the key one of these, and not only one of others?
bool has_key(const std::string& architecture, const Key& key);

/// The architectures that have a key of this name, whatever they mean by it.
std::vector<std::string> owners_of(const std::string& name);

/// The key of a name in full as the architecture means it. Throws InputError at `where` with the
/// nearest known key.
const Key& find_key(const std::string& name, const std::string& where,
                    const std::string& architecture);

/// A name in full from one in full or from its last part, where that is unique. Throws InputError
/// at `where`.
std::string full_name(const std::string& name, const std::string& where);

}  // namespace widefield
