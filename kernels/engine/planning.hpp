#pragma once

// What an engine says to the planner: kernels/plan.hpp, kernels/refusals.cpp, kernels/costs.cpp.
namespace widefield {

struct Plan;
struct Refusal;
struct Request;

}  // namespace widefield
