#include "host/report/plot/symbol.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/report/page/prose.hpp"

namespace widefield {
namespace {

std::string rendered(const html::Node& node) {
  std::string out;
  html::render(node, out);
  return out;
}

std::string rendered(const std::vector<html::Node>& nodes) {
  std::string out;
  for (const html::Node& node : nodes)
    html::render(node, out);
  return out;
}

TEST(Symbol, reads_letters_and_scripts) {
  EXPECT_EQ(plain(parse_symbol("sigma_w^2")), "σ_w^2");
  EXPECT_EQ(plain(parse_symbol("\\xi_c")), "ξ_c");
  EXPECT_EQ(plain(parse_symbol("sigma_{w,crit}^2")), "σ_w,crit^2");
  EXPECT_EQ(plain(parse_symbol("|g^l|^2/|g^L|^2")), "|g^l|^2/|g^L|^2");
  EXPECT_EQ(plain(parse_symbol("q^star")), "q^∗");
  EXPECT_EQ(plain(parse_symbol("x_nabla")), "x_∇");
}

TEST(Symbol, is_mathml_in_text) {
  EXPECT_EQ(rendered(mathml(parse_symbol("sigma_w^2"))),
            "<math><mrow><msubsup><mi>σ</mi><mi>w</mi><mn>2</mn></msubsup></mrow></math>");
}

TEST(Symbol, shifts_scripts_and_comes_back_in_figures) {
  const std::string spans = rendered(tspans(parse_symbol("c^l"), 10));
  EXPECT_NE(spans.find("dy=\"-4.2\""), std::string::npos);
  EXPECT_NE(spans.find("dy=\"4.2\""), std::string::npos);
}

RC_GTEST_PROP(Symbol, reads_anything, (const std::string& text)) {
  parse_symbol(text);
  parse_symbol("^" + text + "_{" + text);
  prose(text);
  RC_SUCCEED("no crash");
}

TEST(Prose, sets_formulas_and_leaves_words) {
  EXPECT_EQ(rendered(prose("a weight_variance of 2, c < 1")), "a weight_variance of 2, c &lt; 1");
  EXPECT_EQ(rendered(prose("c* < 1")),
            "<math><mrow><msup><mi>c</mi><mo>∗</mo></msup></mrow></math> &lt; 1");
  const std::string text = rendered(prose("where sigma_w = 1.3 (chi_1)"));
  EXPECT_NE(text.find("<msub><mi>σ</mi><mi>w</mi></msub>"), std::string::npos);
  EXPECT_NE(text.find("<msub><mi>χ</mi><mn>1</mn></msub>"), std::string::npos);
}

}  // namespace
}  // namespace widefield
