// An office building in closed loop with its controllers: one air handling unit with economiser, heating and cooling coil,
// six zones with air volume boxes and reheat, boiler and chiller with their circuits, people, weather.
#pragma once

#include <memory>
#include <vector>

#include "plant/building/tags.h"
#include "plant/plant.h"

namespace weir {

/// Everything since the start. Closed when stored == stored_at_start + taken_in - given_out.
struct BuildingBalance {
  double stored = 0, stored_at_start = 0, taken_in = 0, given_out = 0;
  double error() const { return stored - stored_at_start - taken_in + given_out; }
};

/// The loop of the building as attacks see it.
const LoopLayout& building_layout();

/// Advances by 1 s steps. Movable.
class Building final : public Plant {
 public:
  /// Comes up settled: a day has passed unseen (some hundred milliseconds). At `start` the first values stand ready.
  explicit Building(std::uint64_t seed = 1, Timestamp start = default_start);
  ~Building() override;
  Building(Building&&) noexcept;
  Building& operator=(Building&&) noexcept;

  std::string_view name() const override { return "building"; }
  const Catalogue& catalogue() const override { return plant_catalogue(); }
  std::string_view description(SensorIndex sensor) const override;
  std::span<const PhysicalEdge> topology() const override;
  const LoopLayout& layout() const override { return building_layout(); }
  std::vector<Attack> demo_day(Duration after) const override;

  Status add(const Attack& attack) override;
  std::span<const Attack> attacks() const override;
  void step() override;

  Timestamp start() const override;
  Timestamp now() const override;
  std::span<const double> truth() const override;
  std::span<const double> controller() const override;
  std::span<const double> reported() const override;
  const Attack* attack_now() const override;

  BuildingBalance energy_kwh() const;
  BuildingBalance co2_litres() const;
  /// Units, kinds, stages, normal ranges and resolutions of the 69 sensors.
  static const Catalogue& plant_catalogue();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace weir
