#include "evaluation/verdict.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "metrics/affiliation/affiliation.h"
#include "metrics/batadal/batadal.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/localisation/localisation.h"
#include "metrics/nab/nab.h"
#include "metrics/point/point.h"
#include "metrics/point_adjusted/point_adjusted.h"
#include "metrics/range_pr/range_pr.h"
#include "metrics/ranking/ranking.h"
#include "metrics/vus/vus.h"

namespace weir {
namespace {

std::size_t grace_steps(const VerdictOptions& options, const Series& series) {
  return static_cast<std::size_t>(options.grace_s / series.period_s());
}

std::vector<Figure> figures_of(const Series& series, const VerdictOptions& options) {
  std::vector<Figure> figures;
  auto add = [&](const char* group, const char* name, std::optional<double> value, std::string note = "") {
    figures.push_back({name, group, value, std::move(note)});
  };
  // Of the score, whatever the threshold.
  add("score", "auroc", auroc(series));
  add("score", "auprc", average_precision(series));
  const auto best = best_f1(series);
  add("score", "best_f1*", best ? std::optional(best->f1) : std::nullopt,
      "threshold chosen on these labels: an oracle, not an operating point");
  const auto best_fc1 = best_composite_f1(series);
  add("score", "best_fc1*", best_fc1 ? std::optional(best_fc1->f1) : std::nullopt, "likewise");
  const auto volume = vus(series, {.window = options.vus_window});
  add("score", "vus_roc", volume ? std::optional(volume->roc) : std::nullopt);
  add("score", "vus_pr", volume ? std::optional(volume->pr) : std::nullopt);
  const auto range = range_auc(series, {.window = options.vus_window});
  add("score", "range_auc_roc", range ? std::optional(range->roc) : std::nullopt);
  add("score", "range_auc_pr", range ? std::optional(range->pr) : std::nullopt);
  // Of the alarms, row by row.
  const auto points = point_counts(series);
  add("alarms", "precision", precision(points));
  add("alarms", "recall", recall(points));
  add("alarms", "f1", f1(points));
  add("alarms", "false_positive_rate", false_positive_rate(points));
  add("alarms", "balanced_accuracy", balanced_accuracy(points));
  add("alarms", "mcc", matthews_correlation(points));
  add("alarms", "accuracy", accuracy(points), "never alarming has the share of normal rows");
  // Of the alarms, event by event.
  const auto grace = grace_steps(options, series);
  const auto events = event_view(series, {.grace_after_steps = grace});
  const auto delay = delays(series);
  add("events", "events", static_cast<double>(events.events));
  add("events", "events_found", static_cast<double>(events.events_detected));
  add("events", "false_alarms", static_cast<double>(events.false_alarms));
  add("events", "false_alarms_per_day", false_alarms_per_day(events),
      options.budget_per_day > 0 ? fmt::format("promised: {:.3g}", options.budget_per_day) : "");
  add("events", "event_precision", event_precision(events));
  add("events", "penalty_s", events.penalty_s, "alarmed time outside every event");
  add("events", "delay_median_s", delay_quantile_s(delay, 0.5));
  add("events", "delay_mean_s", delay_mean_s(delay));
  add("events", "delay_p90_s", delay_quantile_s(delay, 0.9));
  add("events", "alarm_already_on", static_cast<double>(delay.alarm_already_on), "events whose delay of 0 is luck");
  add("events", "fc1", composite_f1(composite_counts(series)));
  const auto s = batadal(series);
  add("events", "batadal_s", s.s);
  add("events", "batadal_s_ttd", s.ttd);
  const auto eta = etapr(series);
  add("events", "eta_precision", eta.precision);
  add("events", "eta_recall", eta.recall);
  add("events", "eta_f1", eta.f1);
  const auto near = affiliation(series);
  add("events", "affiliation_precision", near.precision, "always alarming scores high: read with false_alarms_per_day");
  add("events", "affiliation_recall", near.recall);
  add("events", "affiliation_f1", near.f1);
  const auto ranges = range_pr(series);
  add("events", "range_precision", ranges.precision);
  add("events", "range_recall", ranges.recall);
  add("events", "range_f1", ranges.f1);
  const std::tuple<const char*, const char*, NabProfile> profiles[] = {
      {"nab_standard", "nab_standard_onsets", nab_standard},
      {"nab_reward_low_fp", "nab_reward_low_fp_onsets", nab_reward_low_fp},
      {"nab_reward_low_fn", "nab_reward_low_fn_onsets", nab_reward_low_fn}};
  for (const auto& [steps, onsets, profile] : profiles) {
    add("events", steps, nab_normalised(nab(series, profile)));
    add("events", onsets, nab_normalised(nab(series, profile, 0.15, NabStream::onsets)));
  }
  add("for comparison only", "pa%k_area", pak_f1_area(series), "point-adjusted: random scores reach .9, no quality");
  return figures;
}

std::vector<EventVerdict> events_of(const Judged& judged, const Series& series, const Catalogue& catalogue,
                                    const std::vector<Target>& targets, const VerdictOptions& options) {
  std::vector<EventVerdict> events;
  const auto delay = delays(series);
  const auto grace = grace_steps(options, series);
  for (std::size_t e = 0; e < series.events().size(); ++e) {
    const auto& range = series.events()[e];
    EventVerdict event{judged.at[range.first], judged.at[range.last - 1], false, 0, {}, {}};
    if (delay.per_event_s[e]) {
      event.found = true;
      event.delay_s = *delay.per_event_s[e];
    } else if (const auto late = std::ranges::find_if(series.alarm_runs(), [&](const RowRange& run) { return run.first >= range.last; });
               late != series.alarm_runs().end() && late->first < range.last + grace) {
      event.found = true;  // begun within the grace: event_view() counts it too
      event.delay_s = static_cast<double>(late->first - range.first) * series.period_s();
    }
    for (const auto& alarm : judged.openings) {
      if (!event.found) break;
      const bool after = event.last + from_seconds(options.grace_s) < alarm.at;
      const auto end = std::find_if(judged.episodes.begin(), judged.episodes.end(), [&](const Alarm& a) { return a.id == alarm.id; });
      const bool before = end != judged.episodes.end() && end->last < event.first;
      if (after || before) continue;
      for (std::size_t k = 0; k < std::min<std::size_t>(3, alarm.culprit_count); ++k) {
        event.named.push_back(catalogue[alarm.culprits[k].sensor].name);
      }
      break;
    }
    for (const auto& target : targets) {
      if (target.first <= event.last && target.end > event.first)
        event.truth.insert(event.truth.end(), target.sensors.begin(), target.sensors.end());
    }
    events.push_back(std::move(event));
  }
  return events;
}

void add_localisation(std::vector<Figure>& figures, const std::vector<EventVerdict>& events, const Catalogue& catalogue) {
  std::vector<std::vector<SensorIndex>> ranked, right;
  for (const auto& event : events) {
    if (!event.found || event.truth.empty()) continue;
    auto indices = [&](const std::vector<std::string>& names) {
      std::vector<SensorIndex> list;
      for (const auto& name : names) {
        if (const auto i = catalogue.find(name); i && std::find(list.begin(), list.end(), *i) == list.end()) list.push_back(*i);
      }
      return list;
    };
    auto truth = indices(event.truth);
    if (truth.empty()) continue;
    ranked.push_back(indices(event.named));
    right.push_back(std::move(truth));
  }
  std::vector<LocalisationCase> cases;
  for (std::size_t k = 0; k < ranked.size(); ++k) cases.push_back({ranked[k], right[k]});
  figures.push_back({"top_1", "localisation", top_1(cases), "of the events found: the first sensor named is a manipulated one"});
  figures.push_back({"hit_rate@3", "localisation", hit_rate_at(cases, 3), "a manipulated sensor is among the first three named"});
}

}  // namespace

std::vector<std::uint8_t> joined_alarms(std::vector<std::uint8_t> alarms, std::size_t steps) {
  for (std::size_t t = 0, last = alarms.size(); t < alarms.size(); ++t) {
    if (!alarms[t]) continue;
    if (last < t && t - last - 1 <= steps) {
      std::fill(alarms.begin() + static_cast<std::ptrdiff_t>(last), alarms.begin() + static_cast<std::ptrdiff_t>(t), std::uint8_t{1});
    }
    last = t;
  }
  return alarms;
}

Result<Verdict> judge(const Judged& judged, const Catalogue& catalogue, const std::vector<Target>& targets, const VerdictOptions& options) {
  if (judged.labels.empty()) {
    return bad_input("the data carry no labels, so there is nothing to judge against; name the column with --label-column");
  }
  auto labels = judged.labels;
  labels.resize(judged.at.size(), 0);
  const auto alarms = joined_alarms(judged.alarms, options.group_steps);
  auto series = Series::make({.labels = labels, .alarms = alarms, .scores = judged.scores, .period_s = judged.step_s});
  if (!series) return std::unexpected(series.error());
  Verdict verdict;
  verdict.rows = labels.size();
  verdict.anomalous_rows = static_cast<std::size_t>(std::count(labels.begin(), labels.end(), 1));
  verdict.days = static_cast<double>(labels.size()) * judged.step_s / 86400;
  verdict.figures = figures_of(*series, options);
  verdict.events = events_of(judged, *series, catalogue, targets, options);
  if (!targets.empty()) add_localisation(verdict.figures, verdict.events, catalogue);

  Random random(1);
  std::vector<double> flat(labels.size(), 0), noise(labels.size());
  for (auto& x : noise) x = random.uniform();
  std::vector<std::uint8_t> all(labels.size(), 1), none(labels.size(), 0), some(labels.size());
  for (std::size_t t = 0; t < some.size(); ++t) some[t] = noise[t] > 0.99;
  for (const auto& [name, scores, raised] : {std::tuple{"always", &flat, &all}, {"never", &flat, &none}, {"random", &noise, &some}}) {
    auto trivial = Series::make({.labels = labels, .alarms = *raised, .scores = *scores, .period_s = judged.step_s});
    if (!trivial) return std::unexpected(trivial.error());
    verdict.trivial.emplace_back(name, figures_of(*trivial, options));
  }
  return verdict;
}

}  // namespace weir
