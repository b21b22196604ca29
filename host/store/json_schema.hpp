#pragma once
#include <concepts>
#include <type_traits>

#include "widefield/results.hpp"

namespace widefield {

/// The keys of results.json in their order, once: the writer and the reader both walk these lists.
/// A walker is called with a key and the member it belongs to.
template <class T, class Of>
concept Like = std::same_as<std::remove_const_t<T>, Of>;

/// A width of 0 stands for infinity and is null in the file.
template <class Number>
struct Width {
  Number& number;
};
template <class Number>
Width(Number&) -> Width<Number>;

/// An axis by its name; a file of schema 1 has none, and its rows lie on layers.
template <class Of>
struct AxisName {
  Of& axis;
};
template <class Of>
AxisName(Of&) -> AxisName<Of>;

/// The layer of a row; 0 stands for none and is null in the file.
template <class Number>
struct Layer {
  Number& number;
};
template <class Number>
Layer(Number&) -> Layer<Number>;

/// The place of a row on its axis; that of a layer is the layer. Not in files of schema 1.
template <class Row>
struct PlaceOf {
  Row& row;
};
template <class Row>
PlaceOf(Row&) -> PlaceOf<Row>;

/// What files of schema 1 do not have.
template <class Of>
struct Optional {
  Of& value;
};
template <class Of>
Optional(Of&) -> Optional<Of>;

template <class Walker, Like<Provenance> T>
void walk(Walker& walker, T& p) {
  walker("version", p.version);
  walker("commit", p.commit);
  walker("command", p.command);
  walker("seed", p.seed);
  walker("backend", p.backend);
  walker("device", p.device);
  walker("engine", p.engine);
  walker("precision", p.precision);
  walker("threads", p.threads);
  walker("started", p.started);
  walker("seconds", p.seconds);
  walker("networks_per_second", p.networks_per_second);
  walker("random_scheme", p.random_scheme);
}

template <class Walker, Like<Verdict> T>
void walk(Walker& walker, T& v) {
  walker("experiment", v.experiment);
  walker("observable", v.observable);
  walker("verdict", v.verdict);
  walker("p", v.p);
  walker("largest_relative_deviation", v.largest_relative_deviation);
  walker("resolution", v.resolution);
  walker("tolerance", v.tolerance);
  walker("method", v.method);
  walker("smallest_visible_error", v.smallest_visible_error);
  walker("citation", v.citation);
  walker("networks_to_decide", v.networks_to_decide);
  walker("note", v.note);
}

template <class Walker, Like<ResultRow> T>
void walk(Walker& walker, T& r) {
  walker("experiment", r.experiment);
  walker("observable", r.observable);
  walker("symbol", r.symbol);
  walker("layer", Layer{r.layer});
  walker("axis", AxisName{r.axis});
  walker("at", PlaceOf<T>{r});
  walker("component", r.component);
  walker("width", Width{r.width});
  walker("networks", r.networks);
  walker("measured", r.measured);
  walker("standard_error", r.standard_error);
  walker("theory", r.theory);
  walker("theory_at_width", r.theory_at_width);
  walker("z", r.z);
}

template <class Walker, Like<Histogram> T>
void walk(Walker& walker, T& h) {
  walker("experiment", h.experiment);
  walker("observable", h.observable);
  walker("component", h.component);
  walker("layer", h.layer);
  walker("width", Width{h.width});
  walker("edges", h.edges);
  walker("counts", h.counts);
  walker("mean", h.mean);
  walker("variance", h.variance);
  walker("skewness", h.skewness);
  walker("excess_kurtosis", h.excess_kurtosis);
}

template <class Walker, Like<MeasuredScalar> T>
void walk(Walker& walker, T& s) {
  walker("experiment", s.experiment);
  walker("name", s.name);
  walker("width", Width{s.width});
  walker("measured", s.measured);
  walker("standard_error", s.standard_error);
  walker("theory", s.theory);
  walker("theory_standard_error", Optional{s.theory_standard_error});
}

template <class Walker, Like<FixedPoint> T>
void walk(Walker& walker, T& p) {
  walker("value", p.value);
  walker("slope", p.slope);
  walker("stable", p.stable);
}

template <class Walker, Like<CriticalState> T>
void walk(Walker& walker, T& p) {
  walker("weight_variance", p.weight_variance);
  walker("q", p.q);
  walker("slope", p.slope);
  walker("stable", p.stable);
}

template <class Walker, Like<Curve> T>
void walk(Walker& walker, T& c) {
  walker("observable", c.observable);
  walker("component", c.component);
  walker("axis", AxisName{c.axis});
  walker("layer", c.layer);
  walker("at", Optional{c.at});
  walker("value", c.value);
  walker("bias", c.bias);
  walker("variance", c.variance);
  walker("standard_error", Optional{c.standard_error});
  walker("citation", c.citation);
}

template <class Walker, Like<Profile> T>
void walk(Walker& walker, T& p) {
  walker("name", p.name);
  walker("coordinate", AxisName{p.axis});
  walker("at", p.at);
  walker("value", p.value);
  walker("citation", p.citation);
}

}  // namespace widefield
