// What a benchmark judges: labelled sets as a declarative list of files. It says which rows teach, which are judged, and how they
// are counted; nothing in it can reach a detector.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "telemetry/frame.h"

namespace weir {

/// Rows of one file below the data folder.
struct SetPart {
  std::string file;
  RowRange rows{0, static_cast<std::size_t>(-1)};  // data rows counted from 0
  bool operator==(const SetPart&) const = default;
};

/// One model: learned from `train` (rows labelled anomalous left out), judged on `test`, joined in this order.
struct SetUnit {
  std::string name;
  std::vector<SetPart> train, test;
  std::size_t warm_up = 0;  // the first steps of the test, run through unjudged: the plant was running before
};

/// What others or we ourselves set as a bar: a figure's name and its value.
struct BarFigure {
  std::string figure;
  double value = 0;
};

struct BenchmarkSet {
  std::string name, about;
  std::string budget = "1/day";       // of false alarms
  std::size_t vus_window = 100;       // steps
  std::size_t group_steps = 5;        // alarms at most so far apart count once
  std::string label_column, profile;  // of the files; empty: found
  std::vector<SetUnit> units;         // figures that need no threshold are means over units, counts are pooled
  std::vector<BarFigure> peer, must, aim;
  std::string skipped;  // why it can't be judged; empty: it can
};

/// A simulated plant under the attacks of the house's own library.
struct PlantSet {
  std::string name, about;
  std::string plant = "water-treatment";  // as `weir simulate --plant` names it; an unknown one is skipped
  std::string budget = "1/day";
  std::vector<BarFigure> must, aim;
};

struct Manifest {
  std::vector<BenchmarkSet> sets;
  std::vector<PlantSet> plants;
};

/// The sets that this program knows by heart (benchmarks/sets.toml).
std::string_view builtin_manifest();

/// Every `[[set]]` and `[[plant]]` of the text, its file patterns looked up below `data`. A set without its files is kept, with the reason
/// in `skipped`; a mistake in the text is an error that names the key and the choices.
Result<Manifest> read_manifest(std::string_view toml, std::string_view origin, const std::filesystem::path& data);

}  // namespace weir
