#include "widefield/outputs.hpp"

#include "host/store/io.hpp"
#include "host/store/run_folder.hpp"

namespace widefield {

void write_file(const std::filesystem::path& path, std::string_view bytes, Io* io) {
  replace_file(gate(io), path, bytes);
}

void write_outputs(const std::filesystem::path& folder, const Results& results,
                   std::span<const ObservableRow> catalog, Io* io) {
  write_file(folder / results_file, results_json(results), io);
  if (netcdf_available()) write_file(folder / netcdf_file, results_netcdf(results, catalog), io);
}

}  // namespace widefield
