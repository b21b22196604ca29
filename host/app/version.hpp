#pragma once
#include <string>

namespace widefield {

/// "0.1.0".
std::string version();

/// The commit this binary was built from, with "+" behind it when files were changed; or
/// "unknown".
std::string commit();

/// "widefield 0.1.0 (commit ...)".
std::string version_line();

}  // namespace widefield
