#include "patterns/actuators.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace weir {
namespace {

constexpr std::size_t reach = 3;               // rows around the onset in which a flip counts
constexpr std::size_t runs_max = 64;           // completed stretches of a state that are compared
constexpr std::size_t overdue_rows_min = 8;    // shorter delays are nobody's business
constexpr std::size_t overdue_runs_min = 2;    // completed stretches, to know how long one may be
constexpr std::size_t overdue_rows_most = 15;  // what has always been short says nothing about what is long
constexpr std::size_t overdue_soon = 30;       // rows
constexpr std::size_t overdue_late = 4;        // rows after the onset by which it must have been overdue, to explain it

/// The mean of a step that held a change lies between two states: the nearest whole state counts.
int state_at(const RecentWindow& window, std::size_t row, std::size_t sensor) {
  const float v = window.value(row, sensor);
  return std::isfinite(v) ? static_cast<int>(std::lround(std::clamp(v, -1e6F, 1e6F))) : -1;
}

}  // namespace

float ActuatorConduct::forced() const {
  const float by_flip = flipped ? (novel ? 1.0F : std::max(0.25F, early)) : 0;
  const float by_rest = std::clamp((overdue - 1.15F) / 0.5F, 0.0F, 1.0F) * 0.7F;
  const float by_chatter = std::clamp((flips - 3) / 4, 0.0F, 1.0F);
  return std::max({by_flip, by_rest, by_chatter});
}

ActuatorConduct conduct_of(const RecentWindow& window, std::size_t sensor, std::size_t near, std::size_t end) noexcept {
  struct Run {
    int state;
    std::size_t first, length;
  };
  std::array<Run, runs_max> runs{};  // a ring of the completed ones
  std::size_t completed = 0;
  ActuatorConduct conduct;
  const auto longest = [&](int state) {
    std::size_t most = 0, count = 0;
    for (std::size_t k = completed > runs_max ? completed - runs_max : 0; k < completed; ++k) {
      const auto& run = runs[k % runs_max];
      if (run.state == state && run.first > 0) most = std::max(most, run.length), ++count;
    }
    return std::pair(most, count);
  };
  const auto shortest = [&](int state, std::size_t except) {
    std::size_t least = ~std::size_t{0};
    for (std::size_t k = completed > runs_max ? completed - runs_max : 0; k < completed; ++k) {
      const auto& run = runs[k % runs_max];
      if (run.state == state && run.first > 0 && run.first != except) least = std::min(least, run.length);
    }
    return least;
  };
  const auto seen = [&](int state, std::size_t upto) {
    for (std::size_t k = completed > runs_max ? completed - runs_max : 0; k < completed; ++k) {
      if (runs[k % runs_max].state == state && runs[k % runs_max].first + 2 < upto) return true;
    }
    return false;
  };
  Run now{state_at(window, 0, sensor), 0, 0};
  std::size_t flips_before = 0, flips_during = 0;
  for (std::size_t row = 0; row < end; ++row) {
    const int state = state_at(window, row, sensor);
    if (state != now.state) {
      const bool about_onset = row + reach >= near && row <= near + reach;
      if (about_onset && !conduct.flipped) {
        const auto before = shortest(now.state, now.first);
        conduct.flipped = true;
        conduct.novel = !seen(state, row) && row > 30;
        conduct.since = row;
        if (before != ~std::size_t{0} && now.first > 0 && before >= 3)
          conduct.early = std::clamp(1.2F - static_cast<float>(now.length) / static_cast<float>(before), 0.0F, 1.0F);
      }
      (row + reach < near ? flips_before : flips_during) += 1;
      runs[completed++ % runs_max] = now;
      now = {state, row, 0};
    }
    ++now.length;
    // Still in the state that it had at the onset, for longer than ever before.
    if (conduct.flipped || now.first > near || row < now.first + overdue_rows_min || now.first == 0) continue;
    const auto [most, count] = longest(now.state);
    if (count < overdue_runs_min || most < overdue_rows_most) continue;
    const float ratio = static_cast<float>(now.length) / static_cast<float>(most);
    if (ratio > 1.05F && conduct.overdue <= 1.05F) conduct.since = row;
    conduct.overdue = std::max(conduct.overdue, ratio);
  }
  // It explains what began soon after it became overdue, nothing that began before or much later.
  if (conduct.overdue > 1.05F && (conduct.since > near + overdue_late || conduct.since + overdue_soon < near)) conduct.overdue = 1;
  const auto before = static_cast<float>(std::max<std::size_t>(1, near)), during = static_cast<float>(end - near);
  conduct.flips = (static_cast<float>(flips_during) / during) / (static_cast<float>(flips_before) / before + 1 / during);
  return conduct;
}

}  // namespace weir
