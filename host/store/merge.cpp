#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/store/open_store.hpp"
#include "host/store/run_folder.hpp"
#include "host/store/schema.hpp"

namespace widefield {
namespace {

using Path = std::filesystem::path;

std::vector<std::string> hashes(const RunDescription& description) {
  std::vector<std::string> found;
  for (const StoredPoint& point : description.points)
    found.push_back(identity_hash(point.identity));
  std::sort(found.begin(), found.end());
  return found;
}

// What tells two runs apart: the keys of their first points, or how many points they have.
std::string explain(const RunDescription& first, const RunDescription& other) {
  if (first.points.size() != other.points.size())
    return fmt::format("{} points there, {} here", first.points.size(), other.points.size());
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < first.points.size() && lines.empty(); ++i)
    lines = differences(first.points[i].identity, other.points[i].identity);
  return fmt::format("{}", fmt::join(lines, "; "));
}

void check_same(const Path& first_path, const RunDescription& first, const Path& path,
                const RunDescription& other) {
  if (hashes(first) == hashes(other)) return;
  throw InputError(path.string(), "", "is a run of another experiment than " + first_path.string(),
                   explain(first, other), "merge runs of the same experiment only");
}

RunDescription common_description(Io& io, std::span<const Path> sources) {
  if (sources.empty())
    throw InputError("", "", "there is nothing to merge", "no run folder was named",
                     "name at least one folder before -o");
  RunDescription first = open_to_read(io, sources.front()).description;
  for (const Path& path : sources.subspan(1))
    check_same(sources.front(), first, path, open_to_read(io, path).description);
  return first;
}

[[noreturn]] void refuse_conflict(const Path& source, const PackedBlock& block) {
  throw InputError(source.string(), "",
                   fmt::format("its block {} at width {} has other numbers than that of a run "
                               "before it",
                               block.number, block.width),
                   "the same networks must give the same bits",
                   "find out which of the two is wrong and leave it out");
}

void unite_block(Database& target, const Path& source, const PackedBlock& block) {
  if (put_block(target, block) == Put::differs) refuse_conflict(source, block);
}

void unite_run(Io& io, Database& target, const Path& source) {
  OpenStore run = open_to_read(io, source);
  visit_blocks(run.database, nullptr,
               [&](const PackedBlock& block) { unite_block(target, source, block); });
}

void unite_all(Io& io, Database& target, std::span<const Path> sources) {
  Transaction transaction(target);
  for (const Path& source : sources)
    unite_run(io, target, source);
  transaction.commit();
}

}  // namespace

Store merge(std::span<const std::filesystem::path> sources, const std::filesystem::path& target,
            Io* io) {
  Io& through = gate(io);
  const RunDescription description = common_description(through, sources);
  OpenStore store = open_to_write(through, target, description, OpenMode::fresh);
  try {
    unite_all(through, store.database, sources);
  } catch (...) {
    store.database.close();
    remove_store(target);
    throw;
  }
  return Store(std::make_unique<Store::State>(Store::State{std::move(store)}));
}

}  // namespace widefield
