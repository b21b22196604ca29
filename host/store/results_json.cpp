#include "host/store/write_parts.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

// What was simulated and what is claimed about it stand with the experiment. How many networks and
// on which machine is provenance: a shard merged with its siblings says the same as one long run.
bool belongs_to_experiment(const Key& key) {
  return key.role == Role::law || key.role == Role::judgement;
}

void write_run(JsonWriter& json, const ExperimentResult& result) {
  json.begin_object();
  WriteWalker walker(json);
  walk(walker, result.provenance);
  json.key("experiment");
  write_experiment(json, result.experiment,
                   [](const Key& key) { return !belongs_to_experiment(key); });
  json.end_object();
}

void write_provenance(JsonWriter& json, const Results& results) {
  json.key("provenance").begin_object(Layout::block);
  WriteWalker walker(json);
  walk(walker, results.provenance);
  walker("report_command", results.command);
  walker("netcdf", netcdf_available() ? "results.nc" : netcdf_absence());
  json.key("experiments").begin_array(Layout::block);
  for (const ExperimentResult& result : results.experiments)
    write_run(json, result);
  json.end_array().end_object();
}

void write_all_verdicts(JsonWriter& json, const Results& results) {
  json.key("verdicts").begin_array(Layout::block);
  for (const ExperimentResult& result : results.experiments)
    for (const Verdict& verdict : result.verdicts)
      write_object(json, verdict);
  json.end_array();
}

void write_all_rows(JsonWriter& json, const Results& results) {
  json.key("rows").begin_array(Layout::block);
  for (const ExperimentResult& result : results.experiments)
    for (const ResultRow& row : result.rows)
      write_object(json, row);
  json.end_array();
}

// `rows` and `verdicts` say how many of those above are this experiment's, in order.
void write_one(JsonWriter& json, const ExperimentResult& result) {
  json.begin_object(Layout::block);
  json.key("experiment");
  write_experiment(json, result.experiment, belongs_to_experiment);
  json.key("coordinates");
  write_pairs(json, result.experiment.coordinates);
  json.key("engines");
  write_pairs(json, result.engines);
  json.key("verdicts").value(result.verdicts.size()).key("rows").value(result.rows.size());
  json.key("scalars");
  write_scalars(json, result.prediction.scalars);
  json.key("curves");
  write_objects(json, result.prediction.curves);
  json.key("profiles");
  write_objects(json, result.prediction.profiles);
  json.key("unknown");
  write_pairs(json, result.prediction.unknown);
  json.key("measured_scalars");
  write_objects(json, result.scalars);
  json.key("histograms");
  write_objects(json, result.histograms);
  json.end_object();
}

}  // namespace

std::string results_json(const Results& results) {
  JsonWriter json;
  json.begin_object(Layout::block).key("schema").value(results_schema);
  write_provenance(json, results);
  write_all_verdicts(json, results);
  write_all_rows(json, results);
  json.key("title").value(results.title);
  json.key("experiments").begin_array(Layout::block);
  for (const ExperimentResult& result : results.experiments)
    write_one(json, result);
  json.end_array().end_object();
  return std::move(json).document();
}

}  // namespace widefield
