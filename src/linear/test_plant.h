// For tests: made-up plants whose truth is known.
#pragma once

#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/random.h"
#include "telemetry/frame.h"

namespace weir::test {

inline Catalogue catalogue_of(const std::vector<SensorKind>& kinds) {
  std::vector<Sensor> sensors(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    sensors[i].name = fmt::format("S{}", i);
    sensors[i].kind = kinds[i];
  }
  return Catalogue(std::move(sensors));
}

/// One row as it is handed over: NaN in `values` becomes "missing".
struct Row {
  std::vector<float> values;
  std::vector<Quality> quality;
  bool after_gap = false;
  explicit Row(std::size_t sensors) : values(sensors, 0.0F), quality(sensors, Quality::good) {}
  FrameView view(std::size_t row) const { return {Timestamp{std::chrono::seconds(row)}, values, quality, {}, after_gap}; }
};

/// A table of one row a second, each as `fill` leaves it.
inline FrameTable make_table(const std::vector<SensorKind>& kinds, std::size_t rows, const std::function<void(std::size_t, Row&)>& fill) {
  FrameTable table(catalogue_of(kinds));
  for (std::size_t row = 0; row < rows; ++row) {
    Row now(kinds.size());
    fill(row, now);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (std::isnan(now.values[i]) && now.quality[i] == Quality::good) now.quality[i] = Quality::missing;
    }
    table.append(now.view(row));
  }
  return table;
}

/// Column by column; rows of equal length.
inline FrameTable table_of(const std::vector<SensorKind>& kinds, const std::vector<std::vector<float>>& columns) {
  return make_table(kinds, columns.front().size(), [&](std::size_t row, Row& now) {
    for (std::size_t i = 0; i < columns.size(); ++i) now.values[i] = columns[i][row];
  });
}

/// Nine sensors: S0 a mean-reverting flow, S1 follows it a step later, S2 is a mixture of S0 and S1 now, S3 runs by itself, S4
/// is a level fed by S3, S5 a valve that switches on S0, S6 constant, S7 answers S5 and S3, S8 counts what flows through S0.
inline const std::vector<SensorKind> small_plant_kinds = {SensorKind::continuous, SensorKind::continuous, SensorKind::continuous,
                                                          SensorKind::continuous, SensorKind::level,      SensorKind::discrete,
                                                          SensorKind::constant,   SensorKind::continuous, SensorKind::counter};

inline FrameTable small_plant(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  double flow = 0, follower = 0, other = 0, level = 0, answer = 0, total = 100;
  bool open = false;
  auto noise = [&](double deviation) { return deviation * random.normal(); };
  return make_table(small_plant_kinds, rows, [&](std::size_t, Row& now) {
    const double flow_before = flow;
    flow = 0.9 * flow + (open ? -0.1 : 0.1) + noise(0.3);
    follower = 0.4 * follower + 0.6 * flow_before + noise(0.08);
    other = 0.95 * other + noise(0.25);
    level = 0.98 * level + 0.1 * other + noise(0.02);
    if (flow > 0.9) open = true;
    if (flow < -0.9) open = false;
    answer = 0.6 * answer + (open ? 0.8 : 0.0) + 0.3 * other + noise(0.08);
    total += std::max(0.0, 3 + flow);
    const double values[] = {50 + 4 * flow,
                             20 + 2 * follower,
                             0.7 * follower - 0.4 * flow + noise(0.05),
                             other,
                             300 + 10 * level,
                             open ? 1.0 : 0.0,
                             5,
                             7 + answer,
                             total};
    for (std::size_t i = 0; i < now.values.size(); ++i) now.values[i] = static_cast<float>(values[i]);
  });
}

/// The same plant with other numbers for its sensors: new sensor k is old sensor order[k].
inline FrameTable renumbered(const FrameTable& frames, std::span<const std::size_t> order) {
  std::vector<Sensor> sensors;
  for (const std::size_t old : order) sensors.push_back(frames.catalogue()[old]);
  FrameTable result{Catalogue(std::move(sensors))};
  Row now(order.size());
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    for (std::size_t k = 0; k < order.size(); ++k) {
      now.values[k] = frames.values(row)[order[k]];
      now.quality[k] = frames.quality(row)[order[k]];
    }
    now.after_gap = frames.after_gap(row);
    result.append({frames.step_at(row), now.values, now.quality, {}, now.after_gap});
  }
  return result;
}

}  // namespace weir::test
