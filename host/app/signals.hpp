#pragma once

namespace widefield {

/// While it lives, SIGINT, SIGTERM and SIGUSR1 only set a flag, so that finished blocks can be
/// kept. A second SIGINT ends the program at once. A signal that nobody looked at takes effect when
/// it goes.
class CaughtSignals {
 public:
  CaughtSignals();
  ~CaughtSignals();
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;

  /// The number of the signal that arrived, or 0.
  static int arrived();
};

}  // namespace widefield
