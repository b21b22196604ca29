// print_toml < FILES: prints what our reader makes of TOML documents, for comparison with another
// reader. Standard input holds documents, each preceded by its length in bytes and a newline; every
// answer is one line of JSON: {"key": value, ...}, or {"error": message}.
#include <iostream>
#include <nlohmann/json.hpp>

#include "host/config/read_toml.hpp"
#include "widefield/error.hpp"

namespace {

using namespace widefield;
using Json = nlohmann::ordered_json;

struct ToJson {
  Json operator()(const Value::List& list) const {
    Json array = Json::array();
    for (const Value& value : list)
      array.push_back(std::visit(*this, value.data));
    return array;
  }
  template <class T>
  Json operator()(const T& x) const {
    return x;
  }
  // JSON has no infinity and no NaN.
  Json operator()(double x) const {
    return std::isfinite(x) ? Json(x) : Json(std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
  }
};

Json read(const std::string& text) {
  try {
    Json settings = Json::object();
    for (const Setting& setting : read_toml(text, "test"))
      settings[setting.key] = std::visit(ToJson{}, setting.value.data);
    return settings;
  } catch (const InputError& error) {
    return {{"error", error.what()}};
  }
}

}  // namespace

int main() {
  for (std::string length; std::getline(std::cin, length);) {
    std::string text(std::stoul(length), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::cout << read(text).dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  }
}
