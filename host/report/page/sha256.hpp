#pragma once
#include <string>
#include <string_view>

namespace widefield {

/// SHA-256 of `text` in base64, as a Content-Security-Policy names a style or script it allows
/// [FIPS 180-4; CSP Level 3, section 2.3.1].
std::string sha256_base64(std::string_view text);

}  // namespace widefield
