#pragma once
#include <string>
#include <vector>

namespace widefield {

/// A name that a key of the experiment file takes, with one line about it and its source.
struct NameInfo {
  std::string name, meaning, citation;
};

const std::vector<NameInfo>& architecture_names();
const std::vector<NameInfo>& activation_names();
const std::vector<NameInfo>& observable_names();
const std::vector<NameInfo>& engine_names();

std::vector<std::string> names_of(const std::vector<NameInfo>& infos);

}  // namespace widefield
