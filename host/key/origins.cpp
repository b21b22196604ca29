#include "host/key/origins.hpp"

#include "widefield/error.hpp"

namespace widefield {

void refuse(const Origins& origins, const std::string& key, std::string problem, std::string reason,
            std::string remedy) {
  throw InputError(origins.of(key), key, std::move(problem), std::move(reason), std::move(remedy));
}

}  // namespace widefield
