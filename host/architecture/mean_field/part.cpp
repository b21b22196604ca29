#include "host/architecture/mean_field/part.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widefield/error.hpp"

namespace widefield {
namespace {

void append(Prediction& prediction, const Prediction& part) {
  const auto all = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  all(prediction.scalars, part.scalars);
  all(prediction.curves, part.curves);
  all(prediction.profiles, part.profiles);
  all(prediction.unknown, part.unknown);
}

// Of the exception that is being handled. What libraries say means nothing to a user.
std::string reason_of_failure() {
  try {
    throw;
  } catch (const InputError& error) {
    return error.what();
  } catch (const RunError& error) {
    return error.what();
  } catch (const std::exception&) {
    return "an integral or a root of it was not found: its numbers leave the range of doubles";
  }
}

bool does_not_exist(const Scalar& scalar) {
  const double* number = std::get_if<double>(&scalar.value);
  return number != nullptr && std::isnan(*number);
}

}  // namespace

void add_part(Prediction& prediction, const Names& names,
              const std::function<void(Prediction&)>& part) {
  try {
    Prediction made;
    part(made);
    append(prediction, made);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    const std::string reason = reason_of_failure();
    for (const std::string& name : names)
      prediction.unknown.emplace_back(name, reason);
  }
}

void add_scalars(Prediction& prediction, const Names& names,
                 const std::function<std::vector<Scalar>()>& part) {
  const std::size_t before = prediction.scalars.size();
  add_part(prediction, names, [&](Prediction& made) { made.scalars = part(); });
  if (prediction.scalars.size() > before) return;
  for (const std::string& name : names)
    prediction.scalars.push_back({name, std::numeric_limits<double>::quiet_NaN()});
}

void add_curves(Prediction& prediction, const Names& names,
                const std::function<std::vector<Curve>()>& part) {
  add_part(prediction, names, [&](Prediction& made) { made.curves = part(); });
}

void explain(Prediction& prediction, const std::string& scalar, const std::string& reason) {
  const auto& scalars = prediction.scalars;
  const auto& unknown = prediction.unknown;
  const bool silent = std::any_of(scalars.begin(), scalars.end(), [&](const Scalar& one) {
    return one.name == scalar && does_not_exist(one);
  });
  const bool said = std::any_of(unknown.begin(), unknown.end(),
                                [&](const auto& one) { return one.first == scalar; });
  if (silent && !said) prediction.unknown.emplace_back(scalar, reason);
}

}  // namespace widefield
