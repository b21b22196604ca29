#include "host/app/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "host/app/blocks.hpp"
#include "host/app/machine.hpp"
#include "host/app/options.hpp"
#include "host/app/signals.hpp"
#include "widefield/comparison.hpp"
#include "widefield/config.hpp"
#include "widefield/outputs.hpp"
#include "widefield/theory.hpp"

namespace widefield {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double seconds_between_writes = 0.5;
// Without a stopping rule nobody looks in between; a limit only keeps lists of numbers short.
constexpr std::uint64_t longest_stretch = 65536;

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

std::uint64_t total_blocks(const Experiment& experiment, const Plan& plan) {
  const std::uint64_t all = blocks_for(experiment.run.networks, plan.networks_per_block);
  const std::uint64_t shards = experiment.run.shards, before = experiment.run.shard - 1;
  return all > before ? (all - before + shards - 1) / shards : 0;
}

// Which experiment of a job, and which of its widths.
struct Which {
  std::size_t experiment, width;
};

std::vector<Which> all_of(const Job& job) {
  std::vector<Which> list;
  for (std::size_t e = 0; e < job.experiments.size(); ++e)
    for (std::size_t w = 0; w < job.plans[e].size(); ++w)
      list.push_back({e, w});
  return list;
}

// Simulates one experiment at one width into the store.
class StoredSimulation {
 public:
  /// `seconds`: what is left of a limit of time for this experiment and width.
  StoredSimulation(std::optional<Store>& store, const Job& job, Which which, Progress& progress,
                   double seconds)
      : store_(store),
        experiment_(job.experiments[which.experiment]),
        machine_(job.machines[which.experiment]),
        plan_(job.plans[which.experiment][which.width]),
        ensemble_{identity_hash(identity_of(experiment_, machine_.backend)), plan_.width},
        moments_(moment_plan(experiment_)),
        progress_(progress),
        seconds_(seconds) {
    data_.width = plan_.width;
    data_.blocks = store_->moments(ensemble_, moments_);
    const std::uint64_t total = total_blocks(experiment_, plan_) * plan_.networks_per_block;
    progress_.start(fmt::format("{}, width {}", label(experiment_), plan_.width),
                    has_rule() ? 0 : total, data_.blocks.size() * plan_.networks_per_block);
  }

  // How many networks were simulated.
  std::uint64_t run() {
    const std::uint64_t total = total_blocks(experiment_, plan_);
    for (std::uint64_t done = 0; done < total && (done == 0 || !time_is_over());) {
      const std::uint64_t to = std::min(total, next_stop(done));
      simulate_stretch(done, to);
      done = to;
      if (known_well_enough(done)) break;
    }
    return simulated_ * plan_.networks_per_block;
  }

 private:
  bool has_rule() const {
    return experiment_.run.relative_error > 0 || experiment_.run.time_limit > 0;
  }

  // Looks happen after 2^j blocks.
  std::uint64_t next_stop(std::uint64_t done) const {
    if (!has_rule()) return done + longest_stretch;
    std::uint64_t stop = 1;
    while (stop <= done)
      stop *= 2;
    return stop;
  }

  std::uint64_t block_number(std::uint64_t index) const {
    return index * experiment_.run.shards + (experiment_.run.shard - 1);
  }

  void simulate_stretch(std::uint64_t from, std::uint64_t to) {
    BlockWork work{experiment_, plan_, machine_, missing(from, to)};
    simulate_blocks(work, {[this](FinishedBlock block) { return take(std::move(block)); },
                           [this] { return tick(); }});
    write();
  }

  std::vector<std::uint64_t> missing(std::uint64_t from, std::uint64_t to) const {
    const std::vector<std::uint64_t> finished = store_->finished(ensemble_);
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t i = from; i < to; ++i)
      if (!std::binary_search(finished.begin(), finished.end(), block_number(i)))
        numbers.push_back(block_number(i));
    return numbers;
  }

  bool take(FinishedBlock block) {
    data_.blocks.emplace_back(block.number, block.summary.moments);
    pending_.push_back({block.number, plan_.engine, std::move(block.summary.moments),
                        std::move(block.records), std::move(block.summary.histograms)});
    progress_.add(plan_.networks_per_block);
    ++simulated_;
    if (seconds_since(written_) > seconds_between_writes) write();
    return !time_is_over();
  }

  bool tick() {
    if (CaughtSignals::arrived() != 0) end_program();
    progress_.show([this] { return relative_standard_error(experiment_, data_); });
    return !time_is_over();
  }

  void write() {
    if (!pending_.empty()) store_->add(ensemble_, pending_);
    pending_.clear();
    written_ = Clock::now();
  }

  // However short the time, one block is finished.
  bool time_is_over() const {
    return experiment_.run.time_limit > 0 && !data_.blocks.empty() &&
           seconds_since(started_) > seconds_;
  }

  // Of the first `done` blocks alone: what else a resumed store holds must not matter.
  bool known_well_enough(std::uint64_t done) const {
    if (!(experiment_.run.relative_error > 0) || !is_look(done)) return false;
    WidthData looked{data_.width, data_.engine, data_.why, {}, {}};
    for (const auto& block : data_.blocks)
      if (block.first < block_number(done)) looked.blocks.push_back(block);
    return relative_standard_error(experiment_, looked) <= experiment_.run.relative_error;
  }

  // Workers may be in the middle of a block that takes minutes, so nobody waits for them: what is
  // finished is on disk, and the operating system takes the rest.
  [[noreturn]] void end_program() {
    write();
    progress_.clear();
    fmt::print(stderr, "interrupted: finished blocks are kept; go on with --resume\n");
    store_.reset();
    std::_Exit(killed_by_signal + CaughtSignals::arrived());
  }

  std::optional<Store>& store_;
  const Experiment& experiment_;
  Machine machine_;
  const Plan& plan_;
  Ensemble ensemble_;
  MomentPlan moments_;
  Progress& progress_;
  double seconds_;
  WidthData data_;
  std::vector<Block> pending_;
  std::uint64_t simulated_ = 0;
  Clock::time_point started_ = Clock::now(), written_ = started_;
};

// Points that differ in nothing but what is said about them share their blocks.
RunDescription describe(const Job& job) {
  RunDescription description{resolved_toml(job.experiments), {}};
  auto& points = description.points;
  for (std::size_t i = 0; i < job.experiments.size(); ++i) {
    StoredPoint point{label(job.experiments[i]),
                      identity_of(job.experiments[i], job.machines[i].backend)};
    const auto same = [&](const StoredPoint& other) { return other.identity == point.identity; };
    if (std::none_of(points.begin(), points.end(), same)) points.push_back(std::move(point));
  }
  return description;
}

}  // namespace

Job make_job(std::vector<Experiment> experiments, std::filesystem::path folder) {
  Job job{std::move(folder), std::move(experiments), {}, {}};
  for (const Experiment& experiment : job.experiments) {
    job.machines.push_back(machine_for(experiment));
    job.plans.push_back(checked_plans(experiment, job.machines.back()));
  }
  return job;
}

Cost simulate_job(const Job& job, OpenMode mode, Progress& progress) {
  const Clock::time_point started = Clock::now();
  std::optional<Store> store = Store::open(job.folder, describe(job), mode);
  if (!store->notice().empty()) fmt::print(stderr, "note: {}\n", store->notice());
  const CaughtSignals catching;
  write_file(job.folder / "experiment.toml", store->description().experiment_toml);
  const std::vector<Which> all = all_of(job);
  Cost cost;
  // A limit of time is shared out: what is left, over what is left to do.
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double limit = job.experiments[all[i].experiment].run.time_limit;
    const double share = (limit - seconds_since(started)) / static_cast<double>(all.size() - i);
    cost.networks += StoredSimulation(store, job, all[i], progress, share).run();
  }
  progress.clear();
  cost.seconds = seconds_since(started);
  return cost;
}

}  // namespace widefield
