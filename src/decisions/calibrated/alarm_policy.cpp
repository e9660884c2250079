#include "decisions/calibrated/alarm_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/random.h"
#include "stats/robust.h"

namespace weir {
namespace {

constexpr double peaks_from = 0.98;  // quantile above which the score counts as a peak
constexpr std::size_t bootstrap_rounds = 200;
constexpr std::size_t bootstrap_blocks = 50;
constexpr double budget_per_day_min = 1.0 / 365'250, budget_per_day_max = 86'400;  // one in a thousand years, one a second

/// The score above its baseline, started afresh at every interruption.
std::vector<float> above_baseline(const CalibrationTrace& trace, const AlarmPolicy& policy) {
  Baseline baseline(policy);
  std::vector<float> above(trace.scores.size());
  for (std::size_t row = 0; row < above.size(); ++row) {
    if (trace.starts[row]) baseline.reset();
    above[row] = static_cast<float>(baseline.above(trace.scores[row]));
  }
  return above;
}

/// Highest score of every run above `level`, runs closer than `quiet` steps joined; and the row of each.
struct Peaks {
  std::vector<float> height;
  std::vector<std::size_t> row;
};

Peaks peaks_above(std::span<const float> above, double level, std::size_t quiet) {
  Peaks peaks;
  std::size_t last = 0;
  for (std::size_t row = 0; row < above.size(); ++row) {
    if (above[row] < level) continue;
    if (peaks.row.empty() || row > last + quiet) {
      peaks.height.push_back(above[row]);
      peaks.row.push_back(row);
    } else if (above[row] > peaks.height.back()) {
      peaks.height.back() = above[row];
      peaks.row.back() = row;
    }
    last = row;
  }
  return peaks;
}

/// Threshold that peaks (height over `level`) pass `allowed` times: exponential excesses.
double threshold_of(std::span<const float> heights, double level, double allowed) {
  const double least = 0.02 * std::abs(level) + 1e-6;  // of a mean excess: what never varied still gets some room
  // Nothing above the level: its value is normal data's own largest and would be in alarm for ever.
  if (heights.empty() || *std::ranges::max_element(heights) <= level) return level + least;
  double mean = 0;
  for (const float h : heights) mean += h - level;
  mean = std::max(mean / static_cast<double>(heights.size()), least);
  return level + mean * std::log(std::max(1.0, static_cast<double>(heights.size()) / allowed));
}

/// Normal time drawn again and again from blocks of itself, with replacement: how sure a figure of its peaks is.
class BlockBootstrap {
 public:
  BlockBootstrap(const Peaks& peaks, std::size_t rows) : peaks_(peaks) {
    for (std::size_t k = 0; k < peaks.row.size(); ++k) of_block_[peaks.row[k] * bootstrap_blocks / rows].push_back(k);
  }
  /// The `confidence` quantile of figure(heights of the peaks drawn).
  template <class Figure>
  double quantile_of(double confidence, Figure&& figure) const {
    Random random(0xA1A2);
    std::vector<float> figures, heights;
    for (std::size_t round = 0; round < bootstrap_rounds; ++round) {
      heights.clear();
      for (std::size_t b = 0; b < bootstrap_blocks; ++b) {
        for (const auto k : of_block_[random.index(bootstrap_blocks)]) heights.push_back(peaks_.height[k]);
      }
      figures.push_back(static_cast<float>(figure(heights)));
    }
    return quantile(figures, confidence);
  }

 private:
  const Peaks& peaks_;
  std::array<std::vector<std::size_t>, bootstrap_blocks> of_block_;
};

}  // namespace

Result<double> parse_budget(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ' ') plain += c;
  }
  if (const auto per = plain.find("per"); per != std::string::npos) plain = plain.substr(0, per) + "/" + plain.substr(per + 3);
  double count = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(plain.data() + plain.size() - end));
  const std::pair<std::string_view, double> days_of[] = {
      {"/hour", 1.0 / 24}, {"/day", 1}, {"/week", 7}, {"/month", 30.4375}, {"/year", 365.25}};
  const auto known = std::ranges::find(days_of, unit, &std::pair<std::string_view, double>::first);
  if (error != std::errc{} || known == std::end(days_of) || !(count > 0) || !std::isfinite(count)) {
    return bad_input("alarm budget '{}': say how many false alarms in which time, like 1/day, 2/week or 0.5/month", text);
  }
  const double per_day = count / known->second;
  if (!(per_day >= budget_per_day_min && per_day <= budget_per_day_max)) {
    return bad_input("alarm budget '{}': is beyond what can be kept; give between one in a thousand years and one a second", text);
  }
  return per_day;
}

std::string format_budget(double per_day) {
  if (per_day >= 0.995) return fmt::format("{:.3g}/day", per_day);
  if (per_day * 7 >= 0.995) return fmt::format("{:.3g}/week", per_day * 7);
  return fmt::format("{:.3g}/month", per_day * 30.4375);
}

std::vector<float> AlarmPolicy::to_numbers() const {
  std::vector<float> numbers;
  for (const double v : {budget_per_day, threshold, baseline_rate, baseline_clip, baseline_rest, quiet_steps, forecast_per_day,
                         forecast_upper, calibrated_days}) {
    numbers.push_back(static_cast<float>(v));
  }
  return numbers;
}

Result<AlarmPolicy> AlarmPolicy::from_numbers(std::span<const float> n) {
  const bool finite = std::ranges::all_of(n, [](float v) { return std::isfinite(v) && v >= 0; });
  if (n.size() != 9 || !finite || n[1] <= 0 || n[2] > 1 || n[5] < 1) return bad_input("the model's alarm policy makes no sense");
  return AlarmPolicy{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]};
}

Result<AlarmPolicy> calibrate_alarms(ConfigTable config, const CalibrationTrace& trace, std::string_view budget_given) {
  AlarmPolicy policy;
  const std::string configured = config.text("budget", "1/day");
  const auto budget = parse_budget(budget_given.empty() ? std::string_view(configured) : budget_given);
  if (!budget && budget_given.empty()) config.complain("budget", budget.error().message);
  const double baseline_steps = config.number("baseline_steps", 100, 0, 1e9);
  const double baseline_s = config.number("baseline_s", 3600, 0, 1e9);
  const double confidence = config.number("confidence", 0.8, 0.5, 0.99);
  policy.quiet_steps = config.number("quiet_steps", policy.quiet_steps, 1, 1e6);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  if (!budget) return std::unexpected(budget.error());
  policy.budget_per_day = *budget;
  policy.baseline_rate = baseline_steps > 0 ? 1 / std::max(baseline_steps, baseline_s / trace.step_s) : 0;
  auto scores = trace.scores;
  if (scores.empty()) return bad_input("no normal rows are left to set a threshold from; give more data");
  double sum = 0;
  for (const float s : scores) sum += s;
  policy.baseline_rest = sum / static_cast<double>(scores.size());
  policy.baseline_clip = quantile(scores, 0.99);
  policy.calibrated_days = static_cast<double>(scores.size()) * trace.step_s / 86400;

  const auto above = above_baseline(trace, policy);
  auto sorted = above;
  const double level = std::max(quantile(sorted, peaks_from), 1e-3);
  const auto quiet = static_cast<std::size_t>(policy.quiet_steps);
  const auto peaks = peaks_above(above, level, quiet);
  const double allowed = policy.budget_per_day * policy.calibrated_days;
  const BlockBootstrap bootstrap(peaks, above.size());
  policy.threshold =
      std::max(threshold_of(peaks.height, level, allowed),
               bootstrap.quantile_of(confidence, [&](std::span<const float> heights) { return threshold_of(heights, level, allowed); }));

  auto alarms_a_day = [&](std::span<const float> heights) {
    const auto alarms = std::ranges::count_if(heights, [&](float h) { return h >= policy.threshold; });
    return static_cast<double>(alarms) / policy.calibrated_days;
  };
  policy.forecast_per_day = alarms_a_day(peaks.height);
  policy.forecast_upper = bootstrap.quantile_of(0.9, alarms_a_day);
  // Not having seen any is no proof of none: at 90 % it is still up to 2.3 in the time looked at.
  policy.forecast_upper = std::max(policy.forecast_upper, 2.3 / policy.calibrated_days);
  return policy;
}

}  // namespace weir
