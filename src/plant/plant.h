// A simulated plant in closed loop with its controllers: what a source, a recording and the attack library need of one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "attacks/attack.h"
#include "base/error.h"
#include "telemetry/catalogue.h"

namespace weir {

/// Who acts on whom, by physics or by a controller's rule.
struct PhysicalEdge {
  SensorIndex from, to;
  std::string_view why;  // "fills", "pumps", "set by rule", ...
};

/// Three values exist of every sensor: what is true, what the controller reads, what the historian sees. They differ only by
/// instrument noise until an attack parts them.
///
/// Depends on (seed, start, attacks) alone; step() allocates nothing. Not thread-safe.
class Plant {
 public:
  /// Monday 2026-01-05, midnight.
  static constexpr Timestamp default_start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

  virtual ~Plant() = default;

  virtual std::string_view name() const = 0;  // as make_plant() takes it
  virtual const Catalogue& catalogue() const = 0;
  virtual std::string_view description(SensorIndex sensor) const = 0;  // "raw water tank level"
  virtual std::span<const PhysicalEdge> topology() const = 0;
  virtual const LoopLayout& layout() const = 0;
  /// The built-in attacked day, beginning `after` the plant's start: attacks of several families, hours apart, so that the
  /// plant recovers in between.
  virtual std::vector<Attack> demo_day(Duration after) const = 0;

  /// Plans an attack or a fault; see Adversary::add().
  virtual Status add(const Attack& attack) = 0;
  virtual std::span<const Attack> attacks() const = 0;  // in order of add()

  /// One step of layout().step_s seconds.
  virtual void step() = 0;

  virtual Timestamp start() const = 0;
  virtual Timestamp now() const = 0;
  virtual std::span<const double> truth() const = 0;       // [N] noise-free physical values and real actuator states
  virtual std::span<const double> controller() const = 0;  // [N] what the controllers act on
  virtual std::span<const double> reported() const = 0;    // [N] what the historian sees, NaN where nothing arrived: give this to detectors
  /// The attack or fault that acts at now(), the first planned where several do; nullptr: none.
  virtual const Attack* attack_now() const = 0;

 protected:
  Plant() = default;
  Plant(const Plant&) = default;
  Plant& operator=(const Plant&) = default;
};

/// Names that make_plant() takes, the default first.
std::span<const std::string_view> plant_names();
/// A settled plant at `start`. An unknown name is refused with the names there are.
Result<std::unique_ptr<Plant>> make_plant(std::string_view name, std::uint64_t seed, Timestamp start = Plant::default_start);

}  // namespace weir
