#pragma once
#include <string>

#include "kernels/plan.hpp"

namespace widefield {

/// Why an engine cannot carry out a request, and what to change; empty where it can.
struct Refusal {
  std::string reason, remedy;

  explicit operator bool() const { return !reason.empty(); }
};

Refusal refuse_closed(const Request& request);
Refusal refuse_gram(const Request& request);
Refusal refuse_state(const Request& request);
Refusal refuse_lazy(const Request& request);
Refusal refuse_dense(const Request& request);

}  // namespace widefield
