#include "host/store/run_folder.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "host/store/lock.hpp"
#include "host/store/schema.hpp"

namespace widefield {
namespace {

// The header of a SQLite file [sqlite.org/fileformat2.html, 1.3].
constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t header_size = 100;
constexpr std::size_t application_offset = 68;

constexpr const char* elsewhere = "choose another folder with -o";

std::vector<std::filesystem::path> entries(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> names;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename());
  if (error) fail(Operation::open, folder.string(), error.value());
  return names;
}

// What a run may have written before the first transaction of its store.
bool is_early_file(const std::filesystem::path& file) {
  const std::filesystem::path name = file.filename();
  return name == FolderLock::file_name || name == experiment_file || is_leftover(file);
}

[[noreturn]] void refuse(const std::filesystem::path& path, const char* problem, const char* reason,
                         const char* remedy) {
  throw InputError(path.string(), "", problem, reason, remedy);
}

bool has_hot_journal(const std::filesystem::path& store) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(store.string() + "-journal", error);
  return !error && size > 0;
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(0, sizeof number))
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string first_bytes(const std::filesystem::path& path) {
  std::string bytes(header_size, '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

}  // namespace

void check_folder(const std::filesystem::path& folder, OpenMode mode) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return;
  if (!std::filesystem::is_directory(folder, error))
    refuse(folder, "is not a folder", "a run writes several files", elsewhere);
  if (mode == OpenMode::fresh) return check_empty(folder);
  const std::vector<std::filesystem::path> names = entries(folder);
  const bool run = std::find(names.begin(), names.end(), store_file) != names.end();
  const auto early = [&](const std::filesystem::path& name) {
    return is_early_file(folder / name);
  };
  if (!run && !std::all_of(names.begin(), names.end(), early)) refuse_no_run(folder);
}

void check_empty(const std::filesystem::path& folder) {
  for (const std::filesystem::path& name : entries(folder))
    if (name != FolderLock::file_name)
      refuse(folder, "is not empty", "a run never overwrites another",
             "go on with it by --resume, or choose another folder with -o");
}

void remove_store(const std::filesystem::path& folder) {
  for (const char* ending : {"", "-journal"})
    ::unlink((folder / store_file).concat(ending).c_str());
}

void check_store_exists(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    refuse(folder, "is not a run folder", "there is no such folder", "check the path");
  if (!std::filesystem::exists(folder / store_file, error)) refuse_no_run(folder);
}

void check_header(const std::filesystem::path& store) {
  const std::string header = first_bytes(store);
  // A transaction that was cut off left the file half written; SQLite repairs it first.
  if (header.empty() || has_hot_journal(store)) return;
  if (header.size() < header_size || !header.starts_with(magic))
    refuse(store, "is not a widefield store", "the file is not a SQLite database", elsewhere);
  if (big_endian(std::string_view(header).substr(application_offset)) != store_application)
    refuse(store, "is not a widefield store", "it is a database of another program", elsewhere);
}

void remove_leftovers(Io& io, const std::filesystem::path& folder) {
  for (const std::filesystem::path& name : entries(folder))
    if (is_leftover(folder / name)) remove_file(io, folder / name);
}

void refuse_no_run(const std::filesystem::path& folder) {
  refuse(folder, "holds no run", "it has no blocks.sqlite with finished blocks",
         "check the path, or choose another folder with -o");
}

}  // namespace widefield
