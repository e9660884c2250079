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

struct WaterTreatment::Parts {
  Parts(Random random, Timestamp from)
      : process(random.fork(1), clock_of(from) - settling_s), instruments(random.fork(2)), start(from), limits(default_limits()) {}

  Process process;
  Instruments instruments;
  Controller controller;
  Adversary adversary{water_layout()};
  Timestamp start;
  Limits limits;
  std::int64_t now_s = -settling_s;
  double stored_m3 = 0, taken_in_m3 = 0, given_out_m3 = 0;  // at the start
  TagValues truth{}, measured{}, read{}, reported{};

  void step() {
    ++now_s;
    Commands commands = controller.commands();
    adversary.override_commands(commands, now_s);
    process.step(commands, faults_at(adversary, now_s));
    process.read(truth);
    instruments.measure(truth, measured);
    read = measured;
    reported = measured;
    adversary.spoof(measured, read, reported, now_s);
    Limits in_force = limits;
    adversary.alter(in_force, now_s);
    controller.scan(read, in_force);
  }
};

WaterTreatment::WaterTreatment(std::uint64_t seed, Timestamp start) : parts_(std::make_unique<Parts>(Random(seed), start)) {
  while (parts_->now_s < 0) parts_->step();
  parts_->stored_m3 = parts_->process.stored_m3();
  parts_->taken_in_m3 = parts_->process.taken_in_m3();
  parts_->given_out_m3 = parts_->process.given_out_m3();
}

WaterTreatment::~WaterTreatment() = default;
WaterTreatment::WaterTreatment(WaterTreatment&&) noexcept = default;
WaterTreatment& WaterTreatment::operator=(WaterTreatment&&) noexcept = default;

Status WaterTreatment::add(const Attack& attack) { return parts_->adversary.add(attack, parts_->now_s); }
std::span<const Attack> WaterTreatment::attacks() const { return parts_->adversary.attacks(); }
void WaterTreatment::step() { parts_->step(); }
Timestamp WaterTreatment::start() const { return parts_->start; }
Timestamp WaterTreatment::now() const { return parts_->start + std::chrono::seconds(parts_->now_s); }
std::span<const double> WaterTreatment::truth() const { return parts_->truth; }
std::span<const double> WaterTreatment::controller() const { return parts_->read; }
std::span<const double> WaterTreatment::reported() const { return parts_->reported; }
const Attack* WaterTreatment::attack_now() const { return parts_->adversary.active(parts_->now_s); }

WaterBalance WaterTreatment::water_balance() const {
  const auto& p = *parts_;
  return {p.process.stored_m3(), p.stored_m3, p.process.taken_in_m3() - p.taken_in_m3, p.process.given_out_m3() - p.given_out_m3};
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
