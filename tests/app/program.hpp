#pragma once
#include <filesystem>
#include <string>
#include <vector>

// Runs the program as a user does.

struct Answer {
  int status = -1;  // exit status; 128 + number where a signal ended it
  std::string out, err;
};

/// Runs `widefield ARGUMENTS` in `folder`.
Answer widefield(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

/// `signal` is sent `seconds` after the file `begun` of the folder has appeared.
struct Interruption {
  std::filesystem::path begun;
  double seconds;
  int signal;
};

/// Runs `widefield ARGUMENTS` in `folder` and interrupts it.
Answer widefield_interrupted(const std::vector<std::string>& arguments,
                             const std::filesystem::path& folder, const Interruption& how);

/// A new empty folder that is removed at the end.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string contents(const std::filesystem::path& file);

/// The words of a line; a word may be quoted with '.
std::vector<std::string> words(const std::string& line);
