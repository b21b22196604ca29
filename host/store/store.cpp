#include "widefield/store.hpp"

#include <fmt/format.h>

#include <cassert>

#include "host/store/open_store.hpp"
#include "host/store/schema.hpp"

namespace widefield {
namespace {

[[noreturn]] void refuse_other_bits(const std::string& path, const PackedBlock& block) {
  throw RunError(fmt::format("{} already holds block {} at width {} with other numbers", path,
                             block.number, block.width),
                 "the program or the machine computes otherwise than when it was written: run into "
                 "another folder with -o");
}

Block unpacked(const Database& database, const PackedBlock& packed) {
  Block block;
  if (!unpack(packed, block))
    throw RunError(fmt::format("{} is damaged: block {} at width {} is not whole", database.path(),
                               packed.number, packed.width),
                   "keep the file and run into another folder with -o");
  return block;
}

void check_shape(const Database& database, const Block& block, const MomentPlan& plan) {
  const Moments& moments = block.moments;
  if (moments.mean.size() == plan.slots && moments.comoment.size() == plan.pairs.size()) return;
  throw RunError(fmt::format("{}: block {} has {} means and {} second moments, but {} and {} are "
                             "measured now (another version of the program wrote it)",
                             database.path(), block.number, moments.mean.size(),
                             moments.comoment.size(), plan.slots, plan.pairs.size()),
                 "run into another folder with -o");
}

}  // namespace

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Store::~Store() {
  if (!state_ || !state_->open.lock) return;
  // Takes the empty journal away. Where that fails it does no harm.
  sqlite3_exec(state_->open.database.handle(), "PRAGMA journal_mode = DELETE", nullptr, nullptr,
               nullptr);
}

Store Store::open(const std::filesystem::path& folder, const RunDescription& description,
                  OpenMode mode, Io* io) {
  OpenStore open = open_to_write(gate(io), folder, description, mode);
  return Store(std::make_unique<State>(State{std::move(open)}));
}

Store Store::read(const std::filesystem::path& folder, Io* io) {
  return Store(std::make_unique<State>(State{open_to_read(gate(io), folder)}));
}

void Store::add(const Ensemble& ensemble, const Block& block) {
  add(ensemble, std::span<const Block>(&block, 1));
}

void Store::add(const Ensemble& ensemble, std::span<const Block> blocks) {
  assert(state_->open.lock && "opened for reading");
  Database& database = state_->open.database;
  Transaction transaction(database);
  for (const Block& block : blocks) {
    const PackedBlock packed = pack(ensemble, block);
    if (put_block(database, packed) == Put::differs) refuse_other_bits(database.path(), packed);
  }
  transaction.commit();
}

std::vector<std::uint64_t> Store::finished(const Ensemble& ensemble) const {
  return read_numbers(state_->open.database, ensemble);
}

std::vector<std::pair<std::uint64_t, Moments>> Store::moments(const Ensemble& ensemble,
                                                              const MomentPlan& plan) const {
  std::vector<std::pair<std::uint64_t, Moments>> found;
  visit(ensemble, [&](const Block& block) {
    check_shape(state_->open.database, block, plan);
    found.emplace_back(block.number, block.moments);
  });
  return found;
}

void Store::visit(const Ensemble& ensemble,
                  const std::function<void(const Block&)>& visitor) const {
  Database& database = state_->open.database;
  visit_blocks(database, &ensemble,
               [&](const PackedBlock& packed) { visitor(unpacked(database, packed)); });
}

std::vector<Ensemble> Store::ensembles() const {
  return read_ensembles(state_->open.database);
}

const RunDescription& Store::description() const {
  return state_->open.description;
}

const std::string& Store::notice() const {
  static const std::string none;
  return state_->open.lock ? state_->open.lock->notice() : none;
}

}  // namespace widefield
