#include "host/store/codec.hpp"

#include <bit>
#include <cstring>
#include <limits>

namespace widefield {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are the bytes of memory");
static_assert(std::numeric_limits<double>::is_iec559);

constexpr std::uint64_t fnv_prime = 0x100000001b3;

template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

template <class T>
bool numbers_of(std::string_view bytes, std::vector<T>& numbers) {
  if (bytes.size() % sizeof(T) != 0) return false;
  numbers.resize(bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return true;
}

}  // namespace

Checksum& Checksum::add(std::string_view bytes) {
  for (const char byte : bytes)
    value_ = (value_ ^ static_cast<unsigned char>(byte)) * fnv_prime;
  return *this;
}

Checksum& Checksum::add(std::uint64_t number) {
  return add({reinterpret_cast<const char*>(&number), sizeof number});
}

std::string pack(const std::vector<double>& numbers) {
  return bytes_of(numbers);
}

// Each histogram is its number of bins and then the counts.
std::string pack(const std::vector<std::vector<std::uint64_t>>& histograms) {
  std::vector<std::uint64_t> flat;
  for (const std::vector<std::uint64_t>& counts : histograms) {
    flat.push_back(counts.size());
    flat.insert(flat.end(), counts.begin(), counts.end());
  }
  return bytes_of(flat);
}

bool unpack(std::string_view bytes, std::vector<double>& numbers) {
  return numbers_of(bytes, numbers);
}

bool unpack(std::string_view bytes, std::vector<std::vector<std::uint64_t>>& histograms) {
  std::vector<std::uint64_t> flat;
  if (!numbers_of(bytes, flat)) return false;
  histograms.clear();
  for (std::size_t at = 0; at < flat.size();) {
    const std::uint64_t bins = flat[at++];
    if (bins > flat.size() - at) return false;
    const auto first = flat.begin() + static_cast<std::ptrdiff_t>(at);
    histograms.emplace_back(first, first + static_cast<std::ptrdiff_t>(bins));
    at += bins;
  }
  return true;
}

// Lengths go in too, so that no byte can move from one column to the next.
std::int64_t PackedBlock::checksum() const {
  Checksum sum;
  sum.add(static_cast<std::uint64_t>(width)).add(static_cast<std::uint64_t>(number));
  sum.add(static_cast<std::uint64_t>(count));
  for (const std::string* part : {&point, &engine, &mean, &comoment, &records, &histograms})
    sum.add(part->size()).add(*part);
  return static_cast<std::int64_t>(sum.value());
}

bool PackedBlock::agrees_with(const PackedBlock& other) const {
  const bool same_records = records.empty() || other.records.empty() || records == other.records;
  return same_records && point == other.point && width == other.width && number == other.number &&
         count == other.count && engine == other.engine && mean == other.mean &&
         comoment == other.comoment && histograms == other.histograms;
}

PackedBlock pack(const Ensemble& ensemble, const Block& block) {
  // A member that is added to Moments breaks this line: it has to be stored too.
  const auto& [count, mean, comoment] = block.moments;
  // Numbers of networks have 32 bits in the random address, so these fit SQLite's signed 64.
  return {.point = ensemble.point,
          .width = ensemble.width,
          .number = static_cast<std::int64_t>(block.number),
          .count = static_cast<std::int64_t>(count),
          .engine = block.engine,
          .mean = pack(mean),
          .comoment = pack(comoment),
          .records = pack(block.records),
          .histograms = pack(block.histograms)};
}

bool unpack(const PackedBlock& packed, Block& block) {
  if (packed.number < 0 || packed.count < 0) return false;
  block.number = static_cast<std::uint64_t>(packed.number);
  block.engine = packed.engine;
  block.moments.count = static_cast<std::uint64_t>(packed.count);
  return unpack(packed.mean, block.moments.mean) &&
         unpack(packed.comoment, block.moments.comoment) && unpack(packed.records, block.records) &&
         unpack(packed.histograms, block.histograms);
}

}  // namespace widefield
