#pragma once
#include "host/report/page/html.hpp"

namespace widefield {

/// The style sheet: colours of both schemes as variables, type, tables, figures, print.
html::Verbatim style_sheet();

/// The script that shows the numbers of a point under the pointer or the keyboard's focus. Without
/// it the browser's own tool tips do.
html::Verbatim hover_script();

}  // namespace widefield
