#include "plant/water_treatment.h"

#include <chrono>

#include "attacks/adversary.h"
#include "plant/controller.h"
#include "plant/instruments.h"
#include "plant/process.h"

namespace weir {
namespace {

constexpr std::int64_t settling_s = 6 * 3600;  // tanks have turned over several times by then

std::int64_t clock_of(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return std::chrono::floor<std::chrono::seconds>(at - day).count();
}

Faults faults_at(const Adversary& adversary, std::int64_t now_s) {
  Faults faults;
  if (!adversary.any_fault(now_s)) return faults;
  const auto size = [&](FaultKind kind, Tag tag) { return adversary.fault(kind, tag, now_s); };
  faults.leak101_m3_h = size(FaultKind::leak, LIT101);
  faults.leak301_m3_h = size(FaultKind::leak, LIT301);
  faults.leak401_m3_h = size(FaultKind::leak, LIT401);
  for (const Tag valve : {MV101, MV201, MV301, MV302, MV303, MV304}) faults.stiction[valve] = size(FaultKind::stiction, valve);
  faults.fouling_kpa = size(FaultKind::fouling, DPIT301);
  return faults;
}

}  // namespace

namespace {

/// Process, instruments and controllers: what a covert attacker simulates beside the real one. Copies without allocating.
struct Loop {
  Loop(Random random, Timestamp from) : process(random.fork(1), clock_of(from) - settling_s), instruments(random.fork(2)) {}

  Process process;
  Instruments instruments;
  Controller controller;
  TagValues truth{}, measured{}, read{}, reported{};

  void run(const Commands& commands, const Faults& faults) {
    process.step(commands, faults);
    process.read(truth);
    instruments.measure(truth, measured);
    read = measured;
    reported = measured;
  }
};

}  // namespace

struct WaterTreatment::Parts {
  Parts(Random random, Timestamp from) : loop(random, from), start(from) {}

  Loop loop;
  std::unique_ptr<Loop> twin;  // once a covert attack is planned
  bool twin_runs = false;
  Adversary adversary{water_layout()};
  Timestamp start;
  const Limits limits = default_limits();
  std::int64_t now_s = -settling_s;
  double stored_m3 = 0, taken_in_m3 = 0, given_out_m3 = 0;  // at the start

  std::span<const double> step_twin() {
    const bool wanted = adversary.wants_twin(now_s);
    if (wanted && !twin_runs) *twin = loop;
    twin_runs = wanted;
    if (!wanted) return {};
    twin->run(twin->controller.commands(), {});
    twin->controller.scan(twin->read, limits);
    return twin->measured;
  }

  void step() {
    ++now_s;
    const auto without = step_twin();
    Commands commands = loop.controller.commands();
    adversary.override_commands(commands, now_s);
    loop.run(commands, faults_at(adversary, now_s));
    adversary.spoof(loop.measured, loop.read, loop.reported, now_s, without);
    Limits in_force = limits;
    adversary.alter(in_force, now_s);
    loop.controller.scan(loop.read, in_force);
  }
};

WaterTreatment::WaterTreatment(std::uint64_t seed, Timestamp start) : parts_(std::make_unique<Parts>(Random(seed), start)) {
  auto& p = *parts_;
  while (p.now_s < 0) p.step();
  p.stored_m3 = p.loop.process.stored_m3();
  p.taken_in_m3 = p.loop.process.taken_in_m3();
  p.given_out_m3 = p.loop.process.given_out_m3();
}

WaterTreatment::~WaterTreatment() = default;
WaterTreatment::WaterTreatment(WaterTreatment&&) noexcept = default;
WaterTreatment& WaterTreatment::operator=(WaterTreatment&&) noexcept = default;

Status WaterTreatment::add(const Attack& attack) {
  auto& p = *parts_;
  if (auto ok = p.adversary.add(attack, p.now_s); !ok) return ok;
  if (attack.family == AttackFamily::covert && !p.twin) p.twin = std::make_unique<Loop>(p.loop);
  return {};
}

std::span<const Attack> WaterTreatment::attacks() const { return parts_->adversary.attacks(); }
void WaterTreatment::step() { parts_->step(); }
Timestamp WaterTreatment::start() const { return parts_->start; }
Timestamp WaterTreatment::now() const { return parts_->start + std::chrono::seconds(parts_->now_s); }
std::span<const double> WaterTreatment::truth() const { return parts_->loop.truth; }
std::span<const double> WaterTreatment::controller() const { return parts_->loop.read; }
std::span<const double> WaterTreatment::reported() const { return parts_->loop.reported; }
const Attack* WaterTreatment::attack_now() const { return parts_->adversary.active(parts_->now_s); }

WaterBalance WaterTreatment::water_balance() const {
  const auto& p = *parts_;
  const auto& process = p.loop.process;
  return {process.stored_m3(), p.stored_m3, process.taken_in_m3() - p.taken_in_m3, process.given_out_m3() - p.given_out_m3};
}

const Catalogue& WaterTreatment::plant_catalogue() {
  static const Catalogue catalogue = [] {
    std::vector<Sensor> sensors;
    for (const auto& info : sensor_infos)
      sensors.push_back({std::string(tag_names[info.tag]), std::string(info.unit), info.kind, info.low, info.high, info.resolution,
                         std::string(info.stage)});
    return Catalogue(std::move(sensors));
  }();
  return catalogue;
}

std::string_view WaterTreatment::description(SensorIndex sensor) const {
  return sensor < tag_count ? sensor_infos[sensor].description : std::string_view{};
}

}  // namespace weir
