#include "host/report/figure/curve.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/plot/format.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// More would not be told apart.
constexpr std::size_t most_components = 5, most_markers = 32;
/// A decay is worth a figure of its own from this many decades on.
constexpr double least_decay = 1;

std::string width_label(std::int64_t width) {
  return width > 0 ? "N = " + count(static_cast<std::uint64_t>(width)) : "N → ∞, extrapolated";
}

/// Every stride-th row, beginning with another one for every series where rows are left out, so
/// that markers of several widths stand beside each other.
std::vector<const ResultRow*> thinned(const std::vector<const ResultRow*>& rows, int series) {
  if (rows.size() <= most_markers) return rows;
  const std::size_t stride = (rows.size() + most_markers - 1) / most_markers;
  std::vector<const ResultRow*> kept;
  for (std::size_t i = static_cast<std::size_t>(series) % stride; i < rows.size(); i += stride)
    kept.push_back(rows[i]);
  return kept;
}

PlotPoint point_of(const ResultRow& row) {
  return {place(row), row.measured, row.standard_error, row.z, row_note(row)};
}

std::vector<PlotPoint> points_of(const std::vector<const ResultRow*>& rows) {
  std::vector<PlotPoint> points;
  for (const ResultRow* row : rows)
    points.push_back(point_of(*row));
  return points;
}

/// The prediction at infinite width: its curve, or what stands beside the measurements.
std::vector<svg::Position> theory_points(const ExperimentResult& result,
                                         const std::string& observable,
                                         const std::string& component) {
  std::vector<svg::Position> points;
  for (const Curve& curve : result.prediction.curves) {
    if (curve.observable != observable || curve.component != component) continue;
    const std::vector<double> at = places(curve);
    for (std::size_t i = 0; i < std::min(at.size(), curve.value.size()); ++i)
      points.push_back({at[i], curve.value[i]});
    return points;
  }
  const std::vector<std::int64_t> widths = widths_of(result);
  const std::int64_t width = widths.empty() ? 0 : widths.back();
  for (const ResultRow* row : rows_of(result, observable, component, width))
    points.push_back({place(*row), row->theory});
  return points;
}

/// The prediction with its 1/N term at the smallest width, where it differs most.
PlotLine corrected_line(const ExperimentResult& result, const std::string& observable,
                        const std::string& component) {
  PlotLine line{"", "", PlotLine::Stroke::dashed, 0, {}};
  const std::vector<std::int64_t> widths = widths_of(result);
  if (widths.empty()) return line;
  for (const ResultRow* row : rows_of(result, observable, component, widths.front()))
    line.points.push_back({place(*row), row->theory_at_width});
  const auto exists = [](const svg::Position& point) { return std::isfinite(point.y); };
  if (std::none_of(line.points.begin(), line.points.end(), exists)) line.points.clear();
  return line;
}

std::string component_label(const std::string& component) {
  if (component.empty()) return component;
  const auto comma = component.find(',');
  const bool same =
      comma != std::string::npos && component.substr(0, comma) == component.substr(comma + 1);
  return "input " + (same ? component.substr(0, comma) : component);
}

bool coincide(const std::vector<svg::Position>& a, const std::vector<svg::Position>& b) {
  constexpr double unseen = 1e-6;  // relative
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const svg::Position& p, const svg::Position& q) {
                      return p.x == q.x && std::abs(p.y - q.y) <= unseen * std::abs(p.y);
                    });
}

/// The theory line that an earlier component already has, if it is the same one.
PlotLine* same_line(Plot& plot, const std::vector<svg::Position>& points) {
  for (PlotLine& line : plot.lines)
    if (line.stroke == PlotLine::Stroke::theory && coincide(line.points, points)) return &line;
  return nullptr;
}

void add_lines(Plot& plot, const ExperimentResult& result, const std::string& observable,
               const std::vector<std::string>& components) {
  for (const std::string& component : components) {
    const bool first = component == components.front();
    const std::string name = components.size() > 1 ? component_label(component) : "";
    if (PlotLine* same = same_line(plot, theory_points(result, observable, component))) {
      same->end_label += ", " + name;
      continue;
    }
    PlotLine corrected = corrected_line(result, observable, component);
    if (first && !corrected.points.empty())
      corrected.label = "theory to order 1/N, " + width_label(widths_of(result).front());
    plot.lines.push_back({first ? "theory, N → ∞" : "", name, PlotLine::Stroke::theory, -1,
                          theory_points(result, observable, component)});
    plot.lines.push_back(std::move(corrected));
  }
}

void add_series(Plot& plot, const ExperimentResult& result, const std::string& observable,
                const std::vector<std::string>& components) {
  std::vector<std::int64_t> widths = widths_of(result);
  if (widths.empty()) widths.push_back(0);
  for (const std::int64_t width : widths) {
    PlotSeries series{width_label(width), width_style(result, width), {}};
    for (const std::string& component : components) {
      const auto rows = rows_of(result, observable, component, width);
      for (PlotPoint& point : points_of(thinned(rows, series.style)))
        series.points.push_back(std::move(point));
    }
    if (!series.points.empty()) plot.series.push_back(std::move(series));
  }
}

bool has_residuals(const Plot& plot) {
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points)
      if (!std::isnan(point.z)) return true;
  return false;
}

/// Exponential growth with depth is a straight line.
AxisScale value_scale(const std::string& observable) {
  const ObservableRow* of = find_observable(observable);
  return of != nullptr && of->exponential ? AxisScale::logarithmic : AxisScale::fitting;
}

AxisScale place_scale(const AxisRow& axis) {
  if (axis.whole) return AxisScale::integers;
  return axis.logarithmic ? AxisScale::logarithmic : AxisScale::linear;
}

Plot axis_plot(const std::string& id, const AxisTitle& title, const AxisRow& axis) {
  Plot plot;
  plot.id = id;
  plot.words = title.words + " over " + std::string(axis.plural);
  plot.x = {std::string(axis.words), parse_symbol(axis.symbol), ""};
  plot.y = title;
  plot.x_axis = place_scale(axis);
  return plot;
}

double fixed_point(const ExperimentResult& result, const std::string& observable) {
  const ObservableRow* of = find_observable(observable);
  return of == nullptr ? not_known : theory_scalar(result, of->decay.limit);
}

/// The last layer whose distance from the fixed point is larger than the error of measuring it.
double last_resolved(const Plot& plot, double target) {
  double smallest = INFINITY, last = 0;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points)
      if (point.error > 0) smallest = std::min(smallest, point.error);
  for (const PlotLine& line : plot.lines)
    for (const svg::Position& point : line.points)
      if (std::abs(point.y - target) > smallest / 2) last = std::max(last, point.x);
  return last;
}

/// Replaces values by their distance from the fixed point; what is not resolved is left out.
void to_distances(Plot& plot, double target) {
  const double last = last_resolved(plot, target);
  for (PlotLine& line : plot.lines)
    for (svg::Position& point : line.points) {
      const double distance = std::abs(point.y - target);
      point.y = point.x <= last && distance > 0 ? distance : not_known;
    }
  for (PlotSeries& series : plot.series)
    for (PlotPoint& point : series.points) {
      const double distance = std::abs(point.y - target);
      point.y = point.x <= last && distance > point.error ? distance : not_known;
    }
}

/// Decades between the largest and the smallest distance of the theory.
double decades_of_decay(const Plot& plot) {
  Range range;
  for (const PlotLine& line : plot.lines)
    if (line.stroke == PlotLine::Stroke::theory)
      for (const svg::Position& point : line.points)
        range.include(point.y);
  return range.empty || !(range.low > 0) ? 0 : std::log10(range.high / range.low);
}

}  // namespace

AxisTitle observable_title(const ExperimentResult& result, const std::string& observable) {
  const NamedSymbol name = named_symbol(observable);
  std::string words(name.words);
  std::replace(words.begin(), words.end(), '_', ' ');
  for (const ResultRow& row : result.rows)
    if (row.observable == observable && !row.symbol.empty())
      return {shortened(words, 40), parse_symbol(shortened(row.symbol, 40)), ""};
  return {shortened(words, 40), parse_symbol(name.symbol), ""};
}

std::string place_text(const ResultRow& row) {
  const double at = place(row);
  return std::string(row_of(row.axis).words) + " " +
         (at == std::floor(at) ? shortest(at) : significant(at, 6));
}

std::string row_note(const ResultRow& row) {
  std::string note = place_text(row) + ", " + width_label(row.width);
  const std::string component = shortened(row.component, 40);
  const ObservableRow* of = find_observable(row.observable);
  if (of != nullptr && of->figure == Figure::exponents)
    note += ", exponent " + component;
  else if (!component.empty())
    note += ", " + component_label(component);
  note += ": " + with_error(row.measured, row.standard_error);
  if (!std::isnan(row.theory)) note += "; theory " + significant(row.theory, 6);
  if (!std::isnan(row.theory_at_width))
    note += ", at this width " + significant(row.theory_at_width, 6);
  if (!std::isnan(row.z)) note += "; residual " + fixed(row.z, 1) + " s.e.";
  return note;
}

Plot curve_plot(const ExperimentResult& result, const std::string& observable,
                const std::string& id) {
  Plot plot =
      axis_plot(id, observable_title(result, observable), row_of(axis_of(result, observable)));
  plot.y_axis = value_scale(observable);
  const auto components = evenly(components_of(result, observable), most_components);
  add_lines(plot, result, observable, components);
  add_series(plot, result, observable, components);
  plot.residuals = has_residuals(plot);
  plot.apart = true;
  return plot;
}

Plot decay_plot(const ExperimentResult& result, const std::string& observable,
                const std::string& id) {
  Plot plot = curve_plot(result, observable, id);
  const double target = fixed_point(result, observable);
  to_distances(plot, target);
  if (!std::isfinite(target) || decades_of_decay(plot) < least_decay) return {};
  const std::string letter(observable_row(observable).decay.symbol);
  plot.words = "distance of the " + plot.y.words + " from its fixed point over layers";
  plot.y = {"distance", parse_symbol("|" + letter + "^l − " + letter + "^*|"), ""};
  plot.y_axis = AxisScale::logarithmic;
  plot.residuals = false;
  if (theory_word(result, "phase") == "critical") plot.x_axis = AxisScale::logarithmic;
  return plot;
}

Plot sweep_curves_plot(const Family& family, const std::string& observable, const std::string& id) {
  Plot plot = axis_plot(id, observable_title(family.first(), observable),
                        row_of(axis_of(family.first(), observable)));
  plot.y_axis = value_scale(observable);
  for (std::size_t i = 0; i < family.points.size(); ++i) {
    const ExperimentResult& result = *family.points[i];
    const auto components = evenly(components_of(result, observable), most_components);
    const std::vector<std::int64_t> widths = widths_of(result);
    if (components.empty() || widths.empty()) continue;
    const int style = static_cast<int>(i);
    PlotSeries series{coordinates_text(result), style, {}};
    for (const std::string& component : components) {
      plot.lines.push_back(
          {"", "", PlotLine::Stroke::theory, style, theory_points(result, observable, component)});
      const auto rows = rows_of(result, observable, component, widths.back());
      for (PlotPoint& point : points_of(thinned(rows, style))) {
        point.note = series.label + "; " + point.note;
        series.points.push_back(std::move(point));
      }
    }
    plot.series.push_back(std::move(series));
  }
  plot.residuals = has_residuals(plot);
  return plot;
}

}  // namespace widefield
