#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <random>

#include "tests/store/errors.hpp"
#include "tests/store/support.hpp"

namespace widefield {
namespace {

using testing::bytes_of;
using testing::expect_input_error;
using testing::expect_run_error;
using testing::put_bytes;
using testing::Scratch;

// By one of our two errors, not by anything else.
bool is_refused(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError&) {
    return true;
  } catch (const RunError&) {
    return true;
  }
  return false;
}

class Damage : public ::testing::Test {
 protected:
  Damage() {
    Store store = Store::open(folder, run, OpenMode::fresh);
    for (std::uint64_t number = 0; number < 40; ++number)
      store.add(where, testing::block(number));
  }

  void sql(const std::string& text) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << text;
    sqlite3_close(handle);
  }

  /// Every block, or an exception.
  std::size_t read_all() const {
    std::size_t count = 0;
    Store::read(folder).visit(where, [&](const Block& block) {
      EXPECT_EQ(block, testing::block(block.number));
      ++count;
    });
    return count;
  }

  Store resume() const { return Store::open(folder, run, OpenMode::resume); }

  void expect_untouched(const std::string& bytes) const { EXPECT_EQ(bytes_of(file), bytes); }

  const Scratch scratch{testing::Place::memory};
  const std::filesystem::path folder = scratch / "run";
  const std::filesystem::path file = folder / "blocks.sqlite";
  const RunDescription run = testing::description();
  const Ensemble where = testing::ensemble(run);
};

TEST_F(Damage, GarbageIsNoStore) {
  const std::string garbage(5000, 'x');
  put_bytes(file, garbage);
  expect_input_error([&] { read_all(); }, "is not a widefield store", "not a SQLite database");
  expect_input_error([&] { resume(); }, "is not a widefield store", "-o");
  expect_untouched(garbage);
}

TEST_F(Damage, DatabaseOfAnotherProgramIsLeftAlone) {
  std::filesystem::remove(file);
  sql("PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url TEXT)");
  const std::string before = bytes_of(file);
  expect_input_error([&] { read_all(); }, "is not a widefield store", "another program");
  expect_input_error([&] { resume(); }, "is not a widefield store", "another program");
  expect_untouched(before);
}

TEST_F(Damage, NewerFormatIsRefused) {
  sql("PRAGMA user_version = 2");
  const std::string before = bytes_of(file);
  expect_input_error([&] { read_all(); }, "it has format 2, this program writes format 1",
                     "use the version of widefield that wrote it");
  expect_input_error([&] { resume(); }, "it has format 2", "-o");
  expect_untouched(before);
}

TEST_F(Damage, OtherTablesAreRefused) {
  sql("CREATE TRIGGER surprise AFTER INSERT ON block BEGIN DELETE FROM block; END");
  expect_input_error([&] { read_all(); }, "is not a store this program can read", "tables");
  expect_input_error([&] { resume(); }, "is not a store this program can read", "tables");
}

TEST_F(Damage, EveryTruncationIsNoticed) {
  const std::string whole = bytes_of(file);
  for (std::size_t size = 1; size < whole.size(); size += 1021) {
    put_bytes(file, whole.substr(0, size));
    SCOPED_TRACE(size);
    EXPECT_TRUE(is_refused([&] { read_all(); }));
    EXPECT_TRUE(is_refused([&] { resume(); }));
  }
}

TEST_F(Damage, ChangedNumberFailsItsChecksum) {
  sql("UPDATE block SET mean = zeroblob(24) WHERE number = 7");
  expect_run_error([&] { read_all(); }, "block 7 at width 256 does not have the checksum");
  sql("UPDATE block SET mean = 'text' WHERE number = 7");
  expect_run_error([&] { read_all(); }, "block 7 at width 256 does not have the checksum");
}

TEST_F(Damage, ChangedIdentityIsNoticed) {
  sql("UPDATE identity SET value = '2.0' WHERE key = 'network.weight_variance'");
  expect_run_error([&] { read_all(); }, "was changed");
}

// A flipped bit is found by a checksum or by SQLite, or lies where nothing is stored: never does a
// block come back with other numbers.
TEST_F(Damage, FlippedBitsNeverChangeABlock) {
  const std::string whole = bytes_of(file);
  std::mt19937_64 random(1);
  int noticed = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::string flipped = whole;
    flipped[random() % flipped.size()] ^= static_cast<char>(1 << random() % 8);
    put_bytes(file, flipped);
    try {
      read_all();  // compares what it reads
    } catch (const std::exception&) {
      ++noticed;
    }
  }
  EXPECT_GT(noticed, 30);  // a tenth of the file at least is data of blocks
}

TEST_F(Damage, StoreThatWasNeverFilledCanBeResumed) {
  put_bytes(file, "");
  expect_input_error([&] { read_all(); }, "holds no run", "blocks.sqlite");
  EXPECT_EQ(resume().finished(where).size(), 0u);
}

TEST_F(Damage, SymbolicLinkIsNotWrittenThrough) {
  std::filesystem::rename(file, scratch / "elsewhere.sqlite");
  std::filesystem::create_symlink(scratch / "elsewhere.sqlite", file);
  EXPECT_THROW(resume(), RunError);
}

// Root may write anywhere, so the child becomes nobody first.
int as_nobody(const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(99);
    try {
      action();
    } catch (const RunError& error) {
      const std::string message = error.what();
      ::_exit(message.find("Permission denied") != std::string::npos ||
                      message.find("read-only") != std::string::npos
                  ? 3
                  : 98);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST_F(Damage, ReadOnlyFolderIsReadAndNotWritten) {
  using std::filesystem::perms;
  std::filesystem::permissions(scratch.path(), perms(0755));
  std::filesystem::permissions(file, perms(0444));
  std::filesystem::permissions(folder, perms(0555));
  EXPECT_EQ(as_nobody([&] { read_all(); }), 0);
  EXPECT_EQ(as_nobody([&] { resume(); }), 3);
  EXPECT_EQ(as_nobody([&] { Store::open(folder / "new", run, OpenMode::fresh); }), 3);
  std::filesystem::permissions(folder, perms(0755));
  EXPECT_EQ(read_all(), 40u);
}

}  // namespace
}  // namespace widefield
