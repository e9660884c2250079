#include "plant/process.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "plant/instruments.h"

namespace weir {
namespace {

constexpr double step_h = 1.0 / 3600;  // m3/h times this: m3 per step

/// First-order lag of one second's step; snaps to rest so that a stopped flow is exactly 0.
void follow(double& value, double target, double time_s) {
  value += (target - value) / time_s;
  if (target == 0 && value < 1e-4) value = 0;
}

/// Two pumps on one header: the second adds little against the same pipe.
double together(double a, double b) { return std::min(1.12, a + b); }

}  // namespace

double Tank::suction() const { return std::clamp((level_mm() - 50) / 50, 0.0, 1.0); }

void Wander::step(Random& random) { value += -value / time_s + deviation * std::sqrt(2 / time_s) * bounded_normal(random); }

void Process::Machine::step(double command, double time_s) {
  state = command == 2 ? 2 : 1;
  follow(speed, state == 2 ? 1 : 0, time_s);
}

void Process::Valve::step(double command, double stiction) {
  position = std::clamp(position + (command == 2 ? 1 : -1) * (1 - stiction) / travel_s, 0.0, 1.0);
}

Process::Process(Random random, std::int64_t clock_s)
    : random_(random),
      clock_s_(clock_s),
      t101_{1.5, 1300, 0.95},
      t301_{1.5, 1300, 1.35},
      t401_{1.5, 1300, 1.4},
      permeate_tank_{1.0, 1000, 1.0},
      backwash_tank_{0.6, 1000, 0.6} {
  for (const Tag tag : {MV301, MV302, MV303, MV304}) valves_[tag].travel_s = 6;
  raw_ = {246, 8.62, 250, 148};
  w101_ = raw_;
  dosed_ = w301_ = w401_ = {260, 8.44, 340, 148};
  hardness401_ = 148;
  orp402_ = 156;
  ph501_ = 7.95;
  orp502_ = 150;
  conductivity503_ = 264;
  conductivity504_ = 12;
  // Plants of different seeds are at different points of their cycles.
  for (Tank* tank : {&t101_, &t301_, &t401_}) tank->volume_m3 *= random_.uniform(0.9, 1.1);
  fouling_ = random_.uniform(0.95, 1.1);
  // The slow disturbances begin where a long past would have left them.
  for (Wander* w :
       {&raw_conductivity_, &raw_ph_, &raw_orp_, &raw_hardness_, &supply_pressure_, &turbidity_, &irreversible_, &permeability_})
    w->value = w->deviation * bounded_normal(random_);
}

void Process::step(const Commands& commands, const Faults& faults) {
  ++clock_s_;
  wander();
  move_actuators(commands, faults);
  supply();
  ultrafiltration(faults.fouling_kpa);
  reverse_osmosis();
  chemistry();
  leak(faults);
  for (Tank* tank : {&t101_, &t301_, &t401_, &permeate_tank_, &backwash_tank_}) spill(*tank);
}

void Process::wander() {
  for (Wander* w : {&raw_conductivity_, &raw_ph_, &raw_orp_, &raw_hardness_, &supply_pressure_, &turbidity_, &irreversible_, &permeability_,
                    &grid_, &dosing_, &ripple101_, &ripple201_, &ripple301_, &ripple401_, &ripple502_})
    w->step(random_);
  if (clock_s_ % 60 == 0 || warmth_ == 0) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(clock_s_) / 86400;
    day_ = std::sin(turn - 0.5 * std::numbers::pi);  // lowest at midnight
    warmth_ = std::sin(turn - 2.1);                  // warmest in mid-afternoon
  }
  raw_.conductivity_us_cm = 246 + 0.6 * day_ + raw_conductivity_.value;
  raw_.ph = 8.62 + 0.004 * day_ + raw_ph_.value;
  raw_.orp_mv = 250 - 1 * day_ + raw_orp_.value;
  raw_.hardness_ppm = 148 + 0.2 * day_ + raw_hardness_.value;
}

void Process::move_actuators(const Commands& commands, const Faults& faults) {
  for (std::size_t i = 0; i < tag_count; ++i) {
    if (sensor_infos[i].kind != SensorKind::discrete) continue;
    if (tag_names[i].front() == 'M') valves_[i].step(commands[i], faults.stiction[i]);
    else machines_[i].step(commands[i], i == UV401 ? 6 : 2.5);
  }
}

void Process::supply() {
  // The town's pressure sags a little in the day. The valve is quick-opening: flow follows the square root of its position.
  follow(f101_, 2.6 * (1 - 0.004 * day_ + supply_pressure_.value + ripple101_.value) * std::sqrt(valve(MV101)), 2);
  const double pumps = together(machine(P101), machine(P102));
  const double head = 1 + 0.012 * (t101_.level_mm() - t301_.level_mm()) / 1000;  // against the difference of the two surfaces
  follow(f201_, 2.46 * pumps * std::sqrt(valve(MV201)) * head * (1 + grid_.value + ripple201_.value) * t101_.suction(), 3);
  f201_ = std::min(f201_, t101_.volume_m3 / step_h);
  follow(recycle_, 2.0 * machine(P601) * permeate_tank_.suction(), 3);
  recycle_ = std::min(recycle_, permeate_tank_.volume_m3 / step_h);

  t101_.volume_m3 += (f101_ + recycle_ - f201_) * step_h;
  permeate_tank_.volume_m3 -= recycle_ * step_h;
  t301_.volume_m3 += f201_ * step_h;
  taken_in_m3_ += f101_ * step_h;
}

void Process::ultrafiltration(double fouling_kpa) {
  // Three ways out of the membranes: product, drain, and back through an open backwash inlet.
  const double product = valve(MV302), drain = 0.8 * valve(MV304), back = 0.4 * valve(MV301);
  const double ways = product + drain + back;
  const double pumps = together(machine(P301), machine(P302));
  follow(f301_, 2.25 * pumps * std::min(1.0, ways) * (1 + grid_.value + ripple301_.value) / (0.9 + 0.1 * fouling_) * t301_.suction(), 3);
  f301_ = std::min(f301_, t301_.volume_m3 / step_h);
  const double share = ways > 0 ? 1 / ways : 0;
  to_401_ = f301_ * product * share;
  const double to_backwash = f301_ * back * share;
  const double to_drain = ways > 0 ? f301_ - to_401_ - to_backwash : f301_;  // a closing valve's last litre

  const double wash_way = std::min(valve(MV301), valve(MV303));
  follow(f601_, 1.8 * machine(P602) * wash_way * (1 + grid_.value) * backwash_tank_.suction(), 2);
  follow(cleaning_, 1.0 * machine(P603) * backwash_tank_.suction(), 2);
  const double drawn = f601_ + cleaning_;
  if (drawn * step_h > backwash_tank_.volume_m3) f601_ = cleaning_ = 0;

  t301_.volume_m3 -= f301_ * step_h;
  t401_.volume_m3 += to_401_ * step_h;
  backwash_tank_.volume_m3 += (to_backwash - f601_ - cleaning_) * step_h;
  given_out_m3_ += (to_drain + f601_ + cleaning_) * step_h;

  // A cake builds with the water filtered and leaves with backwash; what stays wanders over days (cleaning in place).
  fouling_ += 1.0e-4 * (f301_ / 2.25) * (1 + turbidity_.value);
  fouling_ += (0.93 + irreversible_.value - fouling_) / 12 * (f601_ / 1.8);
  const double viscosity = 1 - 0.006 * warmth_;
  follow(dp301_, 2 + 8 * f301_ * fouling_ * viscosity + 2.5 * f601_ + fouling_kpa * f301_ / 2.25, 3);
}

void Process::reverse_osmosis() {
  const double feed = together(machine(P401), machine(P402));
  const double boost = together(machine(P501), machine(P502));
  // The booster without feed only spins against its check valve.
  follow(f401_, feed * (1.05 + 0.66 * boost) * (1 + 0.6 * grid_.value + ripple401_.value) * t401_.suction(), 4);
  f401_ = std::min(f401_, t401_.volume_m3 / step_h);
  const double permeability = 1 + permeability_.value + 0.004 * warmth_;
  const double recovery = std::min(0.9, (0.25 + 0.495 * boost) * std::pow(permeability, 0.3) * (1 + ripple502_.value));
  follow(f502_, f401_ * recovery, 5);
  f502_ = std::min(f502_, f401_);
  follow(f504_, 0.31 * boost * std::min(1.0, f401_ / 1.5) * (1 + 0.5 * grid_.value), 5);
  f503_ = f401_ - f502_ + f504_;  // no storage in the membranes

  t401_.volume_m3 -= f401_ * step_h;
  permeate_tank_.volume_m3 += f502_ * step_h;
  backwash_tank_.volume_m3 += (f503_ - f504_) * step_h;

  const double through_channel = f401_ + f504_;
  follow(pressure501_, 10 + 187 * f502_ / permeability, 2);
  pressure503_ = std::max(0.0, pressure501_ - 14.5 * through_channel * through_channel);
  pressure502_ = 0.3 + 0.85 * f502_;
}

void Process::leak(const Faults& faults) {
  for (const auto& [tank, flow_m3_h] :
       {std::pair{&t101_, faults.leak101_m3_h}, {&t301_, faults.leak301_m3_h}, {&t401_, faults.leak401_m3_h}}) {
    const double lost = std::min(flow_m3_h * step_h, tank->volume_m3);
    tank->volume_m3 -= lost;
    given_out_m3_ += lost;
  }
}

void Process::spill(Tank& tank) {
  const double most = tank.area_m2 * tank.overflow_mm / 1000;
  if (tank.volume_m3 <= most) return;
  given_out_m3_ += tank.volume_m3 - most;
  tank.volume_m3 = most;
}

double Process::stored_m3() const {
  return t101_.volume_m3 + t301_.volume_m3 + t401_.volume_m3 + permeate_tank_.volume_m3 + backwash_tank_.volume_m3;
}

void Process::read(TagValues& truth) const {
  for (std::size_t i = 0; i < tag_count; ++i) {
    if (sensor_infos[i].kind != SensorKind::discrete) continue;
    truth[i] = tag_names[i].front() == 'M' ? valves_[i].state() : machines_[i].state;
  }
  truth[FIT101] = f101_;
  truth[LIT101] = t101_.level_mm();
  truth[AIT201] = dosed_.conductivity_us_cm;
  truth[AIT202] = dosed_.ph;
  truth[AIT203] = dosed_.orp_mv;
  truth[FIT201] = f201_;
  truth[DPIT301] = dp301_;
  truth[FIT301] = f301_;
  truth[LIT301] = t301_.level_mm();
  truth[AIT401] = hardness401_;
  truth[AIT402] = orp402_;
  truth[FIT401] = f401_;
  truth[LIT401] = t401_.level_mm();
  truth[AIT501] = ph501_;
  truth[AIT502] = orp502_;
  truth[AIT503] = conductivity503_;
  truth[AIT504] = conductivity504_;
  truth[FIT501] = f401_;
  truth[FIT502] = f502_;
  truth[FIT503] = f503_;
  truth[FIT504] = f504_;
  truth[PIT501] = pressure501_;
  truth[PIT502] = pressure502_;
  truth[PIT503] = pressure503_;
  truth[FIT601] = f601_;
}

}  // namespace weir
