#include "host/key/suggest.hpp"

#include <gtest/gtest.h>

#include "host/config/keys.hpp"
#include "host/config/names.hpp"

namespace widefield {
namespace {

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const Key& key : keys())
    words.push_back(key.short_name());
  for (const auto& infos : {activation_names(), observable_names(), engine_names()})
    for (const std::string& name : names_of(infos))
      words.push_back(name);
  return words;
}

// Every word of at least five letters, with one letter dropped, doubled, replaced or two swapped.
std::vector<std::string> typos(const std::string& word) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i + 1 < word.size(); ++i) {
    list.push_back(word.substr(0, i) + word.substr(i + 1));
    list.push_back(word.substr(0, i) + word[i] + word.substr(i));
    list.push_back(word.substr(0, i) + "x" + word.substr(i + 1));
    std::string swapped = word;
    std::swap(swapped[i], swapped[i + 1]);
    list.push_back(swapped);
  }
  return list;
}

TEST(Suggest, FindsTheWordBehindATypo) {
  const std::vector<std::string> words = known_words();
  int tried = 0, found = 0;
  for (const std::string& word : words) {
    if (word.size() < 5) continue;
    for (const std::string& typo : typos(word)) {
      ++tried;
      found += nearest(typo, words) == word;
    }
  }
  EXPECT_GT(tried, 500);
  EXPECT_GE(found, 0.95 * tried) << found << " of " << tried;
}

TEST(Suggest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("", {"tanh"}), "");
  EXPECT_EQ(nearest("elephant", {"tanh", "relu", "erf"}), "");
  EXPECT_EQ(did_you_mean("elephant", {"tanh", "relu"}), "known: tanh, relu");
  EXPECT_EQ(did_you_mean("tnah", {"tanh", "relu"}), "did you mean 'tanh'? known: tanh, relu");
}

}  // namespace
}  // namespace widefield
