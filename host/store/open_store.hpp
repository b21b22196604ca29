#pragma once
#include <filesystem>
#include <optional>

#include "host/store/database.hpp"
#include "host/store/lock.hpp"
#include "widefield/store.hpp"

namespace widefield {

/// A run folder whose database is open and was found to be in order.
struct OpenStore {
  RunDescription description;
  std::optional<FolderLock> lock;  // held by a writer; released after the database is closed
  Database database;
};

struct Store::State {
  OpenStore open;
};

OpenStore open_to_write(Io& io, const std::filesystem::path& folder,
                        const RunDescription& description, OpenMode mode);
OpenStore open_to_read(Io& io, const std::filesystem::path& folder);

}  // namespace widefield
