#include "benchmark/plant_source.h"

#include <algorithm>
#include <cmath>

#include "align/aligner.h"
#include "attacks/library.h"
#include "plant/plant.h"

namespace weir {
namespace {

constexpr double day_s = 86400;
constexpr std::uint64_t attacked_seed = 1000, drifting_seed = 2000, calm_seed = 3000;  // added: other days than those that teach
constexpr auto days_apart = std::chrono::hours(72);                                    // so that times of different runs never meet

class IntoTable final : public Outlet<FrameView> {
 public:
  explicit IntoTable(FrameTable& frames) : frames_(frames) {}
  bool push(std::span<const FrameView> frames) override {
    for (auto frame : frames) {
      frame.after_gap = frame.after_gap || first_;
      first_ = false;
      frames_.append(frame);
    }
    return true;
  }

 private:
  FrameTable& frames_;
  bool first_ = true;  // a run never continues the one before
};

/// What the historian sees for so long, on the grid, into the table.
void observe(Plant& plant, Duration how_long, double step_s, FrameTable& frames) {
  IntoTable into(frames);
  Aligner aligner(plant.catalogue(), {.step = from_seconds(step_s)}, into);
  std::vector<Reading> readings(plant.catalogue().size());
  const auto end = plant.now() + how_long;
  while (plant.now() < end) {
    const auto reported = plant.reported();
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const bool arrived = !std::isnan(reported[i]);
      readings[i] = {static_cast<SensorIndex>(i), arrived ? Quality::good : Quality::missing, reported[i], plant.now(), plant.now()};
    }
    aligner.push(readings);
    plant.step();
  }
  aligner.finish();
}

Result<FrameTable> normal_days(const PlantDays& days, std::uint64_t seed, double how_many) {
  auto plant = make_plant(days.plant, seed);
  if (!plant) return std::unexpected(plant.error());
  FrameTable frames((*plant)->catalogue());
  observe(**plant, from_seconds(how_many * day_s), days.step_s, frames);
  return frames;
}

/// How far the reading is moved, in its normal deviations, to the nearest power of two; none where the family moves it by no amount.
std::optional<double> size_of(const ScenarioCase& one, std::span<const double> deviation) {
  if (one.attacks.size() != 1) return std::nullopt;
  const auto& attack = one.attacks.front();
  double times = 1;
  switch (attack.family) {
    case AttackFamily::bias:
    case AttackFamily::geometric:
    case AttackFamily::surge:
    case AttackFamily::noise: break;
    case AttackFamily::ramp: times = seconds(attack.duration); break;
    case AttackFamily::drift: times = seconds(attack.duration) / 3600; break;
    default: return std::nullopt;
  }
  double largest = 0;
  for (const auto& point : attack.points) {
    if (deviation[point.sensor] > 0) largest = std::max(largest, std::abs(point.value) * times / deviation[point.sensor]);
  }
  return largest > 0 ? std::optional(std::exp2(std::round(std::log2(largest)))) : std::nullopt;
}

EpisodeClass class_of(const ScenarioCase& one) {
  if (!one.detectable) return EpisodeClass::undetectable;
  if (one.fault) return EpisodeClass::fault;
  std::size_t points = 0;
  for (const auto& attack : one.attacks) {
    if (attack.start != one.attacks.front().start || attack.family == AttackFamily::staged) return EpisodeClass::staged;
    points += attack.points.size();
  }
  return points > 1 ? EpisodeClass::coordinated : EpisodeClass::single;
}

Episode episode_of(const ScenarioCase& one, const Plant& plant, std::span<const double> deviation) {
  Episode episode{Timestamp::max(), Timestamp::min(), one.scenario, class_of(one), size_of(one, deviation), {}};
  for (const auto& attack : one.attacks) {
    episode.first = std::min(episode.first, plant.start() + attack.start);
    episode.end = std::max(episode.end, plant.start() + attack.start + attack.duration);
    for (const auto sensor : targets_of(attack, plant.layout())) episode.sensors.push_back(plant.catalogue()[sensor].name);
  }
  return episode;
}

/// Marks the rows from `first` on: attacked, or not judged.
void mark(TestRows& rows, std::size_t first, std::span<const Episode> episodes, const PlantDays& days) {
  const auto step = from_seconds(days.step_s), recovery = from_seconds(days.recovery_s);
  rows.labels.resize(rows.frames.rows(), 0);
  rows.left_out.resize(rows.frames.rows(), 0);
  for (std::size_t row = first; row < rows.frames.rows(); ++row) {
    const auto at = rows.frames.step_at(row);
    for (const auto& episode : episodes) {
      const bool within = at + step > episode.first && at < episode.end;
      const bool counts = episode.kind != EpisodeClass::undetectable && episode.kind != EpisodeClass::fault;
      if (within && counts) rows.labels[row] = 1;
      if ((within && !counts) || (at >= episode.end && at < episode.end + recovery)) rows.left_out[row] = 1;
    }
    if (rows.labels[row]) rows.left_out[row] = 0;
  }
}

std::vector<double> deviations_of(const FrameTable& frames) {
  std::vector<double> deviations(frames.sensors(), 0);
  for (std::size_t i = 0; i < frames.sensors(); ++i) {
    double count = 0, sum = 0, squares = 0, first = NAN;
    for (std::size_t row = 0; row < frames.rows(); ++row) {
      const double v = frames.values(row)[i];
      if (std::isnan(v)) continue;
      if (std::isnan(first)) first = v;
      count += 1;
      sum += v - first;
      squares += (v - first) * (v - first);
    }
    if (count > 0) deviations[i] = std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
  }
  return deviations;
}

Result<TestRows> attacked_days(const PlantDays& days, const FrameTable& normal) {
  auto calm = normal_days(days, days.seed + calm_seed, days.calm_days);
  if (!calm) return std::unexpected(calm.error());
  TestRows rows{std::move(*calm), {}, 0, {}, {}};
  const auto deviation = deviations_of(normal);
  const auto layout_of = make_plant(days.plant, days.seed);
  if (!layout_of) return std::unexpected(layout_of.error());
  auto start = Plant::default_start + from_seconds(days.calm_days * day_s) + days_apart;
  std::vector<ScenarioDay> library;
  for (std::size_t round = 0; round < days.rounds; ++round) {
    auto once = library_days((*layout_of)->layout(), days.seed + attacked_seed + round);
    std::ranges::move(once, std::back_inserter(library));
  }
  if (days.attacked_days > 0) library.resize(std::min(library.size(), days.attacked_days));
  for (const auto& day : library) {
    auto plant = make_plant(days.plant, day.seed, start);
    if (!plant) return std::unexpected(plant.error());
    std::vector<Episode> episodes;
    Duration last{};
    for (const auto& one : day.cases) {
      for (const auto& attack : one.attacks) {
        if (auto ok = (*plant)->add(attack); !ok) return std::unexpected(ok.error());
        last = std::max(last, attack.start + attack.duration);
      }
      episodes.push_back(episode_of(one, **plant, deviation));
    }
    const auto first = rows.frames.rows();
    observe(**plant, last + from_seconds(days.recovery_s), days.step_s, rows.frames);
    mark(rows, first, episodes, days);
    rows.episodes.insert(rows.episodes.end(), episodes.begin(), episodes.end());
    start += days_apart;
  }
  rows.labels.resize(rows.frames.rows(), 0);
  rows.left_out.resize(rows.frames.rows(), 0);
  return rows;
}

}  // namespace

void let_drift(FrameTable& frames, const FrameTable& normal, double drift) {
  const auto deviations = deviations_of(normal);
  std::size_t moving = 0;
  for (std::size_t i = 0; i < frames.sensors(); ++i) {
    const auto kind = frames.catalogue()[i].kind;
    if (kind != SensorKind::continuous && kind != SensorKind::level) continue;
    if (moving++ % 3 != 0) continue;
    const double towards = moving % 2 ? drift * deviations[i] : -drift * deviations[i];
    for (std::size_t row = 0; row < frames.rows(); ++row) {
      frames.values(row)[i] += static_cast<float>(towards * static_cast<double>(row) / static_cast<double>(frames.rows()));
    }
  }
}

UnitSource plant_source_of(const PlantDays& days) {
  UnitSource source;
  source.name = days.plant;
  source.same_training = "plant " + days.plant;
  auto normal = [days] { return normal_days(days, days.seed, days.normal_days); };
  source.normal = [=]() -> Result<NormalRows> {
    auto frames = normal();
    if (!frames) return std::unexpected(frames.error());
    return NormalRows{std::move(*frames), days.step_s};
  };
  source.test = [=]() -> Result<TestRows> {
    const auto taught = normal();
    if (!taught) return std::unexpected(taught.error());
    return attacked_days(days, *taught);
  };
  source.drifting = [=]() -> Result<TestRows> {
    const auto taught = normal();
    if (!taught) return std::unexpected(taught.error());
    auto frames = normal_days(days, days.seed + drifting_seed, days.drifting_days);
    if (!frames) return std::unexpected(frames.error());
    let_drift(*frames, *taught, days.drift);
    std::vector<std::uint8_t> labels(frames->rows(), 0);
    return TestRows{std::move(*frames), std::move(labels), 0, {}, {}};
  };
  return source;
}

}  // namespace weir
