#include <algorithm>
#include <iterator>

#include "widefield/comparison.hpp"

namespace widefield {
namespace {

int rank(const std::string& verdict) {
  const std::string order[] = {"agrees", "close", "underpowered", "disagrees"};
  return static_cast<int>(std::find(std::begin(order), std::end(order), verdict) -
                          std::begin(order));
}

}  // namespace

std::string claim_verdict(const ExperimentResult& result) {
  const auto& named = result.experiment.claim.verdicts;
  std::string worst;
  for (const Verdict& one : result.verdicts) {
    const bool counts =
        named.empty() || std::find(named.begin(), named.end(), one.observable) != named.end();
    if (counts) worst = worst.empty() ? one.verdict : worse_verdict(worst, one.verdict);
  }
  return worst.empty() ? "underpowered" : worst;
}

const std::string& worse_verdict(const std::string& one, const std::string& other) {
  return rank(one) < rank(other) ? other : one;
}

}  // namespace widefield
