#include "attacks/open_loop.h"

#include <algorithm>
#include <cmath>

#include "attacks/adversary.h"

namespace weir {
namespace {

constexpr std::size_t states_max = 64;  // a discrete sensor with more is forced anywhere within its range

std::int64_t step_of(const FrameTable& table) {
  if (table.rows() < 2) return 1;
  const double step_s = seconds(table.step_at(1) - table.step_at(0));
  return std::max<std::int64_t>(1, std::llround(step_s));
}

}  // namespace

RecordedLoop::RecordedLoop(const FrameTable& table) : catalogue_(table.catalogue()), states_(table.sensors()), points_(table.sensors()) {
  for (std::size_t i = 0; i < table.sensors(); ++i) {
    auto& info = catalogue_[i];
    double low = info.low, high = info.high;
    auto& states = states_[i];
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const double value = table.values(row)[i];
      if (!std::isfinite(value)) continue;
      low = std::min(low, value), high = std::max(high, value);
      const auto at = std::ranges::lower_bound(states, value);
      if (info.kind == SensorKind::discrete && states.size() <= states_max && (at == states.end() || *at != value))
        states.insert(at, value);
    }
    if (states.size() > states_max) states.clear();
    if (!(info.high > info.low)) info.low = low, info.high = high;
    const double room = info.kind == SensorKind::discrete ? 0 : 4 * (high - low);  // a lie may leave what was ever seen
    points_[i] = {info.kind == SensorKind::discrete, low - room, high + room, 0, states, "one of the states seen"};
  }
  layout_ = {&catalogue_, points_, {}, {}, step_of(table), false};
}

Result<FrameTable> attacked(const FrameTable& table, const RecordedLoop& loop, std::span<const Attack> attacks) {
  Adversary adversary(loop.layout());
  const std::int64_t step_s = loop.layout().step_s;
  for (const auto& attack : attacks)
    if (auto ok = adversary.add(attack, -step_s); !ok) return std::unexpected(ok.error());
  FrameTable changed(table.catalogue());
  changed.reserve(table.rows());
  const std::size_t n = table.sensors();
  std::vector<double> measured(n), controller(n), historian(n);
  std::vector<float> values(n), last(n, std::nanf(""));
  std::vector<Quality> quality(n);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto now_s = static_cast<std::int64_t>(row) * step_s;
    const auto frame = table.frame(row);
    std::ranges::copy(frame.values, measured.begin());
    adversary.override_commands(measured, now_s);
    controller = historian = measured;
    adversary.spoof(measured, controller, historian, now_s);
    for (std::size_t i = 0; i < n; ++i) {
      const bool lost = std::isnan(historian[i]) && !std::isnan(frame.values[i]);
      const bool untouched = !lost && (historian[i] == static_cast<double>(frame.values[i]) || std::isnan(historian[i]));
      values[i] = lost ? last[i] : untouched ? frame.values[i] : static_cast<float>(historian[i]);
      quality[i] = lost ? Quality::missing : frame.quality[i];
      last[i] = values[i];
    }
    changed.append({frame.step_at, values, quality, {}, frame.after_gap});
  }
  return changed;
}

}  // namespace weir
