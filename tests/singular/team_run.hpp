#pragma once
#include <cstddef>
#include <vector>

#include "kernels/cpu/barrier.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/cpu/threads.hpp"

// A team of any number of threads around a piece of code.
namespace widefield {

struct alignas(Arena::alignment) Line {
  std::byte bytes[Arena::alignment];
};

inline std::vector<Line> lines(std::size_t bytes) {
  return std::vector<Line>(bytes / sizeof(Line) + 1);
}

/// Work(team) takes its memory; then body(team, work) runs on every member.
template <class Make, class Body>
void run_team(int members, Make make, Body body) {
  Team<double> measuring(TeamPlace{});
  make(measuring);
  auto shared = lines(measuring.shared().used);
  std::vector<std::vector<Line>> own(members, lines(measuring.own().used));
  Barrier meeting(members);
  on_threads(members, [&](int member) {
    Team<double> team(
        TeamPlace{member, members, &meeting, shared.data()->bytes, own[member].data()->bytes});
    auto work = make(team);
    body(team, work);
  });
}

}  // namespace widefield
