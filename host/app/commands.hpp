#pragma once
#include "host/app/options.hpp"

namespace widefield {

// The commands. Each prints its answer on standard output and returns the exit status; what goes
// wrong is thrown (InputError, RunError).

int run_command(const Options& options);
int theory_command(const Options& options);
int validate_command(const Options& options);
int report_command(const Options& options);
int plan_command(const Options& options);
int merge_command(const Options& options);
int list_command(const Options& options);
int doctor_command(const Options& options);
/// Hidden: prints the manual page or the completions of a shell, for the build.
int generate_command(const Options& options);

}  // namespace widefield
