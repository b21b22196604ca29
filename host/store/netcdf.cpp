#include "widefield/outputs.hpp"

#ifdef WIDEFIELD_NETCDF
#include <netcdf.h>
#include <netcdf_mem.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "host/store/table.hpp"
#include "widefield/config.hpp"

namespace widefield {
namespace {

// Two bytes short of what one variable of a 64-bit-offset file may hold [NetCDF user guide, "limits
// on classic format"].
constexpr std::size_t largest_variable = (std::size_t{1} << 32) - 8;

void check(int code) {
  if (code != NC_NOERR)
    throw RunError(std::string("results.nc cannot be made (") + nc_strerror(code) + ")",
                   "results.json holds the same numbers");
}

struct Variable {
  std::string name;
  std::vector<int> dimensions;
  std::vector<double> values;
  std::string long_name, units, symbol;
};

/// A file in memory: defined first, then filled, then taken out.
class Writer {
 public:
  Writer() { check(nc_create_mem("results.nc", NC_64BIT_OFFSET, 0, &file_)); }
  Writer(const Writer&) = delete;
  ~Writer() {
    if (open_) nc_abort(file_);
  }

  int dimension(const char* name, std::size_t size) const {
    int id = 0;
    check(nc_def_dim(file_, name, size, &id));
    return id;
  }

  void attribute(int variable, const char* name, const std::string& text) const {
    check(nc_put_att_text(file_, variable, name, text.size(), text.data()));
  }

  void numbers(const Variable& variable) const {
    const int id = define(variable.name, NC_DOUBLE, variable.dimensions);
    attribute(id, "long_name", variable.long_name);
    attribute(id, "units", variable.units);
    if (!variable.symbol.empty()) attribute(id, "symbol", variable.symbol);
    fill([&] { return nc_put_var_double(file_, id, variable.values.data()); });
  }

  void layers(int along, const std::vector<double>& places) const {
    const std::vector<int> values(places.begin(), places.end());
    const int id = define("layer", NC_INT, {along});
    attribute(id, "long_name", "layer, counted from 1");
    attribute(id, "units", "1");
    attribute(id, "symbol", "l");
    fill([&] { return nc_put_var_int(file_, id, values.data()); });
  }

  /// Texts as rows of characters, which xarray and others read as strings.
  void texts(const char* name, int along, const std::vector<std::string>& values) const {
    const std::size_t length = longest(values);
    const std::string characters = std::string(name) + "_characters";
    const int id = define(name, NC_CHAR, {along, dimension(characters.c_str(), length)});
    attribute(id, "_Encoding", "utf-8");
    std::string flat;
    for (const std::string& value : values)
      flat += value + std::string(length - value.size(), '\0');
    fill([&] { return nc_put_var_text(file_, id, flat.data()); });
  }

  std::string take() {
    NC_memio memory{};
    open_ = false;
    check(nc_close_memio(file_, &memory));
    std::string bytes(static_cast<const char*>(memory.memory), memory.size);
    std::free(memory.memory);
    return bytes;
  }

 private:
  static std::size_t longest(const std::vector<std::string>& values) {
    std::size_t length = 1;  // a dimension of no length would be the unlimited one
    for (const std::string& value : values)
      length = std::max(length, value.size());
    return length;
  }

  int define(const std::string& name, nc_type type, const std::vector<int>& dimensions) const {
    int id = 0;
    const int rank = static_cast<int>(dimensions.size());
    check(nc_def_var(file_, name.c_str(), type, rank, dimensions.data(), &id));
    return id;
  }

  void fill(const auto& put) const {
    check(nc_enddef(file_));
    check(put());
    check(nc_redef(file_));
  }

  int file_ = 0;
  bool open_ = true;
};

/// Of an observable that the catalog does not have, its name says what it is.
ObservableRow info_of(std::span<const ObservableRow> catalog, const std::string& name) {
  const ObservableRow* found = find_observable(name, catalog);
  if (found != nullptr) return *found;
  ObservableRow unknown{};
  unknown.name = unknown.meaning = name;
  return unknown;
}

void write_observable(const Writer& writer, const Table& table, const ObservableRow& info,
                      const std::vector<int>& dimensions) {
  const std::string name(info.name);
  for (const RowQuantity& quantity : quantities()) {
    const bool pure = std::string_view(quantity.suffix) == "_z" ||
                      std::string_view(quantity.suffix) == "_networks";
    writer.numbers({.name = name + quantity.suffix,
                    .dimensions = dimensions,
                    .values = table.array(name, quantity),
                    .long_name = std::string(info.meaning) + quantity.words,
                    .units = pure ? "1" : std::string(info.unit),
                    .symbol = table.symbols.at(name)});
  }
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

// A swept key becomes a variable over the experiments, as long as its values are numbers.
void write_coordinate(const Writer& writer, const Results& results, int along, std::size_t index) {
  const std::string& key = results.experiments[0].experiment.coordinates[index].first;
  std::vector<double> values;
  for (const ExperimentResult& result : results.experiments) {
    const auto& coordinates = result.experiment.coordinates;
    if (index >= coordinates.size() || coordinates[index].first != key) return;
    const std::optional<double> number = number_of(coordinates[index].second);
    if (!number) return;
    values.push_back(*number);
  }
  writer.numbers({.name = key.substr(key.rfind('.') + 1),
                  .dimensions = {along},
                  .values = values,
                  .long_name = key,
                  .units = "1",
                  .symbol = ""});
}

int write_experiments(const Writer& writer, const Results& results) {
  const int along = writer.dimension("experiment", results.experiments.size());
  std::vector<std::string> labels;
  for (const ExperimentResult& result : results.experiments)
    labels.push_back(label(result.experiment));
  writer.texts("experiment", along, labels);
  const std::size_t keys = results.experiments[0].experiment.coordinates.size();
  for (std::size_t index = 0; index < keys; ++index)
    write_coordinate(writer, results, along, index);
  return along;
}

/// What stands before and behind the places of every axis.
struct Dimensions {
  std::vector<int> experiment;  // none where there is one experiment
  int width;
};

Dimensions write_shared(const Writer& writer, const Results& results, const Table& table) {
  Dimensions dimensions;
  if (table.experiments > 1) dimensions.experiment = {write_experiments(writer, results)};
  dimensions.width = writer.dimension("width", table.widths.size());
  writer.numbers({"width",
                  {dimensions.width},
                  table.widths.names(),
                  "number of neurons; infinity holds the extrapolation",
                  "1",
                  "N"});
  return dimensions;
}

void write_places(const Writer& writer, Axis axis, const AxisTable& table, int along) {
  const AxisRow& row = row_of(axis);
  if (axis == Axis::layer) return writer.layers(along, table.places.names());
  writer.numbers({std::string(row.name),
                  {along},
                  table.places.names(),
                  std::string(row.words),
                  "1",
                  std::string(row.symbol)});
}

/// The dimensions of the arrays over an axis; every axis has components of its own.
std::vector<int> write_axis(const Writer& writer, Axis axis, const AxisTable& table,
                            const Dimensions& shared) {
  const std::string name(name_of(axis));
  const std::string components = axis == Axis::layer ? "component" : name + "_component";
  const int along = writer.dimension(name.c_str(), table.places.size());
  const int component = writer.dimension(components.c_str(), table.components.size());
  write_places(writer, axis, table, along);
  writer.texts(components.c_str(), component, table.components.names());
  std::vector<int> dimensions = shared.experiment;
  dimensions.insert(dimensions.end(), {along, shared.width, component});
  return dimensions;
}

void write_table(const Writer& writer, const Results& results, const Table& table,
                 std::span<const ObservableRow> catalog) {
  if (table.axes.empty()) return;
  const Dimensions shared = write_shared(writer, results, table);
  for (const auto& [axis, part] : table.axes) {
    if (table.cells(part) > largest_variable / sizeof(double)) check(NC_EVARSIZE);
    const std::vector<int> dimensions = write_axis(writer, axis, part, shared);
    for (const std::string& name : part.observables.names())
      write_observable(writer, table, info_of(catalog, name), dimensions);
  }
}

void write_globals(const Writer& writer, const Results& results) {
  const Provenance& from = results.provenance;
  writer.attribute(NC_GLOBAL, "title", results.title);
  writer.attribute(NC_GLOBAL, "schema", std::string(results_schema));
  writer.attribute(NC_GLOBAL, "source", "widefield " + from.version + " " + from.commit);
  writer.attribute(NC_GLOBAL, "history", from.started + " " + from.command);
}

}  // namespace

bool netcdf_available() {
  return true;
}
std::string netcdf_absence() {
  return "";
}

std::string results_netcdf(const Results& results, std::span<const ObservableRow> catalog) {
  Writer writer;
  write_globals(writer, results);
  write_table(writer, results, Table(results), catalog);
  return writer.take();
}

}  // namespace widefield

#else

namespace widefield {

bool netcdf_available() {
  return false;
}

std::string netcdf_absence() {
  return "results.nc is absent: this build of widefield has no netCDF-C (libnetcdf-dev)";
}

std::string results_netcdf(const Results&, std::span<const ObservableRow>) {
  throw RunError(netcdf_absence(), "read results.json instead");
}

}  // namespace widefield

#endif
