#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace widefield {

/// What stands for a number that does not exist.
inline constexpr std::string_view no_number = "\u2013";

/// A finite coordinate in pixels, rounded to 1/100, without trailing zeros.
std::string coordinate(double value);

/// `value` with `decimals` digits after the point and a true minus sign; infinities as a sign.
std::string fixed(double value, int decimals);

/// `value` with `digits` significant digits; outside 1e-4 .. 1e6 as 1.2 x 10^-7 with superscripts.
std::string significant(double value, int digits);

/// As few digits as tell the number from every other double: 0.09, not 0.0900000.
std::string shortest(double value);

/// A measurement with the error in units of its last digits, as papers print it: 0.53308(12).
std::string with_error(double value, double error);

/// A relative number in per cent: 0.023 %; below 1e-4 per cent as a power of ten.
std::string percent(double relative);

/// An integer with its digits grouped: 16 777 216.
std::string count(std::uint64_t value);

/// An exponent in superscript digits.
std::string superscript(int exponent);

/// A duration in seconds, in the unit a person would choose.
std::string duration(double seconds);

/// The first `length` characters of `text`, with an ellipsis where something was cut off.
std::string shortened(std::string_view text, std::size_t length);

}  // namespace widefield
