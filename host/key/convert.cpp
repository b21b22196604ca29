#include "host/key/convert.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/key/suggest.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr std::size_t longest_list = 4096;
constexpr std::size_t longest_text = 4096;  // bytes
constexpr std::size_t longest_name = 100;   // bytes; a folder is named after it

[[noreturn]] void refuse(const Setting& s, std::string reason, std::string remedy) {
  throw InputError(s.where, s.key, fmt::format("{} is not possible", to_toml(s.value)),
                   std::move(reason), std::move(remedy));
}

[[noreturn]] void wrong_type(const Setting& s, const std::string& wanted) {
  const bool list = std::holds_alternative<Value::List>(s.value.data);
  throw InputError(s.where, s.key, fmt::format("{} is {}", to_toml(s.value), kind(s.value)),
                   "it takes " + wanted,
                   list && wanted.find("list") == std::string::npos
                       ? "write one value here; a section [sweep] takes several"
                       : "see widefield list keys");
}

Setting element(const Setting& list, const Value& value) {
  return {list.key, value, list.where};
}

// The elements of a list; a single value is a list of one.
Value::List elements(const Setting& s) {
  const auto* list = std::get_if<Value::List>(&s.value.data);
  if (!list) return {s.value};
  if (list->size() > longest_list)
    throw InputError(s.where, s.key, fmt::format("a list of {} values", list->size()),
                     fmt::format("at most {}", longest_list), "shorten it");
  return *list;
}

double checked(const Setting& s, double x, const ValueRange& range) {
  if (std::isnan(x)) refuse(s, "it is not a number", "write a number");
  if (range.contains(x)) return x;
  refuse(s, fmt::format("it is {}", range.text()), "choose a value in this range");
}

double real(const Setting& s, const ValueRange& range) {
  if (const auto* x = std::get_if<double>(&s.value.data)) {
    if (std::isinf(*x)) refuse(s, "it is not finite", "write a finite number");
    return checked(s, *x, range);
  }
  const auto* whole = std::get_if<std::int64_t>(&s.value.data);
  if (!whole) wrong_type(s, "a number");
  return checked(s, static_cast<double>(*whole), range);
}

std::int64_t whole(const Setting& s, const ValueRange& range) {
  const auto* x = std::get_if<std::int64_t>(&s.value.data);
  // 1e6 is a floating-point number to TOML, and a whole one to people.
  const auto* real = std::get_if<double>(&s.value.data);
  if (real && !std::isfinite(*real)) refuse(s, "it is not a finite number", "write a whole number");
  constexpr double exact = 9007199254740992.0;  // 2^53: whole doubles below it are exact
  if (!x && real && std::abs(*real) <= exact && std::floor(*real) == *real)
    return static_cast<std::int64_t>(checked(s, *real, range));
  if (!x) wrong_type(s, "a whole number");
  checked(s, static_cast<double>(*x), range);
  return *x;
}

const std::string& text(const Setting& s) {
  const auto* x = std::get_if<std::string>(&s.value.data);
  if (!x) wrong_type(s, "a text");
  if (x->size() > longest_text)
    throw InputError(s.where, s.key, fmt::format("a text of {} bytes", x->size()),
                     fmt::format("at most {}", longest_text), "shorten it");
  return *x;
}

// An empty word stands for "none" and is not listed.
std::vector<std::string> listed(const std::vector<std::string>& words) {
  std::vector<std::string> list;
  std::copy_if(words.begin(), words.end(), std::back_inserter(list),
               [](const std::string& word) { return !word.empty(); });
  return list;
}

const std::string& word(const Setting& s, const std::vector<std::string>& words) {
  const std::string& x = text(s);
  if (words.empty() || std::find(words.begin(), words.end(), x) != words.end()) return x;
  throw InputError(s.where, s.key, fmt::format("unknown word {}", to_toml(s.value)), "",
                   did_you_mean(x, listed(words)));
}

// A number at the start of `text`, or -1, and what follows it.
std::pair<double, std::string> leading_number(const std::string& text) {
  double x = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
  return {error == std::errc() ? x : -1, std::string(end, text.data() + text.size())};
}

}  // namespace

std::string Takes::text() const {
  return words.empty() ? range.text() : fmt::format("{}", fmt::join(listed(words), ", "));
}

// clang-format off
template <> std::string type_name<bool>() { return "true or false"; }
template <> std::string type_name<int>() { return "whole number"; }
template <> std::string type_name<std::int64_t>() { return "whole number"; }
template <> std::string type_name<std::uint64_t>() { return "whole number"; }
template <> std::string type_name<double>() { return "number"; }
template <> std::string type_name<std::string>() { return "text"; }
template <> std::string type_name<std::vector<std::int64_t>>() { return "list of whole numbers"; }
template <> std::string type_name<std::vector<double>>() { return "list of numbers"; }
template <> std::string type_name<std::vector<std::string>>() { return "list of words"; }
template <> std::string type_name<Matrix>() { return "matrix"; }

Value to_value(bool x) { return {x}; }
Value to_value(int x) { return {std::int64_t{x}}; }
Value to_value(std::int64_t x) { return {x}; }
Value to_value(std::uint64_t x) { return {static_cast<std::int64_t>(x)}; }
Value to_value(double x) { return {x}; }
Value to_value(const std::string& x) { return {x}; }
// clang-format on

namespace {
template <class T>
Value list_value(const std::vector<T>& elements) {
  Value::List list;
  for (const T& element : elements)
    list.push_back(to_value(element));
  return {std::move(list)};
}
}  // namespace

Value to_value(const std::vector<std::int64_t>& x) {
  return list_value(x);
}
Value to_value(const std::vector<double>& x) {
  return list_value(x);
}
Value to_value(const std::vector<std::string>& x) {
  return list_value(x);
}
Value to_value(const Matrix& x) {
  Value::List rows;
  for (const auto& row : x)
    rows.push_back(list_value(row));
  return {std::move(rows)};
}

void assign(bool& member, const Setting& s, const Takes&) {
  const auto* x = std::get_if<bool>(&s.value.data);
  if (!x) wrong_type(s, "true or false");
  member = *x;
}

void assign(int& member, const Setting& s, const Takes& takes) {
  member = static_cast<int>(whole(s, takes.range));
}

void assign(std::int64_t& member, const Setting& s, const Takes& takes) {
  member = whole(s, takes.range);
}

void assign(std::uint64_t& member, const Setting& s, const Takes& takes) {
  member = static_cast<std::uint64_t>(whole(s, takes.range));
}

void assign(double& member, const Setting& s, const Takes& takes) {
  member = real(s, takes.range);
}

void assign(std::string& member, const Setting& s, const Takes& takes) {
  member = word(s, takes.words);
}

void assign(std::vector<std::int64_t>& member, const Setting& s, const Takes& takes) {
  std::vector<std::int64_t> list;
  for (const Value& value : elements(s))
    list.push_back(whole(element(s, value), takes.range));
  if (list.empty()) refuse(s, "an empty list", "write at least one number");
  std::vector<std::int64_t> sorted = list;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    refuse(s, "a value stands in it twice", "write every value once");
  member = std::move(list);
}

void assign(std::vector<double>& member, const Setting& s, const Takes& takes) {
  std::vector<double> list;
  for (const Value& value : elements(s))
    list.push_back(real(element(s, value), takes.range));
  member = std::move(list);
}

void assign(std::vector<std::string>& member, const Setting& s, const Takes& takes) {
  std::vector<std::string> list;
  for (const Value& value : elements(s)) {
    const std::string x = word(element(s, value), takes.words);
    if (std::find(list.begin(), list.end(), x) != list.end())
      refuse(s, fmt::format("'{}' stands in it twice", x), "write every word once");
    list.push_back(x);
  }
  member = std::move(list);
}

void assign(Matrix& member, const Setting& s, const Takes& takes) {
  const auto* rows = std::get_if<Value::List>(&s.value.data);
  if (!rows) wrong_type(s, "lists of numbers in a list");
  Matrix matrix;
  for (const Value& row : *rows) {
    const auto* numbers = std::get_if<Value::List>(&row.data);
    if (!numbers) wrong_type(s, "lists of numbers in a list");
    matrix.emplace_back();
    for (const Value& x : *numbers)
      matrix.back().push_back(real(element(s, x), takes.range));
  }
  member = std::move(matrix);
}

void assign_folder_name(std::string& name, const Setting& s) {
  const std::string& x = text(s);
  const auto forbidden = [](unsigned char c) {
    return c < 0x20 || c == 0x7f || c == '/' || c == '\\';
  };
  if (x.empty() || x.size() > longest_name || x[0] == '.' || x[0] == '-' ||
      std::any_of(x.begin(), x.end(), forbidden))
    refuse(s, "a folder is named after it",
           fmt::format("choose 1 to {} characters without / and \\, not starting with . or -",
                       longest_name));
  name = x;
}

void assign_shard(int& shard, int& shards, const Setting& s, double most) {
  const std::string& x = text(s);
  int i = 0, n = 0, used = 0;
  const bool digits = x.size() <= 15 && x.find_first_not_of("0123456789/") == std::string::npos;
  if (!digits || std::sscanf(x.c_str(), "%d/%d%n", &i, &n, &used) != 2 ||
      static_cast<std::size_t>(used) != x.size())
    refuse(s, "it is not i/n", "write a text such as \"2/5\"");
  if (i < 1 || n < i || n > most)
    refuse(s, fmt::format("i is from 1 to n, n at most {:.0f}", most),
           "write a text such as \"2/5\"");
  shard = i;
  shards = n;
}

double duration(const std::string& text) {
  const auto [number, unit] = leading_number(text);
  static const std::pair<const char*, double> units[] = {
      {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"", 1}};
  for (const auto& [name, seconds] : units)
    if (unit == name && number >= 0 && std::isfinite(number)) return number * seconds;
  throw std::invalid_argument(text);
}

void assign_duration(double& seconds, const Setting& s, const Takes& takes) {
  if (!std::holds_alternative<std::string>(s.value.data)) {
    seconds = real(s, takes.range);
    return;
  }
  double x = 0;
  try {
    x = duration(text(s));
  } catch (const std::invalid_argument&) {
    refuse(s, "it is not a duration",
           "write seconds, or a text such as \"90s\", \"10m\" or \"2h\"");
  }
  seconds = checked(s, x, takes.range);
}

}  // namespace widefield
