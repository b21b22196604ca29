#include "kernels/cpu/executor.hpp"

#include <sys/mman.h>

#include <cassert>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "kernels/cpu/barrier.hpp"
#include "kernels/cpu/threads.hpp"

namespace widefield {
namespace {

/// A huge page, so that large networks need few entries of the address cache.
constexpr std::size_t huge_page = std::size_t{1} << 21;
constexpr std::align_val_t memory_alignment{huge_page};

struct AlignedDelete {
  void operator()(std::byte* memory) const { ::operator delete[](memory, memory_alignment); }
};
using Memory = std::unique_ptr<std::byte[], AlignedDelete>;

Memory allocate(std::size_t bytes) {
  const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
  Memory memory(static_cast<std::byte*>(::operator new[](whole, memory_alignment)));
#if defined(MADV_HUGEPAGE)
  // A wish: where it is not granted, everything works, slower.
  if (bytes >= huge_page) madvise(memory.get(), whole, MADV_HUGEPAGE);
#endif
  return memory;
}

/// A network with this many parts per thread keeps all of them busy within a few percent.
constexpr std::int64_t parts_per_thread = 8;

bool worth_splitting(const EngineNeeds& needs, int threads, std::int64_t networks) {
  if (threads == 1) return false;
  return needs.parts >= parts_per_thread * threads ||
         (networks < threads && needs.parts > networks);
}

std::uint32_t address(const NetworkRange& range, std::int64_t i) {
  assert(range.first + std::uint64_t(i) <= std::numeric_limits<std::uint32_t>::max());
  return std::uint32_t(range.first + std::uint64_t(i));
}

double* record(const NetworkRange& range, std::int64_t i) {
  return range.records.data() + std::size_t(i) * range.slots;
}

}  // namespace

static void one_network_per_thread(const EngineTable& engines, const EngineCall& call, int threads,
                                   const NetworkRange& range) {
  const EngineNeeds needs = engines.needs(call);
  std::vector<Memory> shared(threads), own(threads);
  parallel_for(threads, range.count(), [&](std::int64_t i, int thread) {
    if (!shared[thread]) {
      shared[thread] = allocate(needs.shared);
      own[thread] = allocate(needs.own);
    }
    const TeamPlace place{.shared = shared[thread].get(), .own = own[thread].get()};
    engines.run(call, place, address(range, i), record(range, i));
  });
}

static void all_threads_on_each(const EngineTable& engines, const EngineCall& call, int threads,
                                const NetworkRange& range) {
  const EngineNeeds needs = engines.needs(call);
  const int members = int(needs.parts < threads ? needs.parts : threads);
  const Memory shared = allocate(needs.shared);
  std::vector<Memory> own(members);
  for (Memory& memory : own)
    memory = allocate(needs.own);
  Barrier meeting(members);
  on_threads(members, [&](int member) {
    const TeamPlace place{member, members, &meeting, shared.get(), own[member].get()};
    for (std::int64_t i = 0; i < range.count(); ++i) {
      engines.run(call, place, address(range, i), record(range, i));
      meeting.wait();
    }
  });
}

void for_each_network(const EngineTable& engines, const EngineCall& call, int threads,
                      const NetworkRange& range) {
  if (worth_splitting(engines.needs(call), threads, range.count()))
    all_threads_on_each(engines, call, threads, range);
  else
    one_network_per_thread(engines, call, threads, range);
}

}  // namespace widefield
