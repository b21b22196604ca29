#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace widefield {

/// One line on standard error that is written over and over: networks done, rate, time left, and
/// the standard error of the slowest observable. Silent unless standard error is a terminal.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();

  /// `total` 0: unknown.
  void start(const std::string& what, std::uint64_t total, std::uint64_t already_done);
  void add(std::uint64_t networks) { done_ += networks; }
  /// Redraws now and then; `error` is asked for the current relative standard error only then.
  void show(const std::function<double()>& error);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string line(double error) const;

  bool shown_;
  std::string what_;
  std::uint64_t total_ = 0, done_ = 0, first_ = 0;
  Clock::time_point started_, last_;
};

/// "1 h 05 min", "3 min 20 s", "12 s".
std::string duration_text(double seconds);

/// "3.2k", "12M": three digits and a prefix.
std::string count_text(double count);

}  // namespace widefield
