#include <algorithm>

#include "host/store/write_parts.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

std::vector<std::string> observables_of(const std::vector<Curve>& curves) {
  std::vector<std::string> names;
  for (const Curve& curve : curves)
    if (std::find(names.begin(), names.end(), curve.observable) == names.end())
      names.push_back(curve.observable);
  return names;
}

std::vector<Curve> curves_of(const std::vector<Curve>& curves, const std::string& observable) {
  std::vector<Curve> chosen;
  for (const Curve& curve : curves)
    if (curve.observable == observable) chosen.push_back(curve);
  return chosen;
}

void write_points(JsonWriter& json, const Curve& curve) {
  WriteWalker walker(json);
  if (curve.axis == Axis::layer)
    walker(name_of(curve.axis).data(), curve.layer);
  else
    walker(name_of(curve.axis).data(), curve.at);
  walker("value", curve.value);
  if (!curve.bias.empty()) walker("bias", curve.bias);
  if (!curve.variance.empty()) walker("variance", curve.variance);
  if (!curve.standard_error.empty()) walker("standard_error", curve.standard_error);
  walker("citation", curve.citation);
}

void write_components(JsonWriter& json, const std::vector<Curve>& curves) {
  json.key("components").begin_object(Layout::block);
  for (const Curve& curve : curves) {
    json.key(curve.component).begin_object();
    write_points(json, curve);
    json.end_object();
  }
  json.end_object();
}

// The curve of the first component; with several, all of them by name under "components".
void write_curve(JsonWriter& json, const std::vector<Curve>& curves) {
  json.begin_object(curves.size() > 1 ? Layout::block : Layout::line);
  WriteWalker walker(json);
  walker("component", curves.front().component);
  write_points(json, curves.front());
  if (curves.size() > 1) write_components(json, curves);
  json.end_object();
}

void write_profile(JsonWriter& json, const Profile& profile) {
  json.begin_object();
  WriteWalker walker(json);
  walker(name_of(profile.axis).data(), profile.at);
  walker("value", profile.value);
  walker("citation", profile.citation);
  json.end_object();
}

}  // namespace

std::string theory_json(const Experiment& experiment, const Prediction& prediction) {
  JsonWriter json;
  json.begin_object(Layout::block).key("schema").value(theory_schema);
  json.key("experiment");
  write_experiment(json, experiment, [](const Key& key) { return key.role == Role::law; });
  json.key("scalars");
  write_scalars(json, prediction.scalars);
  json.key("curves").begin_object(Layout::block);
  for (const std::string& observable : observables_of(prediction.curves)) {
    json.key(observable);
    write_curve(json, curves_of(prediction.curves, observable));
  }
  for (const Profile& profile : prediction.profiles) {
    json.key(profile.name);
    write_profile(json, profile);
  }
  json.end_object().key("unknown");
  write_pairs(json, prediction.unknown);
  json.end_object();
  return std::move(json).document();
}

}  // namespace widefield
