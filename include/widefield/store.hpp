#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "widefield/error.hpp"
#include "widefield/experiment.hpp"
#include "widefield/moments.hpp"

namespace widefield {

class Io;  // host/store/io.hpp: every change of a file passes through it, so that tests can make it
           // fail

/// The keys that decide the numbers of one experiment, with their values, in a fixed order: the
/// resolved experiment without `networks`, `shard`, limits, and what is only said about it (name,
/// claim, comparison), plus the version of the random scheme and the backend.
using Identity = std::vector<std::pair<std::string, std::string>>;

/// `backend` is the resolved one (cpu | cuda), not "auto".
Identity identity_of(const Experiment& experiment, const std::string& backend);

/// 16 hexadecimal digits; the key of an experiment in the store.
std::string identity_hash(const Identity& identity);

/// One line per key that differs: "network.weight_variance: 1.7 there, 1.8 here".
std::vector<std::string> differences(const Identity& there, const Identity& here);

/// What a run folder is about: one point of a sweep, or several.
struct StoredPoint {
  std::string name;
  Identity identity;

  bool operator==(const StoredPoint&) const = default;
};

struct RunDescription {
  std::string experiment_toml;      // resolved, defaults included; what experiment.toml holds
  std::vector<StoredPoint> points;  // each identity once

  bool operator==(const RunDescription&) const = default;
};

/// The networks of one point at one width.
struct Ensemble {
  std::string point;  // identity_hash
  std::int64_t width = 0;
};

/// What one finished block of networks leaves behind.
struct Block {
  std::uint64_t number = 0;  // networks number*n .. number*n + n-1 of the ensemble
  std::string engine;        // that simulated it
  Moments moments;
  std::vector<double> records;                         // [network][slot]; only with --keep networks
  std::vector<std::vector<std::uint64_t>> histograms;  // [histogram][bin] counts; often none

  bool operator==(const Block&) const = default;
};

/// `fresh`: the folder is absent or empty. `resume`: it may hold an unfinished run of the same
/// experiment.
enum class OpenMode { fresh, resume };

/// A run folder. Finished blocks live in `blocks.sqlite`, one transaction each: a block whose
/// `add` returned survives kill -9 and loss of power, an unfinished one leaves no trace.
/// One writer at a time (a lock file names it); not for concurrent use by several threads.
class Store {
 public:
  /// Opens `folder` for writing, creating what is missing.
  /// InputError: not empty in mode `fresh`; another experiment; not a widefield store; written by a
  /// newer version. RunError: held by another process; not writable; damaged.
  /// With `resume`, points may be added to a stored run and networks raised; nothing is ever
  /// deleted. A run whose points are all different is another experiment and refused.
  static Store open(const std::filesystem::path& folder, const RunDescription& description,
                    OpenMode mode, Io* io = nullptr);

  /// Opens `folder` for reading only; works while another process writes and in a read-only folder.
  /// InputError: there is no store; it is not ours. RunError: damaged.
  static Store read(const std::filesystem::path& folder, Io* io = nullptr);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Durable when it returns. The same block again counts once; one with other bits is a RunError.
  void add(const Ensemble& ensemble, const Block& block);
  /// Several finished blocks in one transaction: all or none.
  void add(const Ensemble& ensemble, std::span<const Block> blocks);

  /// Numbers of the finished blocks, ascending.
  std::vector<std::uint64_t> finished(const Ensemble& ensemble) const;

  /// (number, moments) of the finished blocks, ascending: what unite_blocks takes. RunError when
  /// they do not have the shape of `plan` or fail their checksum.
  std::vector<std::pair<std::uint64_t, Moments>> moments(const Ensemble& ensemble,
                                                         const MomentPlan& plan) const;

  /// Every finished block, ascending, one at a time in memory.
  void visit(const Ensemble& ensemble, const std::function<void(const Block&)>& visitor) const;

  /// Every (point, width) with at least one block, ordered.
  std::vector<Ensemble> ensembles() const;

  const RunDescription& description() const;

  /// A sentence about a stale lock that was taken over, or empty.
  const std::string& notice() const;

 private:
  struct State;
  friend Store merge(std::span<const std::filesystem::path>, const std::filesystem::path&, Io*);
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Unites runs of the same experiment into `target`, a new or empty folder: all blocks or none.
/// The same block twice counts once. InputError: two copies of a block that differ; a run with
/// other points; no sources.
Store merge(std::span<const std::filesystem::path> sources, const std::filesystem::path& target,
            Io* io = nullptr);

}  // namespace widefield
