#include "benchmark/plant_source.h"

#include <cmath>

#include "align/aligner.h"
#include "plant/water_treatment.h"

namespace weir {
namespace {

constexpr double day_s = 86400;
constexpr std::uint64_t attacked_seed = 1000, drifting_seed = 2000;  // added: other days than those that teach

class IntoTable final : public Outlet<FrameView> {
 public:
  explicit IntoTable(FrameTable& frames) : frames_(frames) {}
  bool push(std::span<const FrameView> frames) override {
    for (const auto& frame : frames) frames_.append(frame);
    return true;
  }

 private:
  FrameTable& frames_;
};

/// What the historian sees for so long, on the grid.
FrameTable observed(WaterTreatment& plant, double seconds_long, double step_s) {
  FrameTable frames(plant.catalogue());
  IntoTable into(frames);
  Aligner aligner(plant.catalogue(), {.step = from_seconds(step_s)}, into);
  std::vector<Reading> readings(plant.catalogue().size());
  const auto end = plant.now() + from_seconds(seconds_long);
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
  return frames;
}

Episode episode_of(const Attack& attack, const WaterTreatment& plant) {
  Episode episode{plant.start() + attack.start,
                  plant.start() + attack.start + attack.duration,
                  name_of(attack.family),
                  attack.family == AttackFamily::staged ? EpisodeClass::staged : EpisodeClass::single,
                  {},
                  {}};
  for (const auto tag : targets_of(attack)) episode.sensors.push_back(plant.catalogue()[tag].name);
  return episode;
}

Result<TestRows> attacked_days(const PlantDays& days) {
  WaterTreatment plant(days.seed + attacked_seed);
  Duration last{};
  for (const auto& attack : demo_attacks()) {
    if (auto ok = plant.add(attack); !ok) return std::unexpected(ok.error());
    last = std::max(last, attack.start + attack.duration);
  }
  TestRows rows{observed(plant, seconds(last) + 2 * days.recovery_s, days.step_s), {}, 0, {}, {}};
  for (const auto& attack : plant.attacks()) rows.episodes.push_back(episode_of(attack, plant));
  rows.labels.assign(rows.frames.rows(), 0);
  rows.left_out.assign(rows.frames.rows(), 0);
  const auto step = from_seconds(days.step_s), recovery = from_seconds(days.recovery_s);
  for (std::size_t row = 0; row < rows.frames.rows(); ++row) {
    const auto at = rows.frames.step_at(row);
    for (const auto& episode : rows.episodes) {
      if (at + step > episode.first && at < episode.end) rows.labels[row] = 1;
      if (at >= episode.end && at < episode.end + recovery) rows.left_out[row] = 1;
    }
    if (rows.labels[row]) rows.left_out[row] = 0;
  }
  return rows;
}

}  // namespace

void let_drift(FrameTable& frames, const FrameTable& normal, double drift) {
  std::size_t moving = 0;
  for (std::size_t i = 0; i < frames.sensors(); ++i) {
    const auto kind = frames.catalogue()[i].kind;
    if (kind != SensorKind::continuous && kind != SensorKind::level) continue;
    if (moving++ % 3 != 0) continue;
    double count = 0, sum = 0, squares = 0;
    for (std::size_t row = 0; row < normal.rows(); ++row) {
      const double v = normal.values(row)[i];
      if (std::isnan(v)) continue;
      count += 1;
      sum += v;
      squares += v * v;
    }
    if (count == 0) continue;
    const double deviation = std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
    const double towards = moving % 2 ? drift * deviation : -drift * deviation;
    for (std::size_t row = 0; row < frames.rows(); ++row) {
      frames.values(row)[i] += static_cast<float>(towards * static_cast<double>(row) / static_cast<double>(frames.rows()));
    }
  }
}

UnitSource plant_source_of(const PlantDays& days) {
  UnitSource source;
  source.name = days.plant;
  source.same_training = "plant " + days.plant;
  auto normal = [days] {
    WaterTreatment plant(days.seed);
    return observed(plant, days.normal_days * day_s, days.step_s);
  };
  source.normal = [=]() -> Result<NormalRows> { return NormalRows{normal(), days.step_s}; };
  source.test = [=] { return attacked_days(days); };
  source.drifting = [=]() -> Result<TestRows> {
    WaterTreatment plant(days.seed + drifting_seed);
    TestRows rows{observed(plant, days.drifting_days * day_s, days.step_s), {}, 0, {}, {}};
    rows.labels.assign(rows.frames.rows(), 0);
    let_drift(rows.frames, normal(), days.drift);
    return rows;
  };
  return source;
}

}  // namespace weir
