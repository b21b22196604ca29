#include "host/store/lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace widefield {
namespace {

constexpr std::size_t longest_holder = 512;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown host";
}

std::string own_name() {
  return "process " + std::to_string(::getpid()) + " on " + host_name();
}

// The holder removes its file when it is done; whoever waited for that very file has a lock on
// nothing and must try again.
bool still_there(const File& file, const std::filesystem::path& path) {
  struct stat held {
  }, found{};
  return ::fstat(file.descriptor(), &held) == 0 && ::lstat(path.c_str(), &found) == 0 &&
         held.st_ino == found.st_ino && held.st_dev == found.st_dev;
}

std::string named(const std::string& holder) {
  return holder.empty() ? "another process" : holder;
}

}  // namespace

FolderLock::FolderLock(Io& io, const std::filesystem::path& folder) : path_(folder / file_name) {
  while (!take(io)) {
  }
}

bool FolderLock::take(Io& io) {
  File file(io, path_, O_RDWR | O_CREAT);
  const bool free = file.lock();
  const std::string holder = file.read(longest_holder);
  if (!free)
    throw RunError(path_.parent_path().string() + " is being written by " + named(holder),
                   "wait until it is done, or choose another folder with -o");
  if (!still_there(file, path_)) return false;
  if (!holder.empty())
    notice_ = "the last run was cut off (" + holder + "); its lock is taken over";
  sign(file);
  file_.emplace(std::move(file));
  return true;
}

// With the lock held nobody else depends on the file.
void FolderLock::sign(File& file) const {
  try {
    file.truncate();
    file.write(own_name());
  } catch (...) {
    ::unlink(path_.c_str());
    throw;
  }
}

FolderLock::~FolderLock() {
  if (file_) ::unlink(path_.c_str());
}

}  // namespace widefield
