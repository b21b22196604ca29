#include "host/report/page/html.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "markup.hpp"

namespace widefield::html {
namespace {

constexpr const char* unknown = "\xEF\xBF\xBD";

std::string rendered(const Node& node) {
  std::string out;
  render(node, out);
  return out;
}

TEST(Escape, turns_the_five_characters_of_markup_into_references) {
  EXPECT_EQ(escape("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Escape, keeps_text_of_every_script) {
  const std::string text = "σ_w² → ∞, שלום, 中文, 🧠\n\t";
  EXPECT_EQ(escape(text), text);
}

TEST(Escape, replaces_controls_and_marks_that_turn_text_around) {
  for (const char* text : {"\x01", "\x1B", "\x7F", "\xC2\x85", "\u200E", "\u200F", "\u061C",
                           "\u202A", "\u202E", "\u2066", "\u2069", "\uFFFE", "\uFDD0"})
    EXPECT_EQ(escape(text), unknown);
  EXPECT_EQ(escape(std::string_view("\0", 1)), unknown);
}

TEST(Escape, replaces_what_is_not_utf8) {
  EXPECT_EQ(escape("\xC0\xBC"), std::string(unknown) + unknown);  // an overlong <
  EXPECT_EQ(escape("\xFF"), unknown);
  EXPECT_EQ(escape("a\xE2\x82"), std::string("a") + unknown + unknown);
  EXPECT_EQ(escape("\xED\xA0\x80"), std::string(unknown) + unknown + unknown);  // a surrogate
  EXPECT_EQ(escape("\xF4\x90\x80\x80").substr(0, 3), unknown);                  // beyond U+10FFFF
}

RC_GTEST_PROP(Escape, never_leaves_markup, (const std::string& text)) {
  const std::string safe = escape(text);
  RC_ASSERT(safe.find_first_of("<>\"'") == std::string::npos);
  const auto document = "<!DOCTYPE html>" + rendered(element("p", attribute("class", text), text));
  RC_ASSERT(sample::read_markup(document).problem.empty());
}

TEST(Element, writes_attributes_children_and_texts_in_order) {
  const Node node = element("p", attribute("class", "x"), "1 < 2, ", element("b", "yes"));
  EXPECT_EQ(rendered(node), "<p class=\"x\">1 &lt; 2, <b>yes</b></p>");
}

TEST(Element, closes_what_html_closes) {
  EXPECT_EQ(rendered(element("hr")), "<hr>");
  EXPECT_EQ(rendered(element("path", attribute("d", "M0 0"))), "<path d=\"M0 0\"/>");
  EXPECT_EQ(rendered(element("td")), "<td></td>");
}

TEST(Element, rounds_coordinates) {
  EXPECT_EQ(attribute("x", 1.0 / 3).value, "0.33");
  EXPECT_EQ(attribute("x", -0.001).value, "0");
  EXPECT_EQ(attribute("x", 10.0).value, "10");
}

}  // namespace
}  // namespace widefield::html
