#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/architecture/closed_law.hpp"
#include "host/architecture/exact.hpp"
#include "host/architecture/mean_field/length_law.hpp"
#include "host/key/key.hpp"
#include "host/key/origins.hpp"
#include "widefield/theory.hpp"

// What the host knows of an architecture: one row, in a folder of its own. Nothing outside the row
// asks for an architecture by its name.
namespace widefield {

/// What is known of its networks. A theory that is silent about something leaves it null.
struct Theory {
  /// Mean-field theory with its corrections.
  Prediction (*predict)(const Experiment&) = nullptr;

  /// The primitives with a one-step law.
  const std::vector<ExactPrimitive>& (*exact)() = nullptr;

  const ClosedLaw* closed = nullptr;

  /// The scale of lengths in layers 1..depth for an input of this |x|^2/N: where the bins of
  /// histograms lie, and what a mean signal is relative to. No verdict rests on it.
  std::vector<LengthLaw> (*lengths)(const GaussianTable&, const Network&,
                                    double squared_norm) = length_laws;

  /// The layers whose laws doubles hold, for an input of this |x|^2/N: those with a one-step test.
  LayersInRange (*in_range)(const Network&, double squared_norm) = layers_in_range;
};

/// What a user may ask of it.
struct Architecture {
  std::string_view name, meaning, citation;

  /// Its own keys. One that means the same to several architectures is a key of each of them; one
  /// that means something else here may have the name of another's. Null: none.
  std::vector<Key> (*keys)() = nullptr;

  /// What it is known for, and what is measured by default; empty: as `Measure` says.
  std::span<const std::string_view> observables = {};

  /// Keys of all architectures that follow from its own; a resolved experiment leaves them out.
  std::span<const std::string_view> follows = {};

  /// Fills in what follows, before anything is checked. Throws InputError. Null: nothing.
  void (*complete)(Experiment&, const Origins&) = nullptr;

  /// Refuses laws that its keys, and those of all with them, do not allow. Called last, when every
  /// key is within its range and what all architectures ask for is granted. Throws InputError.
  /// Null: nothing.
  void (*check)(const Experiment&, const Origins&) = nullptr;

  /// The same of what only a simulation asks for: its widths, its number of networks, how it is
  /// measured. Theories are not refused for it.
  void (*check_simulation)(const Experiment&, const Origins&) = nullptr;

  /// Refuses gradients whose mean or variance does not exist; `observable` needs the slopes of the
  /// activation. Throws InputError. Null: they exist wherever those of the activation do.
  void (*check_gradients)(const Experiment&, const std::string& observable,
                          const Origins&) = nullptr;

  /// Null where nothing is known.
  const Theory* theory = nullptr;
};

/// Every architecture: the list in architectures.cpp. A program that defines this function itself
/// has its own list.
std::span<const Architecture* const> architecture_rows();

/// Null where there is none of this name.
const Architecture* find_architecture(std::string_view name);

/// What is known of the architecture of a network; nothing where there is none of its name.
const Theory& theory_of(const Network& network);

/// Its primitives with a one-step law; maybe none.
const std::vector<ExactPrimitive>& exact_primitives(const Network& network);

/// The names of the architectures whose theory has something, with commas.
std::string known_to(bool (*has)(const Theory&));

}  // namespace widefield
