#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "host/app/commands.hpp"
#include "host/app/machine.hpp"
#include "host/app/self_check.hpp"
#include "host/app/table.hpp"
#include "host/app/version.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string cuda_fact() {
  std::string reason;
  const std::vector<Device> devices = cuda_devices(&reason);
  if (devices.empty()) return "not used: " + reason;
  std::string text;
  for (const Device& device : devices)
    text += fmt::format("{}{} ({:.1f} GB)", text.empty() ? "" : ", ", device.name,
                        static_cast<double>(device.memory) / 1e9);
  return text;
}

Facts machine_facts() {
  return {{"version", version()},
          {"commit", commit()},
          {"compiler", fmt::format("{} {}", "g++", __VERSION__)},
          {"processor", processor_name()},
          {"threads", std::to_string(available_threads())},
          {"instructions", instruction_level()},
          {"memory", fmt::format("{:.1f} GB", available_memory() / 1e9)},
          {"cuda", cuda_fact()},
          {"mpi", "not used: this build has no MPI; use run.shard and widefield merge"},
          {"netcdf", netcdf_available() ? "used" : "not used: " + netcdf_absence()},
          {"random scheme", std::to_string(random_scheme_version)}};
}

std::string text(const Facts& facts, const std::vector<Check>& checks) {
  std::vector<std::vector<std::string>> rows = {{"this machine", ""}};
  for (const auto& [name, value] : facts)
    rows.push_back({name, value});
  std::vector<std::vector<std::string>> tested = {
      {"self-check", ">found", ">expected", ">tolerance", "verdict"}};
  for (const Check& check : checks)
    tested.push_back({check.name, fmt::format("{:.12g}", check.found),
                      fmt::format("{:.12g}", check.expected), short_number(check.tolerance),
                      check.passed() ? "right" : "WRONG"});
  return text_table(rows) + "\n" + text_table(tested);
}

nlohmann::ordered_json json(const Facts& facts, const std::vector<Check>& checks) {
  nlohmann::ordered_json document = {{"schema", "widefield.doctor/1"}};
  for (const auto& [name, value] : facts)
    document[name] = value;
  document["checks"] = nlohmann::ordered_json::array();
  for (const Check& check : checks)
    document["checks"].push_back({{"name", check.name},
                                  {"found", check.found},
                                  {"expected", check.expected},
                                  {"tolerance", check.tolerance},
                                  {"passed", check.passed()}});
  return document;
}

}  // namespace

int doctor_command(const Options& options) {
  const Facts facts = machine_facts();
  const std::vector<Check> checks = self_checks();
  if (options.json)
    fmt::print("{}\n", json(facts, checks).dump(2));
  else
    fmt::print("{}", text(facts, checks));
  for (const Check& check : checks)
    if (!check.passed())
      throw RunError(fmt::format("self-check '{}' failed", check.name),
                     "do not trust this build on this machine; please report it");
  return done;
}

}  // namespace widefield
