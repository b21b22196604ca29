#include "host/store/vfs.hpp"

#include <cerrno>
#include <cstdint>
#include <new>
#include <stdexcept>

namespace widefield {
namespace {

// What stands in the memory SQLite gives for a file: ours, and behind it that of the real one.
struct GatedFile {
  sqlite3_file base;
  Vfs::Behind* behind;
  const char* path;  // SQLite keeps it until xClose
  sqlite3_file* real;
};

GatedFile& gated(sqlite3_file* file) {
  return *reinterpret_cast<GatedFile*>(file);
}

Vfs::Behind& behind(sqlite3_vfs* vfs) {
  return *static_cast<Vfs::Behind*>(vfs->pAppData);
}

std::string text(const char* path) {
  return path != nullptr ? path : "a temporary file";
}

Fault ask(Vfs::Behind& from, Operation operation, const char* path) {
  return from.io->before(operation, text(path));
}

Fault ask(sqlite3_file* file, Operation operation) {
  return ask(*gated(file).behind, operation, gated(file).path);
}

int refuse(Vfs::Behind& from, int error, int code) {
  from.error = error;
  const bool full = code == SQLITE_IOERR_WRITE && (error == ENOSPC || error == EDQUOT);
  return full ? SQLITE_FULL : code;
}

// What the real file system answered.
int answer(Vfs::Behind& from, int code) {
  if (code != SQLITE_OK) from.error = errno;
  return code;
}

int close_file(sqlite3_file* file) {
  return gated(file).real->pMethods->xClose(gated(file).real);
}

int read_file(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  return answer(*gated(file).behind,
                gated(file).real->pMethods->xRead(gated(file).real, bytes, count, offset));
}

int write_through(sqlite3_file* file, const char* bytes, int count, sqlite3_int64 offset) {
  return answer(*gated(file).behind,
                gated(file).real->pMethods->xWrite(gated(file).real, bytes, count, offset));
}

int write_file(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
  const char* bytes = static_cast<const char*>(data);
  const Fault fault = ask(file, Operation::write);
  if (fault.partial && count > 1) {
    const int half = count / 2;
    if (const int code = write_through(file, bytes, half, offset); code != SQLITE_OK) return code;
    if (fault.error == 0) return write_file(file, bytes + half, count - half, offset + half);
  }
  if (fault.error != 0) return refuse(*gated(file).behind, fault.error, SQLITE_IOERR_WRITE);
  return write_through(file, bytes, count, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const Fault fault = ask(file, Operation::truncate);
  if (fault.error != 0) return refuse(*gated(file).behind, fault.error, SQLITE_IOERR_TRUNCATE);
  return answer(*gated(file).behind, gated(file).real->pMethods->xTruncate(gated(file).real, size));
}

int sync_file(sqlite3_file* file, int flags) {
  const Fault fault = ask(file, Operation::sync);
  if (fault.error != 0) return refuse(*gated(file).behind, fault.error, SQLITE_IOERR_FSYNC);
  return answer(*gated(file).behind, gated(file).real->pMethods->xSync(gated(file).real, flags));
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return gated(file).real->pMethods->xFileSize(gated(file).real, size);
}

int lock_file(sqlite3_file* file, int level) {
  return gated(file).real->pMethods->xLock(gated(file).real, level);
}

int unlock_file(sqlite3_file* file, int level) {
  return gated(file).real->pMethods->xUnlock(gated(file).real, level);
}

int check_reserved(sqlite3_file* file, int* result) {
  return gated(file).real->pMethods->xCheckReservedLock(gated(file).real, result);
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  return gated(file).real->pMethods->xFileControl(gated(file).real, operation, argument);
}

int sector_size(sqlite3_file* file) {
  return gated(file).real->pMethods->xSectorSize(gated(file).real);
}

int characteristics(sqlite3_file* file) {
  return gated(file).real->pMethods->xDeviceCharacteristics(gated(file).real);
}

// Version 1: neither shared memory nor mapped pages, which would pass by the gate.
constexpr sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* own = new (file) GatedFile{{nullptr}, &behind(vfs), path, nullptr};
  if ((flags & SQLITE_OPEN_READWRITE) != 0) {
    const Fault fault = ask(behind(vfs), Operation::open, path);
    if (fault.error != 0) return refuse(behind(vfs), fault.error, SQLITE_CANTOPEN);
  }
  own->real = reinterpret_cast<sqlite3_file*>(own + 1);
  const int code = behind(vfs).real->xOpen(behind(vfs).real, path, own->real, flags, out_flags);
  if (code == SQLITE_OK) own->base.pMethods = &methods;
  return answer(behind(vfs), code);
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  const Fault fault = ask(behind(vfs), Operation::remove, path);
  if (fault.error != 0) return refuse(behind(vfs), fault.error, SQLITE_IOERR_DELETE);
  return answer(behind(vfs), behind(vfs).real->xDelete(behind(vfs).real, path, sync_folder));
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
  return behind(vfs).real->xAccess(behind(vfs).real, path, flags, result);
}

int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return behind(vfs).real->xFullPathname(behind(vfs).real, path, size, out);
}

int randomness(sqlite3_vfs* vfs, int count, char* out) {
  return behind(vfs).real->xRandomness(behind(vfs).real, count, out);
}

int sleep_for(sqlite3_vfs* vfs, int microseconds) {
  return behind(vfs).real->xSleep(behind(vfs).real, microseconds);
}

int current_time(sqlite3_vfs* vfs, double* days) {
  return behind(vfs).real->xCurrentTime(behind(vfs).real, days);
}

int system_error(sqlite3_vfs* vfs, int count, char* out) {
  return behind(vfs).real->xGetLastError(behind(vfs).real, count, out);
}

std::string unique_name(const void* object) {
  return "widefield-" + std::to_string(reinterpret_cast<std::uintptr_t>(object));
}

}  // namespace

Vfs::Vfs(Io& io) : name_(unique_name(this)) {
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  if (real == nullptr) throw std::runtime_error("SQLite offers no file system");
  vfs_.iVersion = 1;
  vfs_.szOsFile = static_cast<int>(sizeof(GatedFile)) + real->szOsFile;
  vfs_.mxPathname = real->mxPathname;
  vfs_.zName = name_.c_str();
  behind_ = {&io, real, 0};
  vfs_.pAppData = &behind_;
  vfs_.xOpen = open_file;
  vfs_.xDelete = delete_file;
  vfs_.xAccess = access_file;
  vfs_.xFullPathname = full_path;
  vfs_.xRandomness = randomness;
  vfs_.xSleep = sleep_for;
  vfs_.xCurrentTime = current_time;
  vfs_.xGetLastError = system_error;
  sqlite3_vfs_register(&vfs_, 0);
}

Vfs::~Vfs() {
  sqlite3_vfs_unregister(&vfs_);
}

}  // namespace widefield
