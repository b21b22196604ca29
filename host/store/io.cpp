#include "host/store/io.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace widefield {
namespace {

constexpr int file_mode = 0644;
constexpr int folder_mode = 0755;

const char* verb(Operation operation) {
  constexpr std::array verbs = {"create",   "open", "lock",   "write",
                                "truncate", "sync", "rename", "remove"};
  return verbs[static_cast<std::size_t>(operation)];
}

std::string remedy(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free space there, then go on with --resume";
    case EROFS:
    case EACCES:
    case EPERM:
      return "choose a folder you may write to with -o";
    case ELOOP:
      return "replace the symbolic link by a file of its own";
    default:
      return "check the disk, then go on with --resume";
  }
}

void ask(Io& io, Operation operation, const std::filesystem::path& path) {
  const Fault fault = io.before(operation, path.string());
  if (fault.error != 0) fail(operation, path.string(), fault.error);
}

void check_result(int result, Operation operation, const std::filesystem::path& path) {
  if (result != 0) fail(operation, path.string(), errno);
}

}  // namespace

Fault Io::before(Operation, const std::string&) {
  return {};
}

Io& gate(Io* io) {
  static Io open_gate;
  return io != nullptr ? *io : open_gate;
}

void fail(Operation operation, const std::string& path, int error) {
  throw RunError(
      std::string("cannot ") + verb(operation) + " " + path + " (" + std::strerror(error) + ")",
      remedy(error));
}

File::File(Io& io, std::filesystem::path path, int flags) : io_(io), path_(std::move(path)) {
  check(Operation::open);
  descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, file_mode);
  if (descriptor_ < 0) fail(Operation::open, path_.string(), errno);
}

File::File(File&& other) noexcept
    : io_(other.io_),
      path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void File::check(Operation operation) {
  ask(io_, operation, path_);
}

std::size_t File::write_some(std::string_view bytes) {
  const Fault fault = io_.before(Operation::write, path_.string());
  if (fault.partial) bytes = bytes.substr(0, (bytes.size() + 1) / 2);
  if (fault.error != 0 && !fault.partial) fail(Operation::write, path_.string(), fault.error);
  const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
  if (written < 0 && errno != EINTR) fail(Operation::write, path_.string(), errno);
  if (fault.error != 0) fail(Operation::write, path_.string(), fault.error);
  return written < 0 ? 0 : static_cast<std::size_t>(written);
}

void File::write(std::string_view bytes) {
  while (!bytes.empty())
    bytes.remove_prefix(write_some(bytes));
}

void File::truncate() {
  check(Operation::truncate);
  check_result(::ftruncate(descriptor_, 0), Operation::truncate, path_);
}

void File::sync() {
  check(Operation::sync);
  check_result(::fsync(descriptor_), Operation::sync, path_);
}

bool File::lock() {
  check(Operation::lock);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  fail(Operation::lock, path_.string(), errno);
}

std::string File::read(std::size_t most) const {
  std::string bytes(most, '\0');
  const ssize_t got = ::pread(descriptor_, bytes.data(), most, 0);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

void make_folders(Io& io, const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::is_directory(folder)) return;
  make_folders(io, folder_of(folder));
  ask(io, Operation::make_folder, folder);
  if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST)
    fail(Operation::make_folder, folder.string(), errno);
  sync_folder(io, folder_of(folder));
}

void sync_folder(Io& io, const std::filesystem::path& folder) {
  File(io, folder, O_RDONLY | O_DIRECTORY).sync();
}

void rename_file(Io& io, const std::filesystem::path& from, const std::filesystem::path& to) {
  ask(io, Operation::rename, to);
  check_result(std::rename(from.c_str(), to.c_str()), Operation::rename, to);
}

void remove_file(Io& io, const std::filesystem::path& path) {
  ask(io, Operation::remove, path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(Operation::remove, path.string(), errno);
}

}  // namespace widefield
