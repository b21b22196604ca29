#include "host/app/version.hpp"

#include "widefield_version.hpp"

namespace widefield {

std::string version() {
  return WIDEFIELD_VERSION;
}

std::string commit() {
  return WIDEFIELD_COMMIT;
}

std::string version_line() {
  return "widefield " + version() + " (commit " + commit() + ")";
}

}  // namespace widefield
