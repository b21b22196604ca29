#include "host/store/json_writer.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace widefield {
namespace {

TEST(JsonNumber, IsShortestAndStaysFloatingPoint) {
  EXPECT_EQ(json_number(0.1), "0.1");
  EXPECT_EQ(json_number(1), "1.0");
  EXPECT_EQ(json_number(-0.0), "-0.0");
  EXPECT_EQ(json_number(1e22), "1e+22");
  EXPECT_EQ(json_number(5e-324), "5e-324");
  EXPECT_EQ(json_number(0.1 + 0.2), "0.30000000000000004");
}

TEST(JsonNumber, HasWordsForWhatJsonCannotSay) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(json_number(std::nan("")), "null");
  EXPECT_EQ(json_number(infinity), "\"inf\"");
  EXPECT_EQ(json_number(-infinity), "\"-inf\"");
}

// Random bit patterns reach every exponent.
TEST(JsonNumber, ReadsBackToTheSameBits) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 20000; ++trial) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    const auto read = nlohmann::json::parse(json_number(number)).get<double>();
    ASSERT_EQ(std::bit_cast<std::uint64_t>(read), std::bit_cast<std::uint64_t>(number));
  }
}

TEST(JsonString, EscapesAndRepairs) {
  EXPECT_EQ(json_string("a\"b\\c\n\t\x01"), "\"a\\\"b\\\\c\\n\\t\\u0001\"");
  EXPECT_EQ(json_string("\xc3\xa9 \xe2\x89\xa4 \xf0\x9f\x98\x80"),
            "\"\xc3\xa9 \xe2\x89\xa4 \xf0\x9f\x98\x80\"");
  // A lone byte, an overlong slash, a surrogate, beyond U+10FFFF, a character cut off.
  for (const char* broken : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x89"})
    EXPECT_EQ(json_string(broken).find(broken), std::string::npos);
}

// nlohmann's reader refuses what is not UTF-8, so it is the oracle.
TEST(JsonString, IsValidWhateverTheBytes) {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 5000; ++trial) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(random());
    ASSERT_TRUE(nlohmann::json::accept(json_string(bytes)));
  }
}

TEST(JsonWriter, LaysOutBlocksAndLines) {
  JsonWriter json;
  json.begin_object(Layout::block).key("a").value(1);
  json.key("b").begin_array(Layout::block);
  json.begin_object().key("x").value(true).key("y").begin_array(Layout::block).value("z");
  json.end_array().end_object().end_array();
  json.key("c").begin_array(Layout::block).end_array().end_object();
  EXPECT_EQ(
      std::move(json).document(),
      "{\n  \"a\": 1,\n  \"b\": [\n    {\"x\": true, \"y\": [\"z\"]}\n  ],\n  \"c\": []\n}\n");
}

}  // namespace
}  // namespace widefield
