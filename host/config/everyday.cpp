#include "host/config/everyday.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include "host/config/names.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// Without capitals and without what joins words.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)))
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string last_part(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

// ---- words -------------------------------------------------------------------------------------

// Activations by the names of frameworks. "gelu" by its tanh approximation is another function.
std::string activation_word(const std::string& word) {
  constexpr std::pair<std::string_view, std::string_view> synonyms[] = {
      {"swish", "silu"}, {"identity", "linear"}, {"hardtanh", "hard_tanh"}};
  const std::string simple = plain(word);
  for (const auto& [typed, meant] : synonyms)
    if (simple == typed) return std::string(meant);
  for (const NameInfo& known : activation_names())
    if (plain(known.name) == simple) return known.name;
  return word;
}

void translate_words(Value& value) {
  if (auto* word = std::get_if<std::string>(&value.data)) *word = activation_word(*word);
  if (auto* list = std::get_if<Value::List>(&value.data))
    for (Value& each : *list)
      translate_words(each);
}

// ---- keys --------------------------------------------------------------------------------------

constexpr std::pair<std::string_view, std::string_view> renamed[] = {
    {"negative_slope", "activation_slope"}, {"nonlinearity", "activation"}};

std::optional<double> number(const Value& value) {
  if (const auto* x = std::get_if<double>(&value.data)) return *x;
  if (const auto* x = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*x);
  return std::nullopt;
}

// "weight_variance = 2.25", from what was typed if that is a number.
std::string written(const char* key, const Value& typed, double (*meant)(double)) {
  const std::optional<double> x = number(typed);
  return x ? fmt::format("write {} = {:.12g}", key, meant(*x)) : fmt::format("write {}", key);
}

double squared(double x) {
  return x * x;
}
double kept(double dropped) {
  return 1 - dropped;
}

struct Meant {
  std::string reason, remedy;
};

std::optional<Meant> meant_by(const std::string& name, const Value& value) {
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is({"weight_std", "sigma_w", "w_std", "weight_stddev"}))
    return Meant{"a standard deviation, and variances are written here",
                 written("weight_variance", value, squared)};
  if (is({"bias_std", "sigma_b", "b_std", "bias_stddev"}))
    return Meant{"a standard deviation, and variances are written here",
                 written("bias_variance", value, squared)};
  if (is({"dropout", "dropout_rate", "dropout_p", "p_dropout"}))
    return Meant{"the part that is dropped, and the part that is kept is written here",
                 written("dropout_keep", value, kept)};
  if (is({"init", "initialization", "initialisation", "initializer", "kernel_initializer"}))
    return Meant{"initialisations are written as variances here",
                 "write weight_variance = 2 (he), 1 (lecun, and xavier between equal widths), and "
                 "bias_variance = 0"};
  return std::nullopt;
}

void refuse_other_meanings(const Setting& typed) {
  if (const auto meant = meant_by(last_part(typed.key), typed.value))
    throw InputError(typed.where, typed.key, "no such key", meant->reason, meant->remedy);
  const auto* word = std::get_if<std::string>(&typed.value.data);
  if (last_part(typed.key) != "weights" || word == nullptr) return;
  const std::string simple = plain(*word);
  if (simple == "truncatednormal")
    throw InputError(typed.where, typed.key, "no truncated normal weights",
                     "wide networks see only the variance of a law, to order 1/N its fourth moment",
                     "write weights = \"gaussian\" with the variance that is left after the cut "
                     "(at two deviations 0.774 of it), or \"uniform\"");
}

std::string key_in_these_words(const std::string& key) {
  const std::string name = last_part(key), before = key.substr(0, key.size() - name.size());
  for (const auto& [typed, meant] : renamed)
    if (name == typed) return before + std::string(meant);
  return key;
}

}  // namespace

Setting everyday(Setting typed) {
  refuse_other_meanings(typed);
  typed.key = key_in_these_words(typed.key);
  const std::string name = last_part(typed.key);
  if (name == "activation" || typed.key.find("activation,") != std::string::npos)
    translate_words(typed.value);
  if (name == "weights" && typed.value == Value{std::string("normal")})
    typed.value = Value{std::string("gaussian")};
  return typed;
}

}  // namespace widefield
