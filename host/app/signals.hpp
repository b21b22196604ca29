#pragma once

namespace widefield {

/// From now on SIGINT, SIGTERM and SIGUSR1 only set a flag, so that the block in flight is dropped
/// and finished ones are kept. A second SIGINT ends the program at once.
void catch_signals();

/// The number of the signal that arrived, or 0.
int caught_signal();

/// Thrown where the flag is looked at.
struct Interrupted {
  int signal;
};

}  // namespace widefield
