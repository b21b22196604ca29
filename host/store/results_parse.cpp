#include <algorithm>
#include <array>

#include "host/config/keys.hpp"
#include "host/store/io.hpp"
#include "host/store/json_reader.hpp"
#include "host/store/json_writer.hpp"
#include "host/store/run_folder.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

// Far above any results.json that is written: a row has about 200 bytes, this is five million.
constexpr std::uintmax_t longest_file = std::uintmax_t{1} << 30;

// Its rows and curves all lie on layers.
constexpr std::string_view first_schema = "widefield.results/1";

constexpr std::array verdict_words = {"agrees", "close", "disagrees", "underpowered"};

void check_schema(const JsonPlace& document) {
  std::string schema;
  document.member("schema").read(schema);
  if (schema != results_schema && schema != first_schema)
    document.member("schema").refuse(json_string(results_schema));
}

void read_pair(const JsonPlace& pair, auto& first, std::string& second) {
  if (!pair.node().is_array() || pair.node().size() != 2) pair.refuse("a pair");
  std::size_t place = 0;
  pair.each_element(
      [&](const JsonPlace& element) { place++ == 0 ? element.read(first) : element.read(second); });
}

template <class First>
std::vector<std::pair<First, std::string>> read_pairs(const JsonPlace& array) {
  std::vector<std::pair<First, std::string>> pairs;
  array.each_element([&](const JsonPlace& pair) {
    auto& [first, second] = pairs.emplace_back();
    read_pair(pair, first, second);
  });
  return pairs;
}

Value value_of(const JsonPlace& place) {
  const nlohmann::ordered_json& node = place.node();
  if (node.is_boolean()) return {node.get<bool>()};
  if (node.is_string()) return {node.get<std::string>()};
  if (node.is_number_float()) return {node.get<double>()};
  if (node.is_array()) {
    Value::List list;
    place.each_element([&](const JsonPlace& element) { list.push_back(value_of(element)); });
    return {list};
  }
  std::int64_t number = 0;
  place.read(number);
  return {number};
}

// Nothing where the file has neither the key nor its section.
void read_key(const JsonPlace& object, const Key& key, const std::string& where,
              Experiment& experiment) {
  const std::string section = key.section().substr(0, key.name.find('.'));
  const std::optional<JsonPlace> outer = section.empty() ? object : object.find(section.c_str());
  if (!outer) return;
  if (const std::optional<JsonPlace> place = outer->find(key.short_name().c_str()))
    key.set(experiment, {key.name, value_of(*place), where});
}

// Sections an older version did not have keep their defaults, keys a newer one has are passed over.
// The architecture comes first: it says what the other keys mean.
void read_keys(const JsonPlace& object, const std::string& where, Experiment& experiment) {
  read_key(object, find_key("network.architecture", where, ""), where, experiment);
  for (const Key* key : keys_of(experiment.network.architecture))
    read_key(object, *key, where, experiment);
}

Scalar read_scalar(const std::string& name, const JsonPlace& place) {
  const nlohmann::ordered_json& node = place.node();
  Scalar scalar{name, {}};
  if (node.is_boolean()) {
    scalar.value = node.get<bool>();
  } else if (node.is_array()) {
    if (!node.empty() && node.front().contains("weight_variance"))
      scalar.value = read_objects<CriticalState>(place);
    else
      scalar.value = read_objects<FixedPoint>(place);
  } else if (node.is_string() && node != "inf" && node != "-inf") {
    scalar.value = node.get<std::string>();
  } else {
    place.read(scalar.value.emplace<double>());
  }
  return scalar;
}

void read_run(const JsonPlace& run, const std::string& where, ExperimentResult& result) {
  result.provenance = read_object<Provenance>(run);
  read_keys(run.member("experiment"), where, result.experiment);
}

void read_one(const JsonPlace& place, const std::string& where, ExperimentResult& result) {
  read_keys(place.member("experiment"), where, result.experiment);
  result.experiment.coordinates = read_pairs<std::string>(place.member("coordinates"));
  result.engines = read_pairs<std::int64_t>(place.member("engines"));
  result.prediction.curves = read_objects<Curve>(place.member("curves"));
  if (const auto profiles = place.find("profiles"))
    result.prediction.profiles = read_objects<Profile>(*profiles);
  place.member("scalars").each_member([&](const std::string& name, const JsonPlace& scalar) {
    result.prediction.scalars.push_back(read_scalar(name, scalar));
  });
  if (const auto unknown = place.find("unknown"))
    result.prediction.unknown = read_pairs<std::string>(*unknown);
  result.scalars = read_objects<MeasuredScalar>(place.member("measured_scalars"));
  result.histograms = read_objects<Histogram>(place.member("histograms"));
}

void check_verdict(const JsonPlace& place) {
  const JsonPlace word = place.member("verdict");
  const auto is_word = [&](const char* known) { return word.node() == known; };
  if (std::none_of(verdict_words.begin(), verdict_words.end(), is_word))
    word.refuse("agrees, close, disagrees or underpowered");
}

// Hands the objects of one long list out to the experiments, in order; `count` says how many each
// has.
template <class T>
class Dealer {
 public:
  Dealer(const JsonPlace& document, const char* key)
      : key_(key), objects_(read_objects<T>(document.member(key))) {}

  std::vector<T> deal(const JsonPlace& experiment) {
    std::uint64_t count = 0;
    const JsonPlace place = experiment.member(key_);
    place.read(count);
    if (count > objects_.size() - dealt_) place.refuse("no more than the list has");
    const auto first = objects_.begin() + static_cast<std::ptrdiff_t>(dealt_);
    dealt_ += count;
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }

  void check_empty(const JsonPlace& document) const {
    if (dealt_ != objects_.size()) document.member(key_).refuse("no element without an experiment");
  }

 private:
  const char* key_;
  std::vector<T> objects_;
  std::size_t dealt_ = 0;
};

void read_experiments(const JsonPlace& document, const std::string& where, Results& results) {
  Dealer<Verdict> verdicts(document, "verdicts");
  Dealer<ResultRow> rows(document, "rows");
  document.member("verdicts").each_element(check_verdict);
  document.member("experiments").each_element([&](const JsonPlace& place) {
    ExperimentResult& result = results.experiments.emplace_back();
    read_one(place, where, result);
    result.verdicts = verdicts.deal(place);
    result.rows = rows.deal(place);
  });
  verdicts.check_empty(document);
  rows.check_empty(document);
}

void read_provenance(const JsonPlace& place, const std::string& where, Results& results) {
  results.provenance = read_object<Provenance>(place);
  place.member("report_command").read(results.command);
  const JsonPlace runs = place.member("experiments");
  if (!runs.node().is_array() || runs.node().size() != results.experiments.size())
    runs.refuse("one entry per experiment");
  std::size_t next = 0;
  runs.each_element(
      [&](const JsonPlace& run) { read_run(run, where, results.experiments[next++]); });
}

}  // namespace

Results parse_results(std::string_view json, const std::string& where) {
  const nlohmann::ordered_json root = parse_json(json, where);
  const JsonPlace document(root, where);
  check_schema(document);
  Results results;
  document.member("title").read(results.title);
  read_experiments(document, where, results);
  read_provenance(document.member("provenance"), where, results);
  return results;
}

Results read_results(const std::filesystem::path& folder_or_file) {
  const bool folder = std::filesystem::is_directory(folder_or_file);
  const std::filesystem::path path = folder ? folder_or_file / results_file : folder_or_file;
  return parse_results(read_file(path, longest_file), path.string());
}

}  // namespace widefield
