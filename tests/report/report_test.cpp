#include "widefield/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "markup.hpp"
#include "sample_results.hpp"
#include "string_fields.hpp"

namespace widefield {
namespace {

using sample::Markup;
using sample::read_markup;

std::ptrdiff_t count_of(const std::vector<std::string>& names, const std::string& name) {
  return std::count(names.begin(), names.end(), name);
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++number;
  return number;
}

/// A report is well formed and holds one script and one style, both of ours, and no way to run or
/// load anything else.
void expect_sound(const std::string& html) {
  const Markup markup = read_markup(html);
  EXPECT_EQ(markup.problem, "");
  EXPECT_EQ(count_of(markup.names, "script"), 1);
  EXPECT_EQ(count_of(markup.names, "style"), 1);
  for (const char* name :
       {"img", "iframe", "object", "embed", "link", "form", "base", "foreignObject"})
    EXPECT_EQ(count_of(markup.names, name), 0) << name;
  for (const std::string& name : markup.attributes) {
    EXPECT_NE(name.substr(0, 2), "on") << name;
    EXPECT_NE(name, "src");
    EXPECT_NE(name, "style");
  }
  for (const char* words : {"NaN", "nan\"", "inf\"", "=\"nan", "=\"-nan", "=\"inf"})
    EXPECT_EQ(html.find(words), std::string::npos) << words;
}

const std::string& sample_html() {
  static const std::string html = report_html(sample::results());
  return html;
}

TEST(Report, of_the_sample_is_sound) {
  expect_sound(sample_html());
}

TEST(Report, names_layers_by_whole_numbers) {
  EXPECT_NE(sample_html().find("layer 1"), std::string::npos);
  EXPECT_EQ(sample_html().find("layer 1.0"), std::string::npos);
}

TEST(Report, is_the_same_bytes_for_the_same_results) {
  EXPECT_EQ(report_html(sample::results()), sample_html());
}

TEST(Report, says_the_time_only_where_the_provenance_does) {
  Results results = sample::results();
  for (ExperimentResult& r : results.experiments)
    r.provenance.started = "";
  results.provenance.started = "2001-02-03T04:05:06Z";
  const std::string html = report_html(results);
  EXPECT_EQ(occurrences(html, "2001-02-03"), 1u);
  EXPECT_EQ(html.find("2026"), std::string::npos);
}

TEST(Report, keeps_the_order_of_the_interface) {
  const std::string text = read_markup(sample_html()).text;
  std::size_t last = 0;
  for (const char* part :
       {"The verdicts at a glance", "Two inputs flow to the same point", "Figure 1.", "Table of",
        "How it was measured", "This command makes it again",
        "widefield validate --scale desk --seed 1"}) {
    const auto at = text.find(part, last);
    ASSERT_NE(at, std::string::npos) << part;
    last = at;
  }
}

TEST(Report, shows_no_verdict_without_its_power) {
  const std::string& html = sample_html();
  const std::size_t ticks = occurrences(html, "✓ agrees"),
                    powers = occurrences(html, "would have seen");
  EXPECT_GT(ticks, 10u);
  EXPECT_GE(powers, ticks);
  Results results = sample::results();
  for (ExperimentResult& r : results.experiments)
    for (Verdict& v : r.verdicts)
      v.smallest_visible_error = 0;
  EXPECT_EQ(occurrences(report_html(results), "would have seen"), 0u);
  EXPECT_GE(occurrences(report_html(results), "power not known"), ticks);
}

TEST(Report, never_merges_families_of_tests) {
  const std::string text = read_markup(sample_html()).text;
  for (const char* family : {"exact: hold at any width", "corrected: theory to order 1/N",
                             "asymptotic: extrapolated to infinite width"})
    EXPECT_NE(text.find(family), std::string::npos) << family;
}

TEST(Report, of_nothing_is_sound) {
  expect_sound(report_html({}));
  Results bare;
  bare.experiments = {sample::bare_experiment()};
  expect_sound(report_html(bare));
  bare.experiments = {{}};
  expect_sound(report_html(bare));
}

TEST(Report, survives_hostile_texts_in_every_field) {
  const std::string html = report_html(sample::hostile_results());
  expect_sound(html);
  for (const char* mark : {"\u202E", "\u2066", "\u200F"})
    EXPECT_EQ(html.find(mark), std::string::npos);
}

/// One field at a time, so that the others keep the report at its full size.
TEST(Report, survives_one_hostile_text_in_any_field) {
  Results results;
  results.experiments = {sample::results().experiments[0]};
  results.experiments[0].rows.resize(8);
  results.experiments[0].prediction.curves.resize(1);
  std::vector<std::string*> fields;
  sample::for_each_string(results, [&](std::string& text) { fields.push_back(&text); });
  for (std::string* field : fields) {
    const std::string kept = *field;
    *field = "]]></script><script>\"'&\u202E" + std::string(10000, '<');
    const Markup markup = read_markup(report_html(results));
    ASSERT_EQ(markup.problem, "") << kept;
    ASSERT_EQ(count_of(markup.names, "script"), 1) << kept;
    *field = kept;
  }
}

TEST(Report, draws_no_number_that_does_not_exist) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), 0.0, 1.0, -1.0, 1e308, -1e-320}) {
    Results results = sample::results();
    sample::for_each_number(results, [&](double& number) { number = value; });
    expect_sound(report_html(results));
  }
}

TEST(Report, survives_any_mixture_of_numbers) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> numbers = {none, infinite, -infinite, 0,    -1,     1e308,
                                       1,    0.5,      1e-320,    1e-9, -1e300, 12345.678};
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    Results results;
    results.experiments = {sample::results().experiments[0]};
    results.experiments[0].rows.resize(24);
    sample::for_each_number(results, [&](double& number) {
      if (random() % 3 == 0) number = numbers[random() % numbers.size()];
    });
    expect_sound(report_html(results));
  }
}

}  // namespace
}  // namespace widefield
