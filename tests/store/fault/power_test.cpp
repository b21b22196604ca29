#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>

#include "host/store/io.hpp"
#include "tests/store/synthetic_run.hpp"

namespace widefield {
namespace {

using testing::Scratch;

/// What would be left of a folder if the power went now, at its worst: a file has the bytes of its
/// last fsync, a name is there once the file or the folder was synced, a rename counts from the
/// sync of the folder on.
class PowerModel {
 public:
  explicit PowerModel(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void sync(const std::filesystem::path& path) {
    if (path == folder_) return sync_names();
    if (path.parent_path() != folder_ || !std::filesystem::exists(path)) return;
    bytes_[inode(path)] = testing::bytes_of(path);
    names_[path.filename()] = inode(path);
  }

  void write_out(const std::filesystem::path& target) {
    std::filesystem::remove_all(target);
    std::filesystem::create_directory(target);
    for (const auto& [name, number] : names_)
      testing::put_bytes(target / name, bytes_[number]);
  }

 private:
  static ino_t inode(const std::filesystem::path& path) {
    struct stat status {};
    ::stat(path.c_str(), &status);
    return status.st_ino;
  }

  void sync_names() {
    names_.clear();
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      names_[entry.path().filename()] = inode(entry.path());
  }

  std::filesystem::path folder_;
  std::map<ino_t, std::string> bytes_;
  std::map<std::filesystem::path, ino_t> names_;
};

/// Cuts the power before every operation and looks at what is left.
class PowerIo : public Io {
 public:
  PowerIo(const std::filesystem::path& folder, std::function<void(PowerModel&)> check)
      : model_(folder), check_(std::move(check)) {}

  Fault before(Operation operation, const std::string& path) override {
    check_(model_);
    ++operations_;
    if (operation == Operation::sync) model_.sync(path);
    return {};
  }

  int operations() const { return operations_; }
  PowerModel& model() { return model_; }

 private:
  PowerModel model_;
  std::function<void(PowerModel&)> check_;
  int operations_ = 0;
};

std::vector<std::uint64_t> blocks_in(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> kept;
  if (!std::filesystem::exists(folder / "blocks.sqlite")) return kept;
  try {
    Store::read(folder).visit(testing::ensemble(testing::description()), [&](const Block& block) {
      EXPECT_EQ(block, testing::block(block.number));
      kept.push_back(block.number);
    });
  } catch (const InputError& error) {
    EXPECT_EQ(error.problem, "holds no run");
  }
  return kept;
}

// A block whose `add` returned is there, an output is absent, the old one or the new one.
TEST(PowerLoss, AtEveryOperationLosesNothingFinished) {
  const Scratch scratch(testing::Place::memory);
  const std::filesystem::path folder = scratch / "run", left = scratch / "left";
  std::vector<std::uint64_t> announced;
  std::string old_results;
  const auto check = [&](PowerModel& model) {
    model.write_out(left);
    const std::vector<std::uint64_t> kept = blocks_in(left);
    EXPECT_TRUE(std::includes(kept.begin(), kept.end(), announced.begin(), announced.end()));
    const std::string results = testing::bytes_of(left / "results.json");
    EXPECT_TRUE(results == old_results || results == testing::bytes_of(folder / "results.json"));
  };
  PowerIo io(folder, check);
  const auto announce = [&](std::uint64_t number) { announced.push_back(number); };
  testing::synthetic_run(folder, OpenMode::fresh, 3, &io, announce);
  old_results = testing::bytes_of(folder / "results.json");
  testing::synthetic_run(folder, OpenMode::resume, 5, &io, announce);
  check(io.model());
  EXPECT_EQ(testing::outcome(left), testing::outcome(folder));
  EXPECT_EQ(announced.size(), 5u);
  RecordProperty("operations", io.operations());
}

}  // namespace
}  // namespace widefield
