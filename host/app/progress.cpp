#include "host/app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace widefield {
namespace {

constexpr double redraw_seconds = 0.5;
constexpr const char* erase_line = "\r\033[K";

double seconds_since(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

std::string count_text(double count) {
  const char* const prefixes[] = {"", "k", "M", "G", "T", "P"};
  std::size_t i = 0;
  while (count >= 1000 && i + 1 < std::size(prefixes))
    count /= 1000, ++i;
  return fmt::format("{:.3g}{}", count, prefixes[i]);
}

Progress::Progress(bool wanted) : shown_(wanted && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  clear();
}

void Progress::start(const std::string& what, std::uint64_t total, std::uint64_t already_done) {
  what_ = what;
  total_ = total;
  done_ = first_ = already_done;
  started_ = last_ = Clock::now();
}

std::string Progress::line(double error) const {
  const double seconds = seconds_since(started_);
  const double rate = seconds > 0 ? static_cast<double>(done_ - first_) / seconds : 0;
  std::string text = fmt::format("{}: {}", what_, done_);
  if (total_ > 0) text += fmt::format("/{}", total_);
  text += fmt::format(" networks, {}/s", count_text(rate));
  if (total_ > done_ && rate > 0)
    text += fmt::format(", {} left", duration_text(static_cast<double>(total_ - done_) / rate));
  if (std::isfinite(error)) text += fmt::format(", standard error {:.1e}", error);
  return text;
}

void Progress::show(const std::function<double()>& error) {
  if (!shown_ || seconds_since(last_) < redraw_seconds) return;
  last_ = Clock::now();
  fmt::print(stderr, "{}{}", erase_line, line(error()));
  std::fflush(stderr);
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "{}", erase_line);
}

}  // namespace widefield
