// One set judged: the same figures for every variant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "metrics/series.h"

namespace weir {

/// What one variant said of one unit's test, beside the truth.
struct UnitTrace {
  std::vector<double> scores;        // [steps] larger is stranger
  std::vector<std::uint8_t> alarms;  // [steps] in alarm, at the threshold that the budget gave on normal data
  std::vector<std::uint8_t> labels;  // [steps] 1 anomalous
  double step_s = 1;
  double score_s = 0;  // how long judging took; 0: not measured
};

struct NamedFigure {
  std::string name;
  std::optional<double> value;  // none where it has no value on these data
};

/// All names in the order of figures_of().
const std::vector<std::string>& figure_names();

/// Figures that need no threshold and composite ones of a unit are means over units that have them; counts are pooled.
Result<std::vector<NamedFigure>> figures_of(const std::vector<UnitTrace>& units, std::size_t vus_window, std::size_t group_steps);

std::optional<double> value_of(const std::vector<NamedFigure>& figures, std::string_view name);

/// What lowering one threshold for all units would find, and cost. An oracle: it is drawn, and ranks scores; nothing is tuned by it.
struct SweepPoint {
  double threshold = 0;
  std::size_t events_found = 0;
  double false_alarms_per_day = 0;
  double false_positive_rate = 0;
};
Result<std::vector<SweepPoint>> sweep(const std::vector<UnitTrace>& units, std::size_t group_steps, std::size_t points = 48);

/// Most events found at no more than `budget_per_day` false alarms and 5 % of the normal rows in alarm.
std::size_t events_within(const std::vector<SweepPoint>& sweep, double budget_per_day);

/// How often normal rows exceed what they should exceed by once in `nominal`: of scores that are -log10 p.
struct CalibrationPoint {
  double nominal = 0, observed = 0;
  std::size_t rows = 0;  // normal rows looked at
};
std::vector<CalibrationPoint> calibration_of(const std::vector<UnitTrace>& units);

}  // namespace weir
