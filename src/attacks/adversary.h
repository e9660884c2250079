// Lets planned attacks and faults act at their time, at the places of the loop where one can: the set-points, the commands,
// the readings, and the process itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attacks/attack.h"
#include "attacks/lie.h"

namespace weir {

/// A plant's loop asks it once per step at each place, all with the same now_s (whole seconds since the plant's start; a
/// plant that settles before its start gives negative ones). Allocates in add() alone. The layout must outlive it.
///
///   controller's commands -> override_commands -> process (asks fault) -> instruments -> spoof -> controller, with its
///   set-points through alter
class Adversary {
 public:
  explicit Adversary(const LoopLayout& layout) : layout_(&layout) {}
  /// Refuses what check() refuses, what begins (or whose recording begins) by now, and what overlaps a planned attack on
  /// the same sensor, set-point or site. Covert attacks suffer no other beside them.
  Status add(const Attack& attack, std::int64_t now_s);
  std::span<const Attack> attacks() const { return attacks_; }
  /// The attack or fault that acts, the first planned where several do; nullptr: none.
  const Attack* active(std::int64_t now_s) const;

  /// `setpoints`: [layout's set-points] the values in force.
  void alter(std::span<double> setpoints, std::int64_t now_s) const;
  /// `commands`: [N] by sensor; only actuators mean something.
  void override_commands(std::span<double> commands, std::int64_t now_s);
  /// `controller` and `historian`, [N] each, come in as measured and leave as deceived: the historian's with NaN where nothing
  /// arrives, the controller's never. `twin`, [N]: what the plant's instruments would show without the covert attack that
  /// acts now; needed where wants_twin().
  void spoof(std::span<const double> measured, std::span<double> controller, std::span<double> historian, std::int64_t now_s,
             std::span<const double> twin = {});
  /// A covert attack acts: the plant is to run an untouched twin of itself, parted at the attack's first step.
  bool wants_twin(std::int64_t now_s) const;
  /// Size of a fault at a site now; 0: none. Fouling has grown since its start, in the site's unit.
  double fault(FaultKind kind, SensorIndex site, std::int64_t now_s) const;
  /// False: fault() gives 0 at every site, so the process needn't ask.
  bool any_fault(std::int64_t now_s) const;

 private:
  struct Plan {
    AttackFamily family{};
    Place place{};
    std::int64_t first_s = 0, last_s = 0, back_s = 0, lag_s = 0;  // acts in [first_s, last_s)
    double error = 0;
    std::vector<AttackPoint> points;
    std::size_t setpoint = 0;       // family setpoint
    std::vector<Lie> lies;          // of readings, a point each
    std::vector<double> commanded;  // by the controller, a point each
    bool acts(std::int64_t now_s) const { return now_s >= first_s && now_s < last_s; }
    std::int64_t first_of(std::size_t point) const { return first_s + lag_s * static_cast<std::int64_t>(point); }
  };
  double forced(const Plan& plan, std::size_t point, std::int64_t elapsed_s) const;

  const LoopLayout* layout_;
  std::vector<Attack> attacks_;
  std::vector<Plan> plans_;
};

}  // namespace weir
