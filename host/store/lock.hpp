#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "host/store/io.hpp"

namespace widefield {

/// The right to write into a run folder: flock on `.lock`, whose text names the holder. The system
/// releases it when the holder dies, so a lock file without a lock is stale and is taken over.
class FolderLock {
 public:
  /// RunError naming the holder when another process has it.
  FolderLock(Io& io, const std::filesystem::path& folder);
  FolderLock(FolderLock&&) = default;
  ~FolderLock();

  /// A sentence about the stale lock that was taken over, or empty.
  const std::string& notice() const { return notice_; }

  static constexpr const char* file_name = ".lock";

 private:
  bool take(Io& io);
  void sign(File& file) const;

  std::filesystem::path path_;
  std::optional<File> file_;
  std::string notice_;
};

}  // namespace widefield
