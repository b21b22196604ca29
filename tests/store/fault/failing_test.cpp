#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

#include "tests/store/faulty_io.hpp"
#include "tests/store/synthetic_run.hpp"

namespace widefield {
namespace {

using testing::FaultyIo;
using testing::Scratch;
using testing::Trap;

constexpr std::uint64_t few = 2, more = 3;  // blocks

struct Attempt {
  std::vector<std::uint64_t> announced;
  std::string message;  // empty: it succeeded
};

Attempt attempt(const std::filesystem::path& folder, OpenMode mode, std::uint64_t blocks, Io& io) {
  Attempt made;
  try {
    testing::synthetic_run(folder, mode, blocks, &io,
                           [&](std::uint64_t number) { made.announced.push_back(number); });
  } catch (const RunError& error) {
    made.message = error.what();
  }
  return made;  // any other exception fails the test
}

Attempt healthy(const std::filesystem::path& folder, OpenMode mode, std::uint64_t blocks) {
  FaultyIo io;
  return attempt(folder, mode, blocks, io);
}

std::vector<std::uint64_t> kept_blocks(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> kept;
  try {
    Store::read(folder).visit(testing::ensemble(testing::description()), [&](const Block& block) {
      EXPECT_EQ(block, testing::block(block.number));
      kept.push_back(block.number);
    });
  } catch (const InputError& error) {
    EXPECT_TRUE(error.problem == "holds no run" || error.problem == "is not a run folder");
  }
  return kept;
}

bool includes(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool names_reason(const std::string& message, int error) {
  return message.find(std::strerror(error)) != std::string::npos;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

class Failing : public ::testing::TestWithParam<std::tuple<int, bool, bool>> {
 protected:
  static int error() { return std::get<0>(GetParam()); }

  static Trap trap(std::uint64_t at) {
    return {.at = at,
            .kind = std::nullopt,
            .error = error(),
            .partial = std::get<1>(GetParam()),
            .forever = std::get<2>(GetParam()),
            .kill = false};
  }
};

// One run per operation. The trap may spring where a failure does no harm (taking the journal away
// at the end); then the run succeeds, and everything must be there.
TEST_P(Failing, OperationOfAFreshRunGivesOneClearErrorAndLosesNothing) {
  const Scratch scratch(testing::Place::memory);
  FaultyIo counter;
  attempt(scratch / "whole", OpenMode::fresh, more, counter);
  const std::string expected = testing::outcome(scratch / "whole");
  std::uint64_t failures = 0;
  for (std::uint64_t k = 1; k <= counter.total(); ++k) {
    FaultyIo io(trap(k));
    const std::filesystem::path folder = scratch / ("run" + std::to_string(k));
    const Attempt first = attempt(folder, OpenMode::fresh, more, io);
    SCOPED_TRACE("operation " + std::to_string(k) + ": " + io.sprung() + ": " + first.message);
    failures += first.message.empty() ? 0 : 1;
    EXPECT_TRUE(first.message.empty() || names_reason(first.message, error()));
    EXPECT_TRUE(!first.message.empty() || testing::outcome(folder) == expected);
    EXPECT_TRUE(includes(kept_blocks(folder), first.announced));
    EXPECT_EQ(healthy(folder, OpenMode::resume, more).message, "");
    EXPECT_EQ(testing::outcome(folder), expected);
  }
  EXPECT_GT(failures, counter.total() * 9 / 10);
  RecordProperty("operations", static_cast<int>(counter.total()));
  RecordProperty("failures", static_cast<int>(failures));
}

// A finished run is gone on with. Whatever fails, each of its files is the old one or the new one.
TEST_P(Failing, OperationOfAResumedRunLeavesTheOldFilesOrTheNewOnes) {
  const Scratch scratch(testing::Place::memory);
  healthy(scratch / "old", OpenMode::fresh, few);
  std::filesystem::copy(scratch / "old", scratch / "new");
  FaultyIo counter;
  attempt(scratch / "new", OpenMode::resume, more, counter);
  for (std::uint64_t k = 1; k <= counter.total(); ++k) {
    FaultyIo io(trap(k));
    const std::filesystem::path folder = scratch / ("run" + std::to_string(k));
    std::filesystem::copy(scratch / "old", folder);
    const Attempt second = attempt(folder, OpenMode::resume, more, io);
    SCOPED_TRACE("operation " + std::to_string(k) + ": " + io.sprung() + ": " + second.message);
    for (const char* name : {"experiment.toml", "results.json", "results.nc"}) {
      const std::string now = testing::bytes_of(folder / name);
      EXPECT_TRUE(now == testing::bytes_of(scratch / "old" / name) ||
                  now == testing::bytes_of(scratch / "new" / name))
          << name;
    }
    EXPECT_TRUE(includes(kept_blocks(folder), {0, 1}));
    for (const std::string& name : files_in(folder))
      EXPECT_EQ(name.find(".tmp."), std::string::npos) << name;
    EXPECT_EQ(healthy(folder, OpenMode::resume, more).message, "");
    EXPECT_EQ(files_in(folder), files_in(scratch / "new"));
  }
}

// All blocks or none, and the same command works once the cause is gone.
TEST_P(Failing, OperationOfAMergeLeavesAllBlocksOrNone) {
  const Scratch scratch(testing::Place::memory);
  healthy(scratch / "few", OpenMode::fresh, few);
  healthy(scratch / "more", OpenMode::fresh, more);
  const std::vector<std::filesystem::path> sources = {scratch / "few", scratch / "more"};
  FaultyIo counter;
  merge(sources, scratch / "whole", &counter);
  for (std::uint64_t k = 1; k <= counter.total(); ++k) {
    FaultyIo io(trap(k));
    const std::filesystem::path folder = scratch / ("run" + std::to_string(k));
    std::string message;
    try {
      merge(sources, folder, &io);
    } catch (const RunError& error) {
      message = error.what();
      EXPECT_NO_THROW(merge(sources, folder));
    }
    SCOPED_TRACE("operation " + std::to_string(k) + ": " + io.sprung() + ": " + message);
    EXPECT_TRUE(message.empty() || names_reason(message, error()));
    EXPECT_EQ(kept_blocks(folder), (std::vector<std::uint64_t>{0, 1, 2}));
  }
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<int, bool, bool>>& info) {
  const auto& [error, partial, forever] = info.param;
  return std::string(::strerrorname_np(error)) + (partial ? "_partial" : "") +
         (forever ? "_forever" : "_once");
}

INSTANTIATE_TEST_SUITE_P(Every, Failing,
                         ::testing::Combine(::testing::Values(ENOSPC, EIO, EDQUOT, EROFS, EACCES),
                                            ::testing::Bool(), ::testing::Bool()),
                         name_of);

// The system may write less than it was asked to, without an error.
TEST(ShortWrite, AnywhereIsGoneOnWith) {
  const Scratch scratch(testing::Place::memory);
  FaultyIo counter;
  attempt(scratch / "whole", OpenMode::fresh, more, counter);
  for (std::uint64_t k = 1; k <= counter.count(Operation::write); ++k) {
    FaultyIo io({.at = k, .kind = Operation::write, .partial = true, .forever = true});
    const std::filesystem::path folder = scratch / ("run" + std::to_string(k));
    EXPECT_EQ(attempt(folder, OpenMode::fresh, more, io).message, "");
    EXPECT_EQ(testing::outcome(folder), testing::outcome(scratch / "whole"));
    EXPECT_EQ(kept_blocks(folder), (std::vector<std::uint64_t>{0, 1, 2}));
  }
}

// The gate would prove nothing if SQLite went round it.
TEST(Gate, SeesEveryKindOfOperation) {
  const Scratch scratch(testing::Place::memory);
  FaultyIo io;
  attempt(scratch / "run", OpenMode::fresh, more, io);
  EXPECT_GE(io.count(Operation::make_folder), 1u);
  EXPECT_GE(io.count(Operation::lock), 1u);
  // experiment.toml, results.json and, where it can be written, results.nc
  EXPECT_EQ(io.count(Operation::rename), netcdf_available() ? 3u : 2u);
  EXPECT_GE(io.count(Operation::sync), 3u + 3 * 3u);  // and three a transaction
  EXPECT_GE(io.count(Operation::write), 3u + 3 * 3u);
  EXPECT_GE(io.count(Operation::truncate), more);  // of the journal
}

}  // namespace
}  // namespace widefield
