#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/config/check.hpp"
#include "host/config/document.hpp"
#include "host/config/keys.hpp"
#include "host/config/names.hpp"
#include "host/config/read_toml.hpp"
#include "host/key/suggest.hpp"
#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr std::size_t most_points = 10000;           // of a sweep
constexpr std::size_t largest_read = (1 << 20) + 1;  // the guard refuses what is longer

const std::string architecture_key = "network.architecture";

// A value as people read it in a label: words without quotes, 2 for 2.0.
std::string plain(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  if (const auto* number = std::get_if<double>(&value.data)) return fmt::format("{}", *number);
  return to_toml(value);
}

// An experiment, where its keys were set, and what it is for.
struct Point {
  Experiment experiment;
  Origins origins;
  Purpose purpose = Purpose::simulation;
};

void apply(Point& point, const Setting& setting) {
  const std::string& architecture = point.experiment.network.architecture;
  find_key(setting.key, setting.where, architecture).set(point.experiment, setting);
  point.origins.set(setting.key, setting.where);
}

// What a key means depends on the architecture, wherever that is written.
void apply_all(Point& point, const std::vector<Setting>& settings) {
  for (const bool first : {true, false})
    for (const Setting& setting : settings)
      if ((setting.key == architecture_key) == first) apply(point, setting);
}

// The settings of every point of a sweep.
std::vector<std::vector<Setting>> product(const std::vector<Axis>& axes) {
  std::vector<std::vector<Setting>> points(1);
  for (const Axis& axis : axes) {
    if (points.size() * axis.points.size() > most_points)
      throw InputError(axis.where, "sweep", "too many points",
                       fmt::format("a sweep has at most {}", most_points), "shorten its lists");
    std::vector<std::vector<Setting>> next;
    for (const auto& point : points)
      for (const auto& values : axis.points) {
        next.push_back(point);
        for (std::size_t i = 0; i < axis.keys.size(); ++i)
          next.back().push_back({axis.keys[i], values[i], axis.where});
      }
    points = std::move(next);
  }
  return points;
}

Experiment resolved(Point point, std::vector<Setting> settings, const std::vector<Setting>& swept) {
  settings.insert(settings.end(), swept.begin(), swept.end());
  apply_all(point, settings);
  Experiment& experiment = point.experiment;
  for (const Setting& one : swept) {
    const Key& key = find_key(one.key, one.where, experiment.network.architecture);
    experiment.coordinates.emplace_back(one.key, plain(key.get(experiment)));
  }
  check(experiment, point.origins, point.purpose);
  return experiment;
}

std::vector<Experiment> expand(const Document& document, const Point& defaults) {
  std::vector<Experiment> experiments;
  for (const std::vector<Setting>& swept : product(document.axes))
    experiments.push_back(resolved(defaults, document.settings, swept));
  return experiments;
}

Document scaled(Document document, const std::string& scale) {
  const auto found = document.scales.find(scale);
  if (found != document.scales.end())
    for (const Setting& setting : found->second)
      document.override_with(setting);
  return document;
}

std::vector<Experiment> load_settings(const std::vector<Setting>& settings, Point defaults,
                                      const ExperimentRequest& request) {
  defaults.purpose = request.purpose;
  const Document whole = document(settings);
  // An error in a scale is an error of the file, whichever scale is asked for.
  for (const auto& [name, overrides] : whole.scales)
    expand(scaled(whole, name), defaults);
  Document chosen = scaled(whole, request.scale);
  for (const std::string& argument : request.overrides)
    chosen.override_with(parse_override(argument));
  return expand(chosen, defaults);
}

std::string file_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw InputError(path, "", "is a folder", "an experiment is a TOML file", "name a file in it");
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw InputError(path, "", "this file cannot be read", "", "check its name and permissions");
  std::string text(largest_read, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";  // some editors write it
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return text;
}

bool is_file(const std::string& target) {
  std::error_code ignored;
  return target.ends_with(".toml") || std::filesystem::is_regular_file(target, ignored);
}

[[noreturn]] void unknown_target(const std::string& target) {
  std::vector<std::string> known = names_of(architecture_names());
  for (const CaseFile& file : case_files())
    known.emplace_back(file.name);
  throw InputError("command line", "", fmt::format("no target '{}'", target),
                   "a target is a TOML file, a built-in case or an architecture",
                   did_you_mean(target, known));
}

Point named(const std::string& name) {
  Point point;
  point.experiment.name = name;
  point.origins = Origins(name);
  return point;
}

}  // namespace

std::vector<Experiment> load_text(std::string_view text, const std::string& name,
                                  const ExperimentRequest& request) {
  Point defaults = named(std::filesystem::path(name).stem().string());
  if (defaults.experiment.name.empty()) defaults.experiment.name = Experiment{}.name;
  defaults.origins = Origins(name);
  return load_settings(read_toml(text, name), defaults, request);
}

std::vector<Experiment> load(const ExperimentRequest& request) {
  const std::string& target = request.target;
  if (is_file(target)) return load_text(file_text(target), target, request);
  for (const CaseFile& file : case_files())
    if (file.name == target) return load_text(file.text, target + ".toml", request);
  const std::vector<std::string> architectures = names_of(architecture_names());
  if (std::find(architectures.begin(), architectures.end(), target) == architectures.end())
    unknown_target(target);
  Point defaults = named(target);
  defaults.experiment.network.architecture = target;
  return load_settings({}, defaults, request);
}

}  // namespace widefield
