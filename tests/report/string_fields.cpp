#include "string_fields.hpp"

#include <vector>

#include "sample_results.hpp"

namespace widefield::sample {
namespace {

using Visit = std::function<void(std::string&)>;
using VisitNumber = std::function<void(double&)>;

void visit_provenance(Provenance& p, const Visit& visit) {
  for (std::string* text : {&p.version, &p.commit, &p.command, &p.backend, &p.device, &p.engine,
                            &p.precision, &p.started})
    visit(*text);
}

void visit_experiment(Experiment& e, const Visit& visit) {
  for (std::string* text : {&e.name, &e.network.architecture, &e.network.activation,
                            &e.network.weights, &e.inputs.manifold, &e.run.engine, &e.run.backend,
                            &e.run.precision, &e.claim.text, &e.claim.citation, &e.claim.source})
    visit(*text);
  for (auto* list : {&e.measure.observables, &e.claim.verdicts, &e.compare.families})
    for (std::string& text : *list)
      visit(text);
  for (auto& [key, value] : e.coordinates)
    visit(key), visit(value);
}

void visit_prediction(Prediction& prediction, const Visit& visit) {
  for (Scalar& scalar : prediction.scalars) {
    visit(scalar.name);
    if (auto* text = std::get_if<std::string>(&scalar.value)) visit(*text);
  }
  for (Curve& curve : prediction.curves)
    visit(curve.observable), visit(curve.component), visit(curve.citation);
}

void visit_measurements(ExperimentResult& r, const Visit& visit) {
  for (auto& engine : r.engines)
    visit(engine.second);
  for (ResultRow& row : r.rows)
    for (std::string* text : {&row.experiment, &row.observable, &row.symbol, &row.component})
      visit(*text);
  for (Verdict& v : r.verdicts)
    for (std::string* text :
         {&v.experiment, &v.observable, &v.verdict, &v.method, &v.note, &v.citation})
      visit(*text);
  for (Histogram& h : r.histograms)
    for (std::string* text : {&h.experiment, &h.observable, &h.component})
      visit(*text);
  for (MeasuredScalar& scalar : r.scalars)
    visit(scalar.experiment), visit(scalar.name);
}

void visit_numbers(ExperimentResult& r, const VisitNumber& visit) {
  Network& network = r.experiment.network;
  for (double* number : {&network.weight_variance, &network.bias_variance, &network.dropout_keep,
                         &r.experiment.inputs.squared_norm, &r.experiment.inputs.correlation,
                         &r.provenance.seconds, &r.provenance.networks_per_second})
    visit(*number);
  for (Scalar& scalar : r.prediction.scalars)
    if (auto* number = std::get_if<double>(&scalar.value)) visit(*number);
  for (Curve& curve : r.prediction.curves)
    for (double& value : curve.value)
      visit(value);
  for (ResultRow& row : r.rows)
    for (double* number :
         {&row.measured, &row.standard_error, &row.theory, &row.theory_at_width, &row.z})
      visit(*number);
  for (Verdict& v : r.verdicts)
    for (double* number : {&v.p, &v.largest_relative_deviation, &v.resolution, &v.tolerance,
                           &v.smallest_visible_error})
      visit(*number);
  for (MeasuredScalar& scalar : r.scalars)
    for (double* number : {&scalar.measured, &scalar.standard_error, &scalar.theory})
      visit(*number);
  for (Histogram& h : r.histograms) {
    for (double& edge : h.edges)
      visit(edge);
    for (double* number : {&h.mean, &h.variance, &h.skewness, &h.excess_kurtosis})
      visit(*number);
  }
}

}  // namespace

void for_each_string(Results& results, const Visit& visit) {
  visit(results.title), visit(results.command);
  visit_provenance(results.provenance, visit);
  for (ExperimentResult& r : results.experiments) {
    visit_provenance(r.provenance, visit);
    visit_experiment(r.experiment, visit);
    visit_prediction(r.prediction, visit);
    visit_measurements(r, visit);
  }
}

void for_each_number(Results& results, const VisitNumber& visit) {
  for (ExperimentResult& r : results.experiments)
    visit_numbers(r, visit);
}

Results hostile_results() {
  const std::vector<std::string> attacks = {
      "<script>window.hacked = 1</script>",
      "\"><img src=x onerror=window.hacked=1>",
      "' onmouseover='window.hacked=1",
      "--><!-- ]]> <![CDATA[",
      "</style></title></svg></script><script>window.hacked=1</script>",
      "&lt;script&gt; &#60; &amp;amp; &",
      "javascript:window.hacked=1",
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \u202E gnp.exe \u2066 \u200F",
      std::string("nul \0 bell \a escape \x1B delete \x7F", 30),
      "cut off \xE2\x82, overlong \xC0\xBC, surrogate \xED\xA0\x80, alone \xFF",
      "sigma_w^{2 _ ^ ^^ {}} \\ \\sigma_ c* chi_{1",
      std::string(10000, 'W'),
      ""};
  Results hostile = results();
  std::size_t next = 0;
  for_each_string(hostile, [&](std::string& text) { text = attacks[next++ % attacks.size()]; });
  return hostile;
}

}  // namespace widefield::sample
