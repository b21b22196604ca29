#include "host/report/html.hpp"
#include <gtest/gtest.h>
TEST(Html, EscapesTheFive) {
  EXPECT_EQ(widefield::html::escape("<&>\"'"), "&lt;&amp;&gt;&quot;&#39;");
}
