#pragma once
#include <sqlite3.h>

#include <string>

#include "host/store/io.hpp"

namespace widefield {

/// SQLite's own access to the file system with every change asked of `io` first. Registered under a
/// name of its own as long as it lives. Offers no shared memory, so a store can never be in
/// write-ahead mode, which a read-only folder could not be read in.
class Vfs {
 public:
  explicit Vfs(Io& io);
  Vfs(const Vfs&) = delete;
  ~Vfs();

  const char* name() const { return name_.c_str(); }

  /// errno of the last operation that failed, which SQLite forgets when it happens in a COMMIT.
  int last_error() const { return behind_.error; }

  struct Behind {
    Io* io;
    sqlite3_vfs* real;
    int error;
  };

 private:
  std::string name_;
  Behind behind_;
  sqlite3_vfs vfs_{};
};

}  // namespace widefield
