#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "host/store/io.hpp"
#include "host/store/run_folder.hpp"
#include "widefield/outputs.hpp"

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

namespace {

/// How the files that are written here begin.
constexpr std::pair<std::string_view, std::string_view> beginnings[] = {
    {results_file, "{\n  \"schema\": \"widefield."},
    {netcdf_file, "CDF"},
    {report_file, "<!DOCTYPE html>"},
    {experiment_file, "name = "}};

std::string first_bytes(const std::filesystem::path& path, std::size_t most) {
  std::string bytes(most, '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

/// The name of the file that a temporary file was to become; empty where it is none.
std::string meant_for(const std::string& name) {
  const std::size_t mark = name.rfind(leftover_mark);
  if (mark == std::string::npos) return "";
  const std::string number = name.substr(mark + leftover_mark.size());
  const bool digits = !number.empty() && number.find_first_not_of("0123456789") == number.npos;
  return digits ? name.substr(0, mark) : "";
}

}  // namespace

bool is_leftover(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, error))) return false;
  const std::string meant = meant_for(path.filename().string());
  for (const auto& [name, beginning] : beginnings)
    if (meant == name)  // it may have been cut off anywhere
      return beginning.starts_with(first_bytes(path, beginning.size()));
  return false;
}

bool is_report(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  const std::string head = first_bytes(path, 1 << 20);
  return head.starts_with("<!DOCTYPE html>") && head.find("widefield") != std::string::npos;
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
