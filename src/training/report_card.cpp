#include "training/report_card.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "decisions/calibrated/calibrated_decider.h"
#include "pipeline/decided_step.h"

namespace weir {
namespace {

constexpr std::size_t stretch_rows_max = 6000;  // a fold: enough for some forty episodes
constexpr std::size_t rows_wanted = 24000, passes_max = 16;
constexpr std::size_t warm_up_rows = 300;
constexpr ManipulationOptions card_manipulations{
    .length_min = 20, .length_max = 120, .gap_min = 60, .gap_max = 120, .single_sensor = 1, .size_min = 1, .size_max = 6};

struct Opened {
  std::size_t row;
  Alarm alarm;
};

class AlarmLog final : public Outlet<Alarm> {
 public:
  std::size_t row = 0;
  std::vector<Opened> opened;
  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) {
      if (alarm.phase == AlarmPhase::opened) opened.push_back({row, alarm});
    }
    return true;
  }
};

bool names(const Alarm& alarm, const std::vector<SensorIndex>& sensors) {
  for (std::size_t k = 0; k < std::min<std::size_t>(3, alarm.culprit_count); ++k) {
    if (std::find(sensors.begin(), sensors.end(), alarm.culprits[k].sensor) != sensors.end()) return true;
  }
  return false;
}

}  // namespace

Result<ReportCard> make_report_card(const FrameTable& frames, std::span<const RowRange> folds,
                                    std::vector<std::unique_ptr<Detector>>& fold_detectors, const Model& model, std::uint64_t seed,
                                    int threads) {
  ReportCard card;
  card.sensors = frames.sensors();
  for (const auto& sensor : frames.catalogue()) card.constant_sensors += sensor.kind == SensorKind::constant;
  card.edges = model.topology.edge_count();
  card.rows = static_cast<double>(frames.rows());
  card.days = card.rows * model.step_s / 86400;
  card.policy = model.policy;
  card.numbers = model.detector.number_count();

  struct Trial {
    std::vector<Manipulation> episodes;
    std::vector<Opened> opened;
  };
  // Short data are gone through several times with other manipulations: a share of three episodes says nothing.
  std::size_t rows_a_pass = 0;
  for (const auto& fold : folds) rows_a_pass += std::min(fold.size(), stretch_rows_max);
  const std::size_t passes = std::clamp<std::size_t>(rows_wanted / std::max<std::size_t>(1, rows_a_pass), 1, passes_max);
  std::vector<Trial> trials(folds.size() * passes);
  parallel_for(threads, folds.size(), [&](std::size_t k) {
    const RowRange rows{folds[k].first, std::min(folds[k].last, folds[k].first + stretch_rows_max)};
    const auto spread = spread_of(frames, std::span(&folds[k], 1));
    for (std::size_t pass = 0; pass < passes; ++pass) {
      Random random(seed + 0xCA4D * (k + 1) + 0x51F1 * pass);
      FrameTable stretch(frames.catalogue());
      for (std::size_t row = rows.first; row < rows.last; ++row) stretch.append(frames.frame(row));
      const std::size_t warm_up = std::min(warm_up_rows, stretch.rows() / 4);
      auto& trial = trials[k * passes + pass];
      trial.episodes = draw_manipulations(random, stretch.rows() - warm_up, spread, frames.rows(), card_manipulations);
      for (auto& episode : trial.episodes) {
        episode.rows.first += warm_up;
        episode.rows.last += warm_up;
        apply(episode, stretch, frames, spread, random);
      }
      auto decider = make_calibrated_decider(model.policy, model.catalogue, model.topology);
      fold_detectors[k]->reset();
      AlarmLog log;
      NoNotices nobody;
      for (log.row = 0; log.row < stretch.rows(); ++log.row) {
        decided_step(*fold_detectors[k], **decider, stretch.frame(log.row), log, nobody);
      }
      trial.opened = std::move(log.opened);
    }
  });

  for (const auto kind : manipulation_kinds) {
    FamilyResult family{.kind = kind};
    std::vector<double> delays;
    for (const auto& trial : trials) {
      for (const auto& episode : trial.episodes) {
        if (episode.kind != kind) continue;
        ++family.episodes;
        const auto hit = std::find_if(trial.opened.begin(), trial.opened.end(),
                                      [&](const Opened& o) { return o.row >= episode.rows.first && o.row < episode.rows.last + 10; });
        if (hit == trial.opened.end()) continue;
        ++family.found;
        family.named += names(hit->alarm, episode.sensors);
        delays.push_back(static_cast<double>(hit->row - episode.rows.first) * model.step_s);
      }
    }
    if (!delays.empty()) {
      std::nth_element(delays.begin(), delays.begin() + static_cast<std::ptrdiff_t>(delays.size() / 2), delays.end());
      family.median_delay_s = delays[delays.size() / 2];
    }
    card.families.push_back(family);
  }
  return card;
}

std::string to_json(const ReportCard& card) {
  nlohmann::ordered_json json = {{"sensors", card.sensors},
                                 {"constant_sensors", card.constant_sensors},
                                 {"edges", card.edges},
                                 {"rows", card.rows},
                                 {"days", card.days},
                                 {"numbers", card.numbers},
                                 {"budget_per_day", card.policy.budget_per_day},
                                 {"threshold_digits", card.policy.threshold},
                                 {"forecast_per_day", card.policy.forecast_per_day},
                                 {"forecast_upper_per_day", card.policy.forecast_upper}};
  for (const auto& f : card.families) {
    json["manipulations"].push_back({{"kind", name_of(f.kind)},
                                     {"episodes", f.episodes},
                                     {"found", f.found},
                                     {"named", f.named},
                                     {"median_delay_s", f.median_delay_s}});
  }
  for (const auto& s : card.suspects) {
    json["suspects"].push_back({{"first_at", s.first_at}, {"last_at", s.last_at}, {"rows", s.rows}, {"sensors", s.sensors}});
  }
  if (!card.remarks.empty()) json["remarks"] = card.remarks;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

namespace {

constexpr std::size_t suspects_told = 5;

std::string suspects_text(const ReportCard& card) {
  if (card.suspects.empty()) return "";
  auto text = fmt::format("  suspicious      {} of these data look{} like no normal operation:\n",
                          card.suspects.size() == 1 ? "one stretch" : fmt::format("{} stretches", card.suspects.size()),
                          card.suspects.size() == 1 ? "s" : "");
  for (std::size_t k = 0; k < std::min(suspects_told, card.suspects.size()); ++k) {
    const auto& s = card.suspects[k];
    text += fmt::format("                  {} to {}", s.first_at, s.last_at);
    for (std::size_t i = 0; i < s.sensors.size(); ++i) text += (i ? ", " : ": ") + s.sensors[i];
    text += '\n';
  }
  if (card.suspects.size() > suspects_told) text += fmt::format("                  and {} more\n", card.suspects.size() - suspects_told);
  return text + "                  if something was wrong then, train again with --exclude-suspects\n";
}

}  // namespace

std::string to_text(const ReportCard& card) {
  auto text = fmt::format("Report card\n  learned from    {:.0f} frames, one every {}: {} of normal operation\n", card.rows,
                          format_duration(from_seconds(card.days * 86400 / std::max(1.0, card.rows))),
                          format_duration(from_seconds(card.days * 86400)));
  text += fmt::format("  sensors         {} used", card.sensors);
  if (card.constant_sensors) text += fmt::format(", {} of them never moved (watched for leaving their value)", card.constant_sensors);
  text += fmt::format("\n  graph           {} relations between sensors\n  model           {} numbers\n", card.edges, card.numbers);
  text += fmt::format("  alarm budget    {}; on normal data it would have alarmed {:.2g} times a day (90 % sure of less than {:.2g})\n",
                      format_budget(card.policy.budget_per_day), card.policy.forecast_per_day, card.policy.forecast_upper);
  if (card.policy.budget_per_day * card.policy.calibrated_days < 3) {
    text += fmt::format("                  the data ({}) are short for this budget: the threshold is extrapolated\n",
                        format_duration(from_seconds(card.policy.calibrated_days * 86400)));
  }
  text += suspects_text(card);
  for (const auto& remark : card.remarks) text += "  note            " + remark + '\n';
  text += "  manipulations of one sensor put into rows it hadn't learned from (1 to 6 normal deviations, 20 to 120 steps):\n";
  for (const auto& f : card.families) {
    if (f.episodes == 0) continue;
    text += fmt::format("    {:<8} found {:>3} of {:<3} ({:>3.0f} %)", name_of(f.kind), f.found, f.episodes,
                        100.0 * static_cast<double>(f.found) / static_cast<double>(f.episodes));
    if (f.found)
      text += fmt::format("   right sensor among the first three: {} of {}, median delay {}", f.named, f.found,
                          format_duration(from_seconds(f.median_delay_s)));
    text += '\n';
  }
  return text;
}

}  // namespace weir
