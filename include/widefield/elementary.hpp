#pragma once
// exp, expm1, log, log1p, sin, cos, tanh, erf of floats, doubles and packs, from correctly rounded
// operations alone: the same bits on every machine, whatever its mathematical library.
//
// Largest errors in ulps, measured against long doubles (tests/numbers/elementary_test.cpp):
//
//                 float   double                    float   double
//   exp            1.0      1.0     tanh             3.0      3.0
//   expm1          1.4      1.9     sech^2           5.5      5.6
//   log, log1p     0.9      0.9     erf              1.1      1.2
//   sin, cos       1.5      1.5     erfc             5.3      4.6
//   (between -pi/2 and pi/2; elsewhere 1.5 ulp of 1)
#include "widefield/elementary/erf.hpp"
#include "widefield/elementary/exp.hpp"
#include "widefield/elementary/log.hpp"
#include "widefield/elementary/sin.hpp"
#include "widefield/elementary/tanh.hpp"
