#include "widefield/store.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/store/errors.hpp"
#include "tests/store/support.hpp"

namespace widefield {
namespace {

using testing::expect_input_error;
using testing::expect_run_error;
using testing::Scratch;

class StoreTest : public ::testing::Test {
 protected:
  Store open(OpenMode mode) const { return Store::open(folder, run, mode); }

  std::vector<Block> stored() const {
    std::vector<Block> blocks;
    Store::read(folder).visit(where, [&](const Block& block) { blocks.push_back(block); });
    return blocks;
  }

  const Scratch scratch{testing::Place::memory};
  const std::filesystem::path folder = scratch / "run";
  const RunDescription run = testing::description();
  const Ensemble where = testing::ensemble(run);
};

TEST_F(StoreTest, GivesBackTheBitsOfEveryBlockInOrder) {
  {
    Store store = open(OpenMode::fresh);
    for (const std::uint64_t number : {3, 0, 7})
      store.add(where, testing::block(number));
  }
  EXPECT_EQ(stored(), (std::vector{testing::block(0), testing::block(3), testing::block(7)}));
  const Store store = Store::read(folder);
  EXPECT_EQ(store.finished(where), (std::vector<std::uint64_t>{0, 3, 7}));
  EXPECT_EQ(store.description(), run);
  ASSERT_EQ(store.ensembles().size(), 1u);
  EXPECT_EQ(store.ensembles()[0].width, 256);
}

TEST_F(StoreTest, KeepsSpecialNumbersAndRecords) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Block block = testing::block(0);
  block.moments.mean = {-0.0, infinity, 5e-324};
  block.records = {1, -0.0, 1e308};
  open(OpenMode::fresh).add(where, block);
  const std::vector<Block> found = stored();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], block);
  EXPECT_TRUE(std::signbit(found[0].moments.mean[0]));
}

TEST_F(StoreTest, KeepsWidthsAndPointsApart) {
  RunDescription two = run;
  two.points.push_back(testing::description(1.8).points[0]);
  Store store = Store::open(folder, two, OpenMode::fresh);
  const Ensemble other_point = {identity_hash(two.points[1].identity), 256};
  store.add(where, testing::block(1));
  store.add({where.point, 512}, testing::block(2));
  store.add(other_point, testing::block(3));
  EXPECT_EQ(store.finished(where), std::vector<std::uint64_t>{1});
  EXPECT_EQ(store.finished({where.point, 512}), std::vector<std::uint64_t>{2});
  EXPECT_EQ(store.finished(other_point), std::vector<std::uint64_t>{3});
  EXPECT_EQ(store.ensembles().size(), 3u);
}

TEST_F(StoreTest, CountsTheSameBlockOnceAndRefusesOtherBits) {
  Store store = open(OpenMode::fresh);
  store.add(where, testing::block(1));
  store.add(where, testing::block(1));
  EXPECT_EQ(store.finished(where).size(), 1u);
  Block other = testing::block(1);
  other.moments.mean[2] = std::nextafter(other.moments.mean[2], 1.0);
  expect_run_error([&] { store.add(where, other); }, "already holds block 1 at width 256");
  EXPECT_EQ(stored(), std::vector{testing::block(1)});
}

TEST_F(StoreTest, AddsKeptRecordsToABlockWithoutThem) {
  Store store = open(OpenMode::fresh);
  Block with_records = testing::block(1);
  with_records.records = {1, 2, 3};
  store.add(where, testing::block(1));
  store.add(where, with_records);
  store.add(where, testing::block(1));
  EXPECT_EQ(stored(), std::vector{with_records});
}

TEST_F(StoreTest, AddsSeveralBlocksOrNone) {
  Store store = open(OpenMode::fresh);
  store.add(where, testing::block(2));
  Block other = testing::block(2);
  other.moments.count = 1;
  const std::vector<Block> blocks = {testing::block(0), testing::block(1), other};
  EXPECT_THROW(store.add(where, blocks), RunError);
  EXPECT_EQ(store.finished(where), std::vector<std::uint64_t>{2});
}

TEST_F(StoreTest, RefusesANonEmptyFolderWithoutResume) {
  open(OpenMode::fresh).add(where, testing::block(0));
  expect_input_error([&] { open(OpenMode::fresh); }, "is not empty", "--resume");
  EXPECT_EQ(stored().size(), 1u);
}

TEST_F(StoreTest, TakesAnEmptyFolder) {
  std::filesystem::create_directory(folder);
  EXPECT_NO_THROW(open(OpenMode::fresh));
}

TEST_F(StoreTest, CreatesParents) {
  EXPECT_NO_THROW(Store::open(scratch / "a/b/c", run, OpenMode::fresh));
}

TEST_F(StoreTest, RefusesAFile) {
  testing::put_bytes(folder, "x");
  expect_input_error([&] { open(OpenMode::resume); }, "is not a folder", "-o");
}

TEST_F(StoreTest, RefusesToResumeInAFolderOfOtherThings) {
  std::filesystem::create_directory(folder);
  testing::put_bytes(folder / "thesis.tex", "x");
  expect_input_error([&] { open(OpenMode::resume); }, "holds no run", "-o");
  EXPECT_FALSE(std::filesystem::exists(folder / "blocks.sqlite"));
}

TEST_F(StoreTest, ResumesWhereNothingIsYet) {
  EXPECT_NO_THROW(open(OpenMode::resume));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  testing::put_bytes(folder / "experiment.toml", "x");
  testing::put_bytes(folder / "experiment.toml.tmp.17", "name =");
  EXPECT_NO_THROW(open(OpenMode::resume));
  EXPECT_FALSE(std::filesystem::exists(folder / "experiment.toml.tmp.17"));
}

TEST_F(StoreTest, RemovesLeftoversOfItsOwnOnly) {
  open(OpenMode::fresh).add(where, testing::block(0));
  testing::put_bytes(folder / "report.html.tmp.4", "<!DOCTYPE html><html");
  for (const char* name : {"notes.tmp.txt", "experiment.toml.tmp.18", "report.html.tmp.x"})
    testing::put_bytes(folder / name, "somebody's");
  open(OpenMode::resume);
  EXPECT_FALSE(std::filesystem::exists(folder / "report.html.tmp.4"));
  for (const char* name : {"notes.tmp.txt", "experiment.toml.tmp.18", "report.html.tmp.x"})
    EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
}

TEST_F(StoreTest, NamesTheKeysThatDifferFromAnotherExperiment) {
  open(OpenMode::fresh).add(where, testing::block(0));
  expect_input_error([&] { Store::open(folder, testing::description(1.8), OpenMode::resume); },
                     "holds a run of another experiment",
                     "network.weight_variance: 1.7 there, 1.8 here");
  EXPECT_EQ(stored().size(), 1u);
}

TEST_F(StoreTest, LetsASweepGrow) {
  open(OpenMode::fresh).add(where, testing::block(0));
  RunDescription grown = run;
  grown.points.insert(grown.points.begin(), testing::description(1.8).points[0]);
  grown.experiment_toml += "# grown\n";
  EXPECT_EQ(Store::open(folder, grown, OpenMode::resume).finished(where).size(), 1u);
  const RunDescription found = Store::read(folder).description();
  EXPECT_EQ(found.experiment_toml, grown.experiment_toml);
  EXPECT_EQ(found.points.size(), 2u);
}

TEST_F(StoreTest, IdentityIsWhatIsSimulatedAndNothingElse) {
  const auto hash = [](const Experiment& e) { return identity_hash(identity_of(e, "cpu")); };
  const Experiment plain;
  Experiment other = plain;
  other.run.networks = 7;
  other.run.shard = 2, other.run.shards = 3;
  other.run.relative_error = 0.1, other.run.time_limit = 5, other.run.threads = 3;
  other.run.keep_networks = true;
  other.name = "x", other.claim.text = "y", other.compare.tolerance = 0.5;
  EXPECT_EQ(hash(plain), hash(other));
  EXPECT_NE(identity_hash(identity_of(plain, "cuda")), hash(plain));
  const std::vector<void (*)(Experiment&)> changes = {
      [](Experiment& e) { e.network.activation = "relu"; },
      [](Experiment& e) { e.network.bias_variance = 0.050000000000000003; },
      [](Experiment& e) { e.network.depth = 65; },
      [](Experiment& e) {
        e.network.width = {256, 1024};
      },
      [](Experiment& e) { e.inputs.correlation = 0.25; },
      [](Experiment& e) { e.measure.observables = {"length_map"}; },
      [](Experiment& e) { e.run.seed = 2; },
      [](Experiment& e) { e.run.engine = "dense"; },
      [](Experiment& e) { e.run.precision = "float64"; },
  };
  std::vector<std::string> hashes = {hash(plain)};
  for (const auto change : changes) {
    Experiment changed = plain;
    change(changed);
    hashes.push_back(hash(changed));
  }
  hashes.erase(hashes.begin() + 2);  // 0.05 and its seventeen digits are the same number
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

TEST_F(StoreTest, ChecksTheShapeOfMoments) {
  Store store = open(OpenMode::fresh);
  store.add(where, testing::block(5));
  ASSERT_EQ(store.moments(where, testing::small_plan()).size(), 1u);
  EXPECT_EQ(store.moments(where, testing::small_plan())[0],
            std::make_pair(std::uint64_t{5}, testing::block(5).moments));
  MomentPlan wider = testing::small_plan();
  wider.slots = 4;
  expect_run_error([&] { store.moments(where, wider); }, "block 5 has 3 means");
}

TEST_F(StoreTest, RefusesASecondWriterAndNamesTheFirst) {
  const Store first = open(OpenMode::fresh);
  expect_run_error([&] { open(OpenMode::resume); },
                   "is being written by process " + std::to_string(::getpid()) + " on ");
  expect_run_error([&] { open(OpenMode::resume); }, "wait until it is done");
}

TEST_F(StoreTest, ReadsWhileAnotherWrites) {
  Store writer = open(OpenMode::fresh);
  writer.add(where, testing::block(0));
  const Store reader = Store::read(folder);
  writer.add(where, testing::block(1));
  EXPECT_EQ(reader.finished(where).size(), 2u);
}

TEST_F(StoreTest, TakesOverAStaleLockAndSaysSo) {
  { open(OpenMode::fresh); }
  testing::put_bytes(folder / ".lock", "process 4711 on elsewhere");
  const Store store = open(OpenMode::resume);
  EXPECT_NE(store.notice().find("process 4711 on elsewhere"), std::string::npos);
}

TEST_F(StoreTest, LeavesNothingButItsFile) {
  { open(OpenMode::fresh).add(where, testing::block(0)); }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  EXPECT_EQ(names, std::vector<std::string>{"blocks.sqlite"});
}

TEST_F(StoreTest, ReadsAgainAfterAMove) {
  { open(OpenMode::fresh).add(where, testing::block(0)); }
  std::filesystem::rename(folder, scratch / "moved");
  EXPECT_EQ(Store::read(scratch / "moved").finished(where).size(), 1u);
}

}  // namespace
}  // namespace widefield
