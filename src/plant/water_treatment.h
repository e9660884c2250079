// A six-stage water treatment works in closed loop with its six PLCs: raw water, chemical dosing, ultrafiltration,
// dechlorination, reverse osmosis, permeate and backwash. Same sensors, ranges and control bands as the public SWaT
// description, own equations and own numbers: data of it may be shared freely.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"
#include "plant/attack.h"
#include "plant/tags.h"
#include "telemetry/catalogue.h"

namespace weir {

/// Who acts on whom, by physics or by a PLC's rule.
struct PhysicalEdge {
  Tag from, to;
  std::string_view why;  // "fills", "pumps", "set by rule", ...
};

/// Everything since the start, in m3. Closed when stored == stored_at_start + taken_in - given_out.
struct WaterBalance {
  double stored = 0, stored_at_start = 0, taken_in = 0, given_out = 0;
  double error() const { return stored - stored_at_start - taken_in + given_out; }
};

/// Advances by 1 s steps, allocates nothing while stepping, and depends on (seed, start, attacks) alone.
///
/// Three values exist of every sensor: what is true, what the controller reads, what the historian sees. They differ
/// only by instrument noise until an attack parts them. Not thread-safe; movable.
class WaterTreatment {
 public:
  /// Monday 2026-01-05, midnight.
  static constexpr Timestamp default_start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

  /// Comes up settled: six simulated hours have passed unseen (some tens of milliseconds). At `start` the first values stand ready.
  explicit WaterTreatment(std::uint64_t seed = 1, Timestamp start = default_start);
  ~WaterTreatment();
  WaterTreatment(WaterTreatment&&) noexcept;
  WaterTreatment& operator=(WaterTreatment&&) noexcept;

  /// Plans an attack. Refuses one that is malformed, that begins (or whose recording begins) before now, or that
  /// overlaps a planned one on the same sensor or set-point.
  Status add(const Attack& attack);
  std::span<const Attack> attacks() const;  // in order of add()

  /// One second.
  void step();

  Timestamp start() const;
  Timestamp now() const;
  std::span<const double> truth() const;       // [51] noise-free physical values and real actuator states
  std::span<const double> controller() const;  // [51] what the PLCs act on
  std::span<const double> reported() const;    // [51] what the historian sees: give this to detectors
  /// The attack that acts at now(), the first planned where several do; nullptr: none.
  const Attack* attack_now() const;
  WaterBalance water_balance() const;

  const Catalogue& catalogue() const { return plant_catalogue(); }
  /// Units, kinds, stages, normal ranges and resolutions of the 51 sensors.
  static const Catalogue& plant_catalogue();
  /// "raw water tank level"
  static std::string_view description(Tag tag);
  static std::span<const PhysicalEdge> topology();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace weir
