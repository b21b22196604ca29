#pragma once
#include <stdexcept>
#include <string>

namespace widefield {

/// The input is wrong: nothing was started, nothing was written (exit status 2).
/// Printed as `error: WHERE: KEY: what is wrong, with the value (why it is wrong); what to do`.
struct InputError : std::runtime_error {
  std::string where;    // "FILE:LINE", "command line", or empty
  std::string key;      // "network.weight_variance", or empty
  std::string problem;  // what is wrong, with the value
  std::string reason;   // why it is wrong, or empty
  std::string remedy;   // what to do, or empty

  InputError(std::string where_, std::string key_, std::string problem_, std::string reason_,
             std::string remedy_)
      : std::runtime_error(sentence(where_, key_, problem_, reason_, remedy_)),
        where(std::move(where_)),
        key(std::move(key_)),
        problem(std::move(problem_)),
        reason(std::move(reason_)),
        remedy(std::move(remedy_)) {}

 private:
  static std::string sentence(const std::string& where, const std::string& key,
                              const std::string& problem, const std::string& reason,
                              const std::string& remedy) {
    std::string text;
    if (!where.empty()) text += where + ": ";
    if (!key.empty()) text += key + ": ";
    text += problem;
    if (!reason.empty()) text += " (" + reason + ")";
    if (!remedy.empty()) text += "; " + remedy;
    return text;
  }
};

/// It failed while running (device, disk, memory, numbers): what was finished is kept (exit status
/// 3).
struct RunError : std::runtime_error {
  std::string remedy;  // how to go on

  RunError(const std::string& problem, std::string remedy_)
      : std::runtime_error(remedy_.empty() ? problem : problem + "; " + remedy_),
        remedy(std::move(remedy_)) {}
};

}  // namespace widefield
