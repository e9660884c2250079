#include "plant/building/building.h"

#include <chrono>

#include "attacks/adversary.h"
#include "plant/building/controller.h"
#include "plant/building/instruments.h"
#include "plant/building/process.h"

namespace weir {

using namespace building;

namespace {

constexpr std::int64_t settling_s = 24 * 3600;  // the walls have forgotten where they began

/// Since the midnight of a Monday: 1970-01-01 was a Thursday.
std::int64_t clock_of(Timestamp at) { return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count() + 3 * 86400; }

Faults faults_at(const Adversary& adversary, std::int64_t now_s) {
  Faults faults;
  if (!adversary.any_fault(now_s)) return faults;
  for (const auto& site : building_layout().faults) {
    const double size = adversary.fault(site.kind, site.sensor, now_s);
    if (site.kind == FaultKind::stiction) faults.stiction[site.sensor] = size;
    else if (site.kind == FaultKind::fouling) faults.filter_pa = size;
    else if (site.sensor == AHU1_DSP) faults.duct_leak = size;
    else faults.hot_water_leak_l_h = size;
  }
  return faults;
}

}  // namespace

namespace {

/// Process, instruments and controllers: what a covert attacker simulates beside the real one. Copies without allocating.
struct Loop {
  Loop(Random random, Timestamp from)
      : process(random.fork(1), clock_of(from) - settling_s), instruments(random.fork(2)), controls(clock_of(from) - settling_s) {}

  Process process;
  Instruments instruments;
  Controller controls;
  TagValues truth{}, measured{}, read{}, reported{};

  void run(const Commands& commands, const Faults& faults) {
    process.step(commands, faults);
    process.read(truth);
    controls.report(truth);
    instruments.measure(truth, measured);
    read = measured;
    reported = measured;
  }
};

}  // namespace

struct Building::Parts {
  Parts(Random random, Timestamp from) : loop(random, from), start(from) {}

  Loop loop;
  std::unique_ptr<Loop> twin;  // once a covert attack is planned
  bool twin_runs = false;
  Adversary adversary{building_layout()};
  Timestamp start;
  const Targets targets = default_targets();
  std::int64_t now_s = -settling_s;
  BuildingBalance energy_j, co2_l;  // as they were at the start

  std::span<const double> step_twin() {
    const bool wanted = adversary.wants_twin(now_s);
    if (wanted && !twin_runs) *twin = loop;
    twin_runs = wanted;
    if (!wanted) return {};
    twin->run(twin->controls.commands(), {});
    twin->controls.scan(twin->read, targets);
    return twin->measured;
  }

  void step() {
    ++now_s;
    const auto without = step_twin();
    Commands commands = loop.controls.commands();
    adversary.override_commands(commands, now_s);
    loop.run(commands, faults_at(adversary, now_s));
    adversary.spoof(loop.measured, loop.read, loop.reported, now_s, without);
    Targets in_force = targets;
    adversary.alter(in_force, now_s);
    loop.controls.scan(loop.read, in_force);
  }
};

Building::Building(std::uint64_t seed, Timestamp start) : parts_(std::make_unique<Parts>(Random(seed), start)) {
  auto& p = *parts_;
  while (p.now_s < 0) p.step();
  const auto& process = p.loop.process;
  p.energy_j = {0, process.stored_j(), process.taken_in_j(), process.given_out_j()};
  p.co2_l = {0, process.stored_co2_l(), process.taken_in_co2_l(), process.given_out_co2_l()};
}

Building::~Building() = default;
Building::Building(Building&&) noexcept = default;
Building& Building::operator=(Building&&) noexcept = default;

Status Building::add(const Attack& attack) {
  auto& p = *parts_;
  if (auto ok = p.adversary.add(attack, p.now_s); !ok) return ok;
  if (attack.family == AttackFamily::covert && !p.twin) p.twin = std::make_unique<Loop>(p.loop);
  return {};
}

std::span<const Attack> Building::attacks() const { return parts_->adversary.attacks(); }
void Building::step() { parts_->step(); }
Timestamp Building::start() const { return parts_->start; }
Timestamp Building::now() const { return parts_->start + std::chrono::seconds(parts_->now_s); }
std::span<const double> Building::truth() const { return parts_->loop.truth; }
std::span<const double> Building::controller() const { return parts_->loop.read; }
std::span<const double> Building::reported() const { return parts_->loop.reported; }
const Attack* Building::attack_now() const { return parts_->adversary.active(parts_->now_s); }

BuildingBalance Building::energy_kwh() const {
  constexpr double kwh = 1 / 3.6e6;
  const auto& [p, was] = std::pair<const Process&, const BuildingBalance&>(parts_->loop.process, parts_->energy_j);
  return {p.stored_j() * kwh, was.stored_at_start * kwh, (p.taken_in_j() - was.taken_in) * kwh, (p.given_out_j() - was.given_out) * kwh};
}

BuildingBalance Building::co2_litres() const {
  const auto& [p, was] = std::pair<const Process&, const BuildingBalance&>(parts_->loop.process, parts_->co2_l);
  return {p.stored_co2_l(), was.stored_at_start, p.taken_in_co2_l() - was.taken_in, p.given_out_co2_l() - was.given_out};
}

const Catalogue& Building::plant_catalogue() {
  static const Catalogue catalogue = [] {
    std::vector<Sensor> sensors;
    for (const auto& info : sensor_infos)
      sensors.push_back(
          {std::string(info.name), std::string(info.unit), info.kind, info.low, info.high, info.resolution, std::string(info.stage)});
    return Catalogue(std::move(sensors));
  }();
  return catalogue;
}

std::string_view Building::description(SensorIndex sensor) const {
  return sensor < tag_count ? sensor_infos[sensor].description : std::string_view{};
}

}  // namespace weir
