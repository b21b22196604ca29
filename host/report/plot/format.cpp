#include "host/report/plot/format.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace widefield {
namespace {

constexpr std::string_view minus_sign = "\u2212";
constexpr std::string_view thin_space = "\u202F";  // narrow, does not break

/// Numbers outside this range are written with a power of ten.
constexpr double plain_low = 1e-4, plain_high = 1e6;
constexpr int most_decimals = 17;

std::string not_finite(double value) {
  if (std::isnan(value)) return std::string(no_number);
  return value > 0 ? "\u221E" : std::string(minus_sign) + "\u221E";
}

/// Independent of the locale, unlike printf.
std::string digits_of(double magnitude, int decimals) {
  std::array<char, 400> buffer;  // 309 digits before the point at most
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                                 std::chars_format::fixed, decimals);
  return {buffer.data(), end.ptr};
}

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of("0.") == std::string_view::npos;
}

int decimal_exponent(double magnitude) {
  return static_cast<int>(std::floor(std::log10(magnitude)));
}

std::string with_power(double value, int digits) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                 std::chars_format::scientific, digits - 1);
  const std::string_view text(buffer.data(), end.ptr);
  const auto split = text.find('e');
  int exponent = 0;
  const std::size_t sign = text[split + 1] == '+' ? 1 : 0;
  std::from_chars(text.data() + split + 1 + sign, text.data() + text.size(), exponent);
  std::string out(value < 0 ? minus_sign : "");
  return out.append(text.substr(0, split)).append("\u00D710").append(superscript(exponent));
}

}  // namespace

std::string coordinate(double value) {
  assert(std::isfinite(value));
  std::string text = digits_of(std::abs(value), 2);
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.') text.pop_back();
  return value < 0 && text != "0" ? "-" + text : text;
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return not_finite(value);
  const std::string text = digits_of(std::abs(value), std::clamp(decimals, 0, most_decimals));
  return value < 0 && !is_zero(text) ? std::string(minus_sign) + text : text;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return not_finite(value);
  if (value == 0) return "0";
  const double magnitude = std::abs(value);
  if (magnitude < plain_low || magnitude >= plain_high) return with_power(value, digits);
  return fixed(value, std::max(0, digits - 1 - decimal_exponent(magnitude)));
}

std::string shortest(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  constexpr int most_digits = 17;
  for (int digits = 1; digits < most_digits; ++digits) {
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, digits - 1);
    double back = 0;
    std::from_chars(buffer.data(), end.ptr, back);
    if (back == value) return significant(value, digits);
  }
  return significant(value, most_digits);
}

std::string with_error(double value, double error) {
  constexpr int digits_without_error = 6;
  if (!std::isfinite(value) || !(error > 0) || !std::isfinite(error))
    return significant(value, digits_without_error);
  const int last = decimal_exponent(error) - 1;  // two digits of the error are kept
  const bool plain = last <= 0 && last >= -12 && std::abs(value) < plain_high;
  if (!plain) return significant(value, 4) + " \u00B1 " + significant(error, 2);
  const double units = error * std::pow(10.0, -last);
  return fixed(value, -last) + "(" + fixed(units, 0) + ")";
}

std::string percent(double relative) {
  if (!std::isfinite(relative)) return not_finite(relative);
  const double value = 100 * relative;
  return significant(value, 2) + "\u202F%";
}

std::string count(std::uint64_t value) {
  std::string digits = std::to_string(value);
  constexpr std::size_t ungrouped = 4;  // four digits are read at a glance
  if (digits.size() <= ungrouped) return digits;
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, thin_space);
  }
  return digits;
}

std::string superscript(int exponent) {
  static constexpr std::array<std::string_view, 10> digits = {
      "\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
      "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string out(exponent < 0 ? "\u207B" : "");
  for (const char digit : std::to_string(std::abs(exponent)))
    out.append(digits[digit - '0']);
  return out;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return not_finite(seconds);
  if (seconds < 120) return significant(seconds, 3) + " s";
  if (seconds < 7200) return fixed(seconds / 60, 1) + " min";
  return fixed(seconds / 3600, 1) + " h";
}

std::string shortened(std::string_view text, std::size_t length) {
  std::size_t characters = 0, end = 0;
  while (end < text.size()) {
    const bool continues = (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
    if (!continues && ++characters > length) return std::string(text.substr(0, end)) + "\u2026";
    ++end;
  }
  return std::string(text);
}

}  // namespace widefield
