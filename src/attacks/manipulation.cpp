#include "attacks/manipulation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

const char* name_of(ManipulationKind kind) {
  switch (kind) {
    case ManipulationKind::bias: return "bias";
    case ManipulationKind::ramp: return "ramp";
    case ManipulationKind::freeze: return "freeze";
    case ManipulationKind::replay: return "replay";
    case ManipulationKind::swap: return "swap";
    case ManipulationKind::noise: return "noise";
  }
  return "?";
}

std::vector<Manipulation> draw_manipulations(Random& random, std::size_t rows, const SensorSpread& spread, std::size_t donor_rows,
                                             const ManipulationOptions& options) {
  std::vector<SensorIndex> movable;
  for (std::size_t i = 0; i < spread.deviation.size(); ++i) {
    if (spread.deviation[i] > 0) movable.push_back(static_cast<SensorIndex>(i));
  }
  std::vector<Manipulation> episodes;
  if (movable.empty()) return episodes;
  auto gap = [&] { return options.gap_min + random.index(options.gap_max - options.gap_min + 1); };
  for (std::size_t at = gap(); at < rows;) {
    Manipulation m;
    const auto length =
        static_cast<std::size_t>(random.log_uniform(static_cast<double>(options.length_min), static_cast<double>(options.length_max)));
    m.rows = {at, std::min(rows, at + std::max<std::size_t>(1, length))};
    m.kind = manipulation_kinds[random.index(manipulation_kinds.size())];
    const std::size_t count = random.chance(options.single_sensor) ? 1 : 2 + random.index(2);
    for (std::size_t k = 0; k < count; ++k) {
      const auto sensor = movable[random.index(movable.size())];
      if (std::find(m.sensors.begin(), m.sensors.end(), sensor) != m.sensors.end()) continue;
      m.sensors.push_back(sensor);
      const double size = random.log_uniform(options.size_min, options.size_max);
      m.size.push_back(static_cast<float>(random.chance(0.5) ? size : -size));
    }
    m.donor = movable[random.index(movable.size())];
    m.from_row = donor_rows > m.rows.size() ? random.index(donor_rows - m.rows.size()) : 0;
    at = m.rows.last + gap();
    episodes.push_back(std::move(m));
  }
  return episodes;
}

namespace {

/// A value of this sensor, taken from the donor, that differs from `now`; `now` where none turns up.
float other_state(const FrameTable& donor, SensorIndex sensor, float now, Random& random) {
  for (int tries = 0; tries < 64; ++tries) {
    const float value = donor.values(random.index(donor.rows()))[sensor];
    if (!std::isnan(value) && value != now) return value;
  }
  return now;
}

/// What the sensor reads when the episode begins: its first number there.
float first_number(const FrameTable& stretch, RowRange rows, SensorIndex sensor) {
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    if (const float value = stretch.values(row)[sensor]; !std::isnan(value)) return value;
  }
  return std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

void apply(const Manipulation& m, FrameTable& stretch, const FrameTable& donor, const SensorSpread& spread, Random& random) {
  for (std::size_t k = 0; k < m.sensors.size(); ++k) {
    const SensorIndex i = m.sensors[k];
    const float deviation = spread.deviation[i], size = m.size[k] * deviation;
    const bool discrete = stretch.catalogue()[i].kind == SensorKind::discrete;
    const float at_onset = first_number(stretch, m.rows, i);
    const float forced = discrete ? other_state(donor, i, at_onset, random) : 0;
    const float donor_mean = spread.mean[m.donor], donor_deviation = spread.deviation[m.donor];
    for (std::size_t row = m.rows.first; row < m.rows.last; ++row) {
      float& value = stretch.values(row)[i];
      if (std::isnan(value)) continue;
      const auto elapsed = static_cast<float>(row - m.rows.first + 1);
      switch (m.kind) {
        case ManipulationKind::bias: value = discrete ? forced : value + size; break;
        case ManipulationKind::ramp: value = discrete ? forced : value + size * elapsed / static_cast<float>(m.rows.size()); break;
        case ManipulationKind::freeze: value = at_onset; break;
        case ManipulationKind::replay: {
          const std::size_t from = std::min(m.from_row + (row - m.rows.first), donor.rows() - 1);
          if (const float old = donor.values(from)[i]; !std::isnan(old)) value = old;
          break;
        }
        case ManipulationKind::swap: {
          if (discrete) {
            value = forced;
            break;
          }
          const float course = stretch.values(row)[m.donor];
          if (m.donor != i && !std::isnan(course)) value = spread.mean[i] + (course - donor_mean) / donor_deviation * deviation;
          break;
        }
        case ManipulationKind::noise:
          value = discrete ? (random.chance(0.5) ? forced : value) : value + std::abs(size) * static_cast<float>(random.normal());
          break;
      }
    }
  }
}

}  // namespace weir
