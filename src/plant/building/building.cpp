#include "plant/building/building.h"

#include <chrono>

#include "attacks/adversary.h"
#include "plant/building/controller.h"
#include "plant/building/instruments.h"
#include "plant/building/process.h"

namespace weir {

using namespace building;

namespace {

constexpr std::int64_t settling_s = 36 * 3600;  // the walls have forgotten where they began

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

struct Building::Parts {
  Parts(Random random, Timestamp from)
      : process(random.fork(1), clock_of(from) - settling_s),
        instruments(random.fork(2)),
        controls(clock_of(from) - settling_s),
        start(from),
        targets(default_targets()) {}

  Process process;
  Instruments instruments;
  Controller controls;
  Adversary adversary{building_layout()};
  Timestamp start;
  Targets targets;
  std::int64_t now_s = -settling_s;
  BuildingBalance energy_j, co2_l;  // as they were at the start
  TagValues truth{}, measured{}, read{}, reported{};

  void step() {
    ++now_s;
    Commands commands = controls.commands();
    adversary.override_commands(commands, now_s);
    process.step(commands, faults_at(adversary, now_s));
    process.read(truth);
    controls.report(truth);
    instruments.measure(truth, measured);
    read = measured;
    reported = measured;
    adversary.spoof(measured, read, reported, now_s);
    Targets in_force = targets;
    adversary.alter(in_force, now_s);
    controls.scan(read, in_force);
  }
};

Building::Building(std::uint64_t seed, Timestamp start) : parts_(std::make_unique<Parts>(Random(seed), start)) {
  auto& p = *parts_;
  while (p.now_s < 0) p.step();
  p.energy_j = {0, p.process.stored_j(), p.process.taken_in_j(), p.process.given_out_j()};
  p.co2_l = {0, p.process.stored_co2_l(), p.process.taken_in_co2_l(), p.process.given_out_co2_l()};
}

Building::~Building() = default;
Building::Building(Building&&) noexcept = default;
Building& Building::operator=(Building&&) noexcept = default;

Status Building::add(const Attack& attack) { return parts_->adversary.add(attack, parts_->now_s); }
std::span<const Attack> Building::attacks() const { return parts_->adversary.attacks(); }
void Building::step() { parts_->step(); }
Timestamp Building::start() const { return parts_->start; }
Timestamp Building::now() const { return parts_->start + std::chrono::seconds(parts_->now_s); }
std::span<const double> Building::truth() const { return parts_->truth; }
std::span<const double> Building::controller() const { return parts_->read; }
std::span<const double> Building::reported() const { return parts_->reported; }
const Attack* Building::attack_now() const { return parts_->adversary.active(parts_->now_s); }

BuildingBalance Building::energy_kwh() const {
  constexpr double kwh = 1 / 3.6e6;
  const auto& [p, was] = std::pair<const Process&, const BuildingBalance&>(parts_->process, parts_->energy_j);
  return {p.stored_j() * kwh, was.stored_at_start * kwh, (p.taken_in_j() - was.taken_in) * kwh, (p.given_out_j() - was.given_out) * kwh};
}

BuildingBalance Building::co2_litres() const {
  const auto& [p, was] = std::pair<const Process&, const BuildingBalance&>(parts_->process, parts_->co2_l);
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
