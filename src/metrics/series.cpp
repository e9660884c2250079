#include "metrics/series.h"

#include <algorithm>
#include <cmath>

#include "metrics/runs.h"

namespace weir {

namespace {

std::vector<std::uint8_t> zeros_and_ones(std::span<const std::uint8_t> steps, std::size_t n) {
  std::vector<std::uint8_t> out(n, 0);
  for (std::size_t i = 0; i < steps.size(); ++i) out[i] = steps[i] != 0 ? 1 : 0;
  return out;
}

Status check_length(const char* what, std::size_t length, std::size_t n) {
  if (length == 0 || length == n) return {};
  return bad_input("{} have {} steps where the series has {}; judge streams of one recording together", what, length, n);
}

}  // namespace

Result<Series> Series::make(const SeriesInput& input) {
  const std::size_t n = std::max({input.labels.size(), input.alarms.size(), input.scores.size()});
  if (n == 0) return bad_input("a series without labels, alarms and scores can't be judged; give at least one of them");
  if (auto s = check_length("labels", input.labels.size(), n); !s) return std::unexpected(s.error());
  if (auto s = check_length("alarms", input.alarms.size(), n); !s) return std::unexpected(s.error());
  if (auto s = check_length("scores", input.scores.size(), n); !s) return std::unexpected(s.error());
  if (!(input.period_s > 0) || !std::isfinite(input.period_s))
    return bad_input("the period of a series is {} s; give the seconds between two steps", input.period_s);
  for (std::size_t i = 0; i < input.scores.size(); ++i) {
    if (std::isnan(input.scores[i])) return bad_input("the score of step {} is NaN; score every step before judging", i);
  }

  Series series;
  series.period_s_ = input.period_s;
  series.scores_.assign(input.scores.begin(), input.scores.end());
  series.events_.assign(input.events.begin(), input.events.end());
  std::ranges::sort(series.events_,
                    [](const RowRange& a, const RowRange& b) { return a.first != b.first ? a.first < b.first : a.last < b.last; });
  std::vector<std::uint8_t> covered(n, 0);
  std::size_t reached = 0;  // end of what earlier events cover, so that overlapping events cost no second pass
  for (const RowRange& event : series.events_) {
    if (event.first >= event.last || event.last > n)
      return bad_input("event [{}, {}) isn't a range of the {} steps; check the list of events", event.first, event.last, n);
    for (std::size_t i = std::max(reached, event.first); i < event.last; ++i) covered[i] = 1;
    reached = std::max(reached, event.last);
  }
  series.labels_ = input.labels.empty() ? covered : zeros_and_ones(input.labels, n);
  if (!input.labels.empty() && !input.events.empty()) {
    const auto [label, event] = std::ranges::mismatch(series.labels_, covered);
    if (label != series.labels_.end())
      return bad_input("step {} is {} by its label but {} an event; labels and events must tell the same story",
                       label - series.labels_.begin(), *label != 0 ? "attacked" : "normal", *event != 0 ? "inside" : "outside");
  }
  series.label_runs_ = runs_of(series.labels_);
  if (input.events.empty()) series.events_ = series.label_runs_;
  series.alarms_ = zeros_and_ones(input.alarms, n);
  series.alarm_runs_ = runs_of(series.alarms_);
  return series;
}

Status Series::set_alarms(std::span<const std::uint8_t> alarms) {
  if (alarms.size() != size())
    return bad_input("alarms have {} steps where the series has {}; judge streams of one recording together", alarms.size(), size());
  alarms_ = zeros_and_ones(alarms, size());
  alarm_runs_ = runs_of(alarms_);
  return {};
}

std::vector<std::uint8_t> alarms_at(std::span<const double> scores, double threshold) {
  std::vector<std::uint8_t> alarms(scores.size());
  std::ranges::transform(scores, alarms.begin(), [&](double s) { return static_cast<std::uint8_t>(s >= threshold); });
  return alarms;
}

}  // namespace weir
