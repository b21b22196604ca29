#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/app/commands.hpp"
#include "host/app/table.hpp"
#include "host/config/names.hpp"

namespace widefield {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;  // the first row names the columns

Rows names(const std::vector<NameInfo>& infos) {
  Rows rows = {{"name", "meaning", "citation"}};
  for (const NameInfo& info : infos)
    rows.push_back({info.name, info.meaning, info.citation});
  return rows;
}

Rows cases() {
  Rows rows = {{"name", "claim", "citation"}};
  for (const CaseFile& file : case_files()) {
    const Claim claim = load_text(file.text, std::string(file.name) + ".toml").at(0).claim;
    rows.push_back({std::string(file.name), claim.text, claim.citation});
  }
  return rows;
}

Rows keys() {
  Rows rows = {{"key", "type", "range", "default", "meaning"}};
  for (const KeyInfo& key : key_infos())
    rows.push_back({key.name, key.type, key.range, key.fallback, key.help});
  return rows;
}

Rows rows_of(const std::string& topic) {
  if (topic == "architectures") return names(architecture_names());
  if (topic == "activations") return names(activation_names());
  if (topic == "observables") return names(observable_names());
  if (topic == "engines") return names(engine_names());
  return topic == "cases" ? cases() : keys();
}

Json json(const Rows& rows) {
  Json list = Json::array();
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Json entry;
    for (std::size_t column = 0; column < rows[i].size(); ++column)
      entry[rows[0][column]] = rows[i][column];
    list.push_back(entry);
  }
  return list;
}

}  // namespace

int list_command(const Options& options) {
  std::vector<std::string> topics = {"architectures", "activations", "observables",
                                     "cases",         "engines",     "keys"};
  if (!options.topic.empty()) topics = {options.topic};
  Json document = {{"schema", "widefield.list/1"}};
  for (const std::string& topic : topics) {
    const Rows rows = rows_of(topic);
    document[topic] = json(rows);
    if (!options.json) fmt::print("{}\n{}\n", topic, text_table(rows));
  }
  if (options.json) fmt::print("{}\n", document.dump(2));
  return done;
}

}  // namespace widefield
