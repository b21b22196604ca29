#include <fmt/format.h>

#include <algorithm>

#include "host/config/keys.hpp"
#include "host/store/codec.hpp"
#include "widefield/simulate.hpp"
#include "widefield/store.hpp"

namespace widefield {
namespace {

std::string value_of(const Identity& identity, const std::string& key) {
  const auto found = std::find_if(identity.begin(), identity.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  return found == identity.end() ? "nothing" : found->second;
}

// The keys of both, those of the first before those only the second has.
std::vector<std::string> keys_of(const Identity& there, const Identity& here) {
  std::vector<std::string> keys;
  for (const auto& [key, ignored] : there)
    keys.push_back(key);
  for (const auto& [key, ignored] : here)
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  return keys;
}

}  // namespace

Identity identity_of(const Experiment& experiment, const std::string& backend) {
  Identity identity;
  for (const Key* key : keys_of(experiment.network.architecture))
    if (key->role == Role::law) identity.emplace_back(key->name, to_toml(key->get(experiment)));
  identity.emplace_back("backend", to_toml(Value{backend}));
  identity.emplace_back("random scheme", std::to_string(random_scheme_version));
  identity.emplace_back("arithmetic", std::to_string(arithmetic_version));
  return identity;
}

std::string identity_hash(const Identity& identity) {
  Checksum sum;
  for (const auto& [key, value] : identity)
    sum.add(key.size()).add(key).add(value.size()).add(value);
  return fmt::format("{:016x}", sum.value());
}

std::vector<std::string> differences(const Identity& there, const Identity& here) {
  std::vector<std::string> told;
  for (const std::string& key : keys_of(there, here)) {
    const std::string before = value_of(there, key), now = value_of(here, key);
    if (before != now) told.push_back(fmt::format("{}: {} there, {} here", key, before, now));
  }
  return told;
}

}  // namespace widefield
