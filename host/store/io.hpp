#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "widefield/error.hpp"

namespace widefield {

/// What can change a file of a run folder.
enum class Operation { make_folder, open, lock, write, truncate, sync, rename, remove };

/// What a test wants to happen instead. `partial`: half of the bytes of a write arrive first, and
/// with error 0 the write is then continued, as after a short write of the system.
struct Fault {
  int error = 0;
  bool partial = false;
};

/// The one gate through which every change of a file passes, those of SQLite too (vfs.hpp).
/// Tests derive from it to count operations, to make the k-th fail, or to die there.
class Io {
 public:
  virtual ~Io() = default;
  /// Asked before every operation; this one lets everything pass.
  virtual Fault before(Operation operation, const std::string& path);
};

/// The gate of a run outside tests when `io` is null.
Io& gate(Io* io);

/// RunError "cannot write PATH: No space left on device", with what to do about it.
[[noreturn]] void fail(Operation operation, const std::string& path, int error);

/// An open file; closes itself.
class File {
 public:
  /// Flags as for open(2); O_CLOEXEC and O_NOFOLLOW are always added, so a link is never followed.
  File(Io& io, std::filesystem::path path, int flags);
  File(File&& other) noexcept;
  File(const File&) = delete;
  ~File();

  void write(std::string_view bytes);
  void truncate();
  void sync();
  /// Without waiting; false when another process holds it.
  bool lock();
  std::string read(std::size_t most) const;  // from the beginning
  int descriptor() const { return descriptor_; }

 private:
  void check(Operation operation);
  std::size_t write_some(std::string_view bytes);

  Io& io_;
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Creates the folder and its parents, durably.
void make_folders(Io& io, const std::filesystem::path& folder);
void sync_folder(Io& io, const std::filesystem::path& folder);
void rename_file(Io& io, const std::filesystem::path& from, const std::filesystem::path& to);
void remove_file(Io& io, const std::filesystem::path& path);

/// Replaces `path` by `bytes` or leaves it as it was.
void replace_file(Io& io, const std::filesystem::path& path, std::string_view bytes);

/// Whether `path` is a temporary file that replace_file left behind when it was killed: by the name
/// of what it was to become, a number, and how what there is of it begins.
bool is_leftover(const std::filesystem::path& path);

/// The folder a path lies in, "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// The whole file; InputError when it cannot be read or is longer than `most`.
std::string read_file(const std::filesystem::path& path, std::uintmax_t most);

}  // namespace widefield
