#pragma once
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "widefield/config.hpp"
#include "widefield/store.hpp"

namespace widefield::testing {

/// Where a scratch folder lies. Memory makes fsync free: for tests that make thousands of them.
enum class Place { disk, memory };

/// A folder of its own that goes away with the object.
class Scratch {
 public:
  explicit Scratch(Place place = Place::disk) {
    const std::filesystem::path memory = "/dev/shm";
    const bool use_memory = place == Place::memory && std::filesystem::is_directory(memory);
    const std::filesystem::path root = use_memory ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (root / "widefield-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Scratch(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

inline void put_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// What a real run would say about itself.
inline RunDescription description(double weight_variance = 1.7) {
  Experiment experiment;
  experiment.network.weight_variance = weight_variance;
  return {resolved_toml({experiment}), {{label(experiment), identity_of(experiment, "cpu")}}};
}

inline Ensemble ensemble(const RunDescription& run, std::int64_t width = 256) {
  return {identity_hash(run.points.at(0).identity), width};
}

/// Means of three slots, their variances and one covariance.
inline MomentPlan small_plan() {
  return {3, {{0, 0}, {0, 1}, {1, 1}, {2, 2}}};
}

/// A block that is a pure function of its number, with digits to the last place.
inline Block block(std::uint64_t number) {
  const auto x = static_cast<double>(number + 1);
  Block made{.number = number, .engine = "gram", .moments = {}, .records = {}, .histograms = {}};
  made.moments.count = 64;
  made.moments.mean = {std::sqrt(x), -1 / x, 1e-300 * x};
  made.moments.comoment = {x / 3, -x / 7, x / 11, 0.1 * x};
  made.histograms = {{number, 2 * number + 1}, {}, {7}};
  return made;
}

}  // namespace widefield::testing
