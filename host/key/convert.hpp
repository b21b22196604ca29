#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "host/key/key.hpp"

namespace widefield {

/// What a key takes: numbers of a range, or some words.
struct Takes {
  ValueRange range;
  std::vector<std::string> words;

  Takes() = default;
  Takes(ValueRange r) : range(std::move(r)) {}                // NOLINT: implicit on purpose
  Takes(std::vector<std::string> w) : words(std::move(w)) {}  // NOLINT
  std::string text() const;
};

using Matrix = std::vector<std::vector<double>>;

/// The type of a key, in words.
template <class T>
std::string type_name();

Value to_value(bool x);
Value to_value(int x);
Value to_value(std::int64_t x);
Value to_value(std::uint64_t x);
Value to_value(double x);
Value to_value(const std::string& x);
Value to_value(const std::vector<std::int64_t>& x);
Value to_value(const std::vector<double>& x);
Value to_value(const std::vector<std::string>& x);
Value to_value(const Matrix& x);

/// Sets a member from a setting. Throws InputError when the type or the value is wrong. A single
/// value stands for a list of one.
void assign(bool& member, const Setting& setting, const Takes& takes);
void assign(int& member, const Setting& setting, const Takes& takes);
void assign(std::int64_t& member, const Setting& setting, const Takes& takes);
void assign(std::uint64_t& member, const Setting& setting, const Takes& takes);
void assign(double& member, const Setting& setting, const Takes& takes);
void assign(std::string& member, const Setting& setting, const Takes& takes);
void assign(std::vector<std::int64_t>& member, const Setting& setting, const Takes& takes);
void assign(std::vector<double>& member, const Setting& setting, const Takes& takes);
void assign(std::vector<std::string>& member, const Setting& setting, const Takes& takes);
void assign(Matrix& member, const Setting& setting, const Takes& takes);

/// A duration in words: "90s", "10m", "1.5h", "2d". Throws std::invalid_argument.
double duration(const std::string& text);

void assign_folder_name(std::string& name, const Setting& setting);
void assign_shard(int& shard, int& shards, const Setting& setting, double most);
void assign_duration(double& seconds, const Setting& setting, const Takes& takes);

}  // namespace widefield
