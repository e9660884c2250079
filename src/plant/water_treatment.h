// A six-stage water treatment works in closed loop with its six PLCs: raw water, chemical dosing, ultrafiltration,
// dechlorination, reverse osmosis, permeate and backwash. Same sensors, ranges and control bands as the public SWaT
// description, own equations and own numbers: data of it may be shared freely.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "plant/plant.h"
#include "plant/tags.h"

namespace weir {

/// Everything since the start, in m3. Closed when stored == stored_at_start + taken_in - given_out.
struct WaterBalance {
  double stored = 0, stored_at_start = 0, taken_in = 0, given_out = 0;
  double error() const { return stored - stored_at_start - taken_in + given_out; }
};

/// The loop of the works as attacks see it.
const LoopLayout& water_layout();

/// The built-in attacked day: one attack of each of seven families, three hours apart.
std::vector<Attack> demo_attacks(Duration after = {});

/// Advances by 1 s steps. Movable.
class WaterTreatment final : public Plant {
 public:
  /// Comes up settled: six simulated hours have passed unseen (some tens of milliseconds). At `start` the first values stand ready.
  explicit WaterTreatment(std::uint64_t seed = 1, Timestamp start = default_start);
  ~WaterTreatment() override;
  WaterTreatment(WaterTreatment&&) noexcept;
  WaterTreatment& operator=(WaterTreatment&&) noexcept;

  std::string_view name() const override { return "water-treatment"; }
  const Catalogue& catalogue() const override { return plant_catalogue(); }
  std::string_view description(SensorIndex sensor) const override;
  std::span<const PhysicalEdge> topology() const override;
  const LoopLayout& layout() const override { return water_layout(); }
  std::vector<Attack> demo_day(Duration after) const override { return demo_attacks(after); }

  Status add(const Attack& attack) override;
  std::span<const Attack> attacks() const override;
  void step() override;

  Timestamp start() const override;
  Timestamp now() const override;
  std::span<const double> truth() const override;
  std::span<const double> controller() const override;
  std::span<const double> reported() const override;
  const Attack* attack_now() const override;

  WaterBalance water_balance() const;
  /// Units, kinds, stages, normal ranges and resolutions of the 51 sensors.
  static const Catalogue& plant_catalogue();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace weir
