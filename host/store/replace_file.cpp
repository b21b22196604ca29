#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "host/store/io.hpp"

namespace widefield {
namespace {

constexpr std::string_view leftover_mark = ".tmp.";

// The process number keeps two processes apart that write the same file, a report for instance.
std::filesystem::path temporary_for(const std::filesystem::path& path) {
  return path.string() + std::string(leftover_mark) + std::to_string(::getpid());
}

void write_durably(Io& io, const std::filesystem::path& path, std::string_view bytes) {
  File file(io, path, O_WRONLY | O_CREAT | O_EXCL);
  file.write(bytes);
  file.sync();
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& path) {
  const std::filesystem::path trimmed = path.has_filename() ? path : path.parent_path();
  return trimmed.has_parent_path() ? trimmed.parent_path() : std::filesystem::path(".");
}

bool is_leftover(const std::filesystem::path& path) {
  return path.filename().string().find(leftover_mark) != std::string::npos;
}

void replace_file(Io& io, const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path temporary = temporary_for(path);
  // Process numbers come again (always in containers): what has ours was left by a dead one.
  remove_file(io, temporary);
  try {
    write_durably(io, temporary, bytes);
    rename_file(io, temporary, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_folder(io, folder_of(path));
}

std::string read_file(const std::filesystem::path& path, std::uintmax_t most) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error)
    throw InputError(path.string(), "", "cannot be read", error.message(), "check the path");
  if (size > most)
    throw InputError(path.string(), "", "has " + std::to_string(size) + " bytes",
                     "at most " + std::to_string(most) + " are read",
                     "check that it is the right file");
  std::ifstream stream(path, std::ios::binary);
  std::string bytes(size, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!stream)
    throw InputError(path.string(), "", "cannot be read", "reading failed", "check the disk");
  return bytes;
}

}  // namespace widefield
