#include "host/config/keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/architecture/architecture.hpp"
#include "host/config/shared_keys.hpp"
#include "host/key/suggest.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// Is it one key of two architectures, rather than two that share a name?
bool same(const Key& a, const Key& b) {
  return a.name == b.name && a.place != nullptr && a.place == b.place && a.range == b.range &&
         a.help == b.help;
}

void add(std::vector<Key>& table, Key key, std::string_view owner) {
  auto known = std::find_if(table.begin(), table.end(), [&](const Key& x) { return same(x, key); });
  if (known == table.end()) known = table.insert(known, std::move(key));
  known->architectures.emplace_back(owner);
}

std::vector<Key> keys_of_architectures() {
  std::vector<Key> table;
  for (const Architecture* row : architecture_rows())
    if (row->keys != nullptr)
      for (Key& key : row->keys())
        add(table, std::move(key), row->name);
  for (Key& key : table)
    key.help = fmt::format("{}: {}", fmt::join(key.architectures, ", "), key.help);
  return table;
}

// Every section in one piece, in the order in which sections first appear.
void sort_by_section(std::vector<Key>& table) {
  std::vector<std::string> sections;
  for (const Key& key : table)
    if (std::find(sections.begin(), sections.end(), key.section()) == sections.end())
      sections.push_back(key.section());
  const auto place = [&](const Key& key) {
    return std::find(sections.begin(), sections.end(), key.section());
  };
  std::stable_sort(table.begin(), table.end(),
                   [&](const Key& a, const Key& b) { return place(a) < place(b); });
}

std::vector<Key> all_keys() {
  std::vector<Key> all;
  for (auto part : {keys_before_architectures, keys_of_architectures, keys_after_architectures})
    for (Key& key : part())
      all.push_back(std::move(key));
  sort_by_section(all);
  return all;
}

bool is_owned_by(const Key& key, const std::string& architecture) {
  const auto& owners = key.architectures;
  return std::find(owners.begin(), owners.end(), architecture) != owners.end();
}

// How near a key is to an architecture: its own, one of all, one of others.
int distance(const Key& key, const std::string& architecture) {
  if (key.architectures.empty()) return 1;
  return is_owned_by(key, architecture) ? 0 : 2;
}

// What an architecture means by a name; null where no key is called so.
const Key* meaning(const std::string& name, const std::string& architecture) {
  const Key* nearest = nullptr;
  for (const Key& key : keys())
    if (key.name == name &&
        (nearest == nullptr || distance(key, architecture) < distance(*nearest, architecture)))
      nearest = &key;
  return nearest;
}

// Every name once, by `part` of the key.
template <class Part>
std::vector<std::string> names(Part part) {
  std::vector<std::string> all;
  for (const Key& key : keys())
    if (std::find(all.begin(), all.end(), part(key)) == all.end()) all.push_back(part(key));
  return all;
}

std::string in_full(const Key& key) {
  return key.name;
}

// A right name in a wrong section is the likeliest mistake, then a typo.
[[noreturn]] void unknown_key(const std::string& name, const std::string& where) {
  const std::vector<std::string> full = names(in_full);
  const std::string near = nearest(name.substr(name.rfind('.') + 1),
                                   names([](const Key& key) { return key.short_name(); }));
  std::string remedy = did_you_mean(name, full);
  for (const Key& key : keys())
    if (key.short_name() == near)
      remedy = fmt::format("did you mean '{}'? known: {}", key.name, fmt::join(full, ", "));
  throw InputError(where, name, "no such key", "", remedy);
}

}  // namespace

const std::vector<Key>& keys() {
  static const std::vector<Key> table = all_keys();
  return table;
}

std::vector<const Key*> keys_of(const std::string& architecture) {
  std::vector<const Key*> chosen;
  for (const Key& key : keys())
    if (meaning(key.name, architecture) == &key) chosen.push_back(&key);
  return chosen;
}

bool has_key(const std::string& architecture, const Key& key) {
  return distance(key, architecture) < 2 && meaning(key.name, architecture) == &key;
}

std::vector<std::string> owners_of(const std::string& name) {
  std::vector<std::string> owners;
  for (const Key& key : keys())
    if (key.name == name)
      owners.insert(owners.end(), key.architectures.begin(), key.architectures.end());
  return owners;
}

const Key& find_key(const std::string& name, const std::string& where,
                    const std::string& architecture) {
  const Key* found = meaning(name, architecture);
  if (found == nullptr) unknown_key(name, where);
  return *found;
}

std::string full_name(const std::string& name, const std::string& where) {
  std::vector<std::string> found;
  for (const std::string& candidate : names(in_full)) {
    if (candidate == name) return name;
    if (candidate.substr(candidate.rfind('.') + 1) == name) found.push_back(candidate);
  }
  if (found.empty()) unknown_key(name, where);
  if (found.size() == 1) return found.front();
  throw InputError(where, name, "a key of several sections", "",
                   fmt::format("write {} or {}", found[0], found[1]));
}

}  // namespace widefield
