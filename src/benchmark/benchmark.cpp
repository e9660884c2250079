#include "benchmark/benchmark.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "benchmark/plant_source.h"
#include "benchmark/unit_source.h"
#include "decisions/calibrated/alarm_policy.h"
#include "nn/fast/matmul.h"

namespace weir {
namespace {

constexpr std::size_t buckets_max = 1200;
constexpr std::size_t plant_vus_window = 100, plant_group_steps = 5;

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name") && line.find(':') != std::string::npos) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

void leave_out(UnitTrace& trace, const TestRows& rows) {
  if (rows.left_out.empty()) return;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < trace.scores.size(); ++k) {
    if (rows.left_out[rows.warm_up + k]) continue;
    trace.scores[kept] = trace.scores[k];
    trace.alarms[kept] = trace.alarms[k];
    trace.labels[kept] = trace.labels[k];
    ++kept;
  }
  trace.scores.resize(kept);
  trace.alarms.resize(kept);
  trace.labels.resize(kept);
}

DrawnCourse drawn(const std::vector<UnitTrace>& units, const std::vector<UnitSource>& sources) {
  DrawnCourse course;
  std::size_t steps = 0;
  for (const auto& unit : units) steps += unit.scores.size();
  course.steps_per_bucket = std::max(1.0, static_cast<double>(steps) / buckets_max);
  for (std::size_t u = 0; u < units.size(); ++u) {
    const auto first = course.score.size();
    course.unit_at.push_back(first);
    course.unit_names.push_back(sources[u].name);
    for (std::size_t k = 0; k < units[u].scores.size(); ++k) {
      const auto bucket = first + static_cast<std::size_t>(static_cast<double>(k) / course.steps_per_bucket);
      if (bucket >= course.score.size()) {
        course.score.resize(bucket + 1, 0);
        course.anomalous.resize(bucket + 1, 0);
        course.alarm.resize(bucket + 1, 0);
      }
      course.score[bucket] = std::max(course.score[bucket], static_cast<float>(units[u].scores[k]));
      course.anomalous[bucket] |= units[u].labels[k];
      course.alarm[bucket] |= units[u].alarms[k];
    }
  }
  return course;
}

/// What one variant said of all units so far.
struct Said {
  Variant variant;
  std::string failure;
  std::vector<UnitTrace> units;
};

/// Sets of the same plant learn once: the last set's plants are kept for the next.
class SetJudge {
 public:
  SetJudge(const BenchmarkOptions& options, Candidates candidates) : options_(options), candidates_(candidates) {
    for (const auto& factory : candidates.members) known_.emplace_back(factory.name);
  }

  /// The `number`-th of `sets`.
  void begin_set(std::size_t number, std::size_t sets) {
    before_ = std::move(plants_);
    plants_.clear();
    done_ = static_cast<double>(number) / static_cast<double>(sets);
    share_ = 1 / static_cast<double>(sets);
  }

  /// Fills in what is measured of `result`; its `skipped` where it can't be. An error: the user has stopped it.
  Status judge(SetResult& result, const std::vector<UnitSource>& sources, const std::string& budget, std::size_t vus_window,
               std::size_t group_steps, Ablations ablations) {
    std::vector<Said> said;
    ablations_ = ablations;
    double train_s = 0;
    for (std::size_t u = 0; u < sources.size(); ++u) {
      const double units = static_cast<double>(sources.size());
      auto fine = unit(result, sources[u], budget, done_ + share_ * static_cast<double>(u) / units, share_ / units, said, train_s);
      if (fine) continue;
      if (fine.error().code == ErrorCode::cancelled) return fine;
      result.skipped = fine.error().message;
      return {};
    }
    if (said.empty() || said.front().units.empty()) {
      result.skipped = "nothing to judge";
      return {};
    }
    for (const auto& ignorant : ignorant_variants()) {
      Said one{ignorant, "", {}};
      for (std::size_t u = 0; u < said.front().units.size(); ++u) {
        one.units.push_back(ignorant_trace(ignorant.name, said.front().units[u], options_.seed + u));
      }
      said.push_back(std::move(one));
    }
    for (auto& one : said) {
      VariantResult variant{one.variant, one.failure, {}, {}};
      if (one.failure.empty()) {
        if (auto done = figures(variant, one.units, result, vus_window, group_steps); !done) variant.failure = done.error().message;
      }
      if (one.variant.name == "weir") {
        if (!variant.failure.empty()) {
          result.skipped = variant.failure;
          return {};
        }
        variant.figures.push_back({"train_s", train_s});
        add_localisation(variant, result);
      }
      result.variants.push_back(std::move(variant));
    }
    result.course = drawn(said.front().units, sources);
    result.calibration = calibration_of(said.front().units);
    return {};
  }

 private:
  bool wanted(const Variant& variant) const {
    if (variant.name == "weir" || variant.name == "pca") return true;
    return ablations_ == Ablations::all || (ablations_ == Ablations::fused && variant.retaught.empty());
  }

  Status unit(SetResult& result, const UnitSource& source, const std::string& budget, double done, double share, std::vector<Said>& said,
              double& train_s) {
    const auto title = result.units > 1 ? result.name + ", " + source.name : result.name;
    const Progress progress = [this, title, done, share](std::string_view stage, double fraction) {
      return report(options_.progress, title + ": " + std::string(stage), done + share * fraction / 2);
    };
    if (!report(progress, "reading", 0)) return std::unexpected(Error{ErrorCode::cancelled, "the benchmark was stopped"});
    auto plant = plant_of(source, budget, progress);
    if (!plant) return std::unexpected(plant.error());
    auto& taught = **plant;
    auto rows = source.test();
    if (!rows) return std::unexpected(rows.error());
    const TestRun test{rows->frames, rows->labels, rows->warm_up};
    train_s += taught.train_s();
    result.sensors = std::max(result.sensors, taught.model().catalogue.size());
    result.step_s = taught.model().step_s;
    result.train_rows += taught.model().provenance.rows;
    result.test_rows += rows->frames.rows();
    if (said.empty()) {
      for (auto& variant : variants_of(taught.members(), known_)) {
        if (wanted(variant)) said.push_back({std::move(variant), "", {}});
      }
    }
    TaughtPlant::Heard heard;
    for (std::size_t v = 0; v < said.size(); ++v) {
      auto& one = said[v];
      if (!one.failure.empty()) continue;
      if (!report(progress, "judging " + one.variant.title, 1 + static_cast<double>(v) / static_cast<double>(said.size())))
        return std::unexpected(Error{ErrorCode::cancelled, "the benchmark was stopped"});
      AlarmLog log;
      const bool whole = one.variant.name == "weir";
      auto trace = whole ? taught.judge(test, log) : taught.judge(one.variant, test, heard, log);
      if (!trace) {
        if (whole || trace.error().code == ErrorCode::cancelled) return std::unexpected(trace.error());
        one.failure = trace.error().message;  // an ablation that can't be made is said so, the others go on
        continue;
      }
      leave_out(*trace, *rows);
      one.units.push_back(std::move(*trace));
      if (whole && !rows->episodes.empty()) {
        const auto families = power_of(rows->episodes, log, taught.model().catalogue);
        result.families.insert(result.families.end(), families.begin(), families.end());
      }
    }
    if (source.drifting) return drift(result, source, taught);
    return {};
  }

  static Status drift(SetResult& result, const UnitSource& source, TaughtPlant& taught) {
    const auto rows = source.drifting();
    if (!rows) return std::unexpected(rows.error());
    AlarmLog log;
    const auto trace = taught.judge({rows->frames, rows->labels, rows->warm_up}, log);
    if (!trace) return std::unexpected(trace.error());
    const double days = static_cast<double>(trace->scores.size()) * trace->step_s / 86400;
    result.drifting_alarms_per_day = static_cast<double>(log.openings.size()) / days;
    return {};
  }

  Result<std::shared_ptr<TaughtPlant>> plant_of(const UnitSource& source, const std::string& budget, const Progress& progress) {
    for (auto* plants : {&plants_, &before_}) {
      if (const auto known = plants->find(source.same_training); known != plants->end())
        return plants_[source.same_training] = known->second;
    }
    auto normal = source.normal();
    if (!normal) return std::unexpected(normal.error());
    auto plant = TaughtPlant::teach(std::move(normal->frames), normal->step_s,
                                    {.config_text = options_.config_text,
                                     .config_origin = options_.config_origin,
                                     .topology = {},
                                     .budget = budget,
                                     .seed = options_.seed,
                                     .threads = options_.threads,
                                     .progress = progress},
                                    candidates_);
    if (!plant) return std::unexpected(plant.error());
    return plants_[source.same_training] = std::shared_ptr<TaughtPlant>(std::move(*plant));
  }

  static Status figures(VariantResult& variant, const std::vector<UnitTrace>& units, const SetResult& set, std::size_t vus_window,
                        std::size_t group_steps) {
    auto figures = figures_of(units, vus_window, group_steps);
    if (!figures) return std::unexpected(figures.error());
    variant.figures = std::move(*figures);
    if (variant.variant.name != "weir" && variant.variant.name != "pca") return {};
    auto curve = sweep(units, group_steps);
    if (!curve) return std::unexpected(curve.error());
    variant.sweep = std::move(*curve);
    variant.figures.push_back({"events_within_budget", static_cast<double>(events_within(variant.sweep, set.budget_per_day))});
    return {};
  }

  static void add_localisation(VariantResult& variant, const SetResult& result) {
    double found = 0, first = 0, three = 0, all = 0, advanced = 0, advanced_found = 0;
    for (const auto& family : result.families) {
      if (family.kind == EpisodeClass::fault || family.kind == EpisodeClass::undetectable) continue;
      all += static_cast<double>(family.episodes);
      if (family.kind != EpisodeClass::single) {
        advanced += static_cast<double>(family.episodes);
        advanced_found += static_cast<double>(family.found);
      }
      found += static_cast<double>(family.found);
      first += static_cast<double>(family.named_first);
      three += static_cast<double>(family.named_among_three);
    }
    if (all > 0) variant.figures.push_back({"attacks_found_share", found / all});
    if (advanced > 0) variant.figures.push_back({"advanced_found_share", advanced_found / advanced});
    if (result.drifting_alarms_per_day && result.budget_per_day > 0) {
      variant.figures.push_back({"drift_alarm_ratio", *result.drifting_alarms_per_day / result.budget_per_day});
    }
    if (found == 0) return;
    variant.figures.push_back({"top_1", first / found});
    variant.figures.push_back({"hit_rate_3", three / found});
  }

  const BenchmarkOptions& options_;
  Candidates candidates_;
  std::vector<std::string> known_;
  Ablations ablations_ = Ablations::all;
  double done_ = 0, share_ = 1;  // of all sets
  std::map<std::string, std::shared_ptr<TaughtPlant>> plants_, before_;
};

}  // namespace

Result<BenchmarkResult> run_benchmark(const Manifest& manifest, const BenchmarkOptions& options, Candidates candidates) {
  BenchmarkResult all{options.seed, nn::fast::instruction_set(), processor_name(), {}};
  SetJudge judge(options, candidates);
  const auto wanted = [&](const auto& set) { return set.name.starts_with(options.only); };
  const auto sets = static_cast<std::size_t>(std::ranges::count_if(manifest.sets, wanted) + std::ranges::count_if(manifest.plants, wanted));
  for (const auto& set : manifest.sets) {
    if (!wanted(set)) continue;
    SetResult result;
    result.name = set.name;
    result.about = set.about;
    result.skipped = set.skipped;
    result.budget_per_day = parse_budget(set.budget).value_or(0);
    result.units = set.units.size();
    result.peer = set.peer;
    result.must = set.must;
    result.aim = set.aim;
    if (result.skipped.empty()) {
      std::vector<UnitSource> sources;
      for (const auto& unit : set.units) sources.push_back(unit_source(options.data, set, unit));
      judge.begin_set(all.sets.size(), sets);
      if (auto fine = judge.judge(result, sources, set.budget, set.vus_window, set.group_steps, options.ablations); !fine)
        return std::unexpected(fine.error());
    }
    if (options.on_set) options.on_set(result);
    all.sets.push_back(std::move(result));
  }
  for (const auto& plant : manifest.plants) {
    if (!wanted(plant)) continue;
    SetResult result;
    result.name = plant.name;
    result.about = plant.about;
    result.units = 1;
    result.budget_per_day = parse_budget(plant.budget).value_or(0);
    result.must = plant.must;
    result.aim = plant.aim;
    PlantDays days;  // weeks of them: what each member says of all would not fit into a small memory, so no ablations
    days.plant = plant.plant;
    judge.begin_set(all.sets.size(), sets);
    if (auto fine = judge.judge(result, {plant_source_of(days)}, plant.budget, plant_vus_window, plant_group_steps, Ablations::none);
        !fine) {
      return std::unexpected(fine.error());
    }
    if (options.on_set) options.on_set(result);
    all.sets.push_back(std::move(result));
  }
  return all;
}

const VariantResult* result_of(const SetResult& set, std::string_view variant) {
  for (const auto& one : set.variants) {
    if (one.variant.name == variant && one.failure.empty()) return &one;
  }
  return nullptr;
}

}  // namespace weir
