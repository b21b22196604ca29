#pragma once
// exp, expm1, log, log1p, sin, cos, tanh, erf of floats, doubles and packs, from correctly rounded
// operations alone: the same bits on every machine, whatever its mathematical library.
#include "widefield/elementary/erf.hpp"
#include "widefield/elementary/exp.hpp"
#include "widefield/elementary/log.hpp"
#include "widefield/elementary/sin.hpp"
#include "widefield/elementary/tanh.hpp"
