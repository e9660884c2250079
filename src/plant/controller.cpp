#include "plant/controller.h"

namespace weir {
namespace {

constexpr int standby_after_s = 20;
constexpr int filter_run_s = 1500;  // of filtering between backwashes: about every half hour of the clock
constexpr int wash_s = 45, drain_s = 30;

}  // namespace

bool Controller::Band::step(double value, double on_at, double off_at) {
  const bool falling = on_at <= off_at;  // switched on by a low value
  if (falling ? value <= on_at : value >= on_at) on = true;
  if (falling ? value >= off_at : value <= off_at) on = false;
  return on;
}

void Controller::DutyPair::drive(bool run, const TagValues& read, Commands& commands) {
  if (!run) {
    refused_s = 0;
    on_standby = false;
  } else if (on_standby) {
    // stays
  } else if (read[duty] == 2) {
    refused_s = 0;
  } else if (++refused_s > standby_after_s) {
    on_standby = true;
  }
  commands[duty] = run && !on_standby ? 2 : 1;
  commands[standby] = run && on_standby ? 2 : 1;
}

Controller::Controller() { commands_.fill(1); }

void Controller::scan(const TagValues& read, const Limits& limits) {
  raw_water(read, limits);
  dosing(read, limits);
  ultrafiltration(read, limits);
  dechlorination(read, limits);
  reverse_osmosis(read, limits);
  // P6: the permeate pump and the cleaning pump are started by hand, which doesn't happen in automatic operation.
}

void Controller::raw_water(const TagValues& read, const Limits& limits) {
  set(MV101, inlet_.step(read[LIT101], limits[LIT101_L], limits[LIT101_H]) && read[LIT101] < limits[LIT101_HH]);
  const bool wanted = transfer_.step(read[LIT301], limits[LIT301_L], limits[LIT301_H]) && read[LIT301] < limits[LIT301_HH];
  const bool dry = dry101_.step(read[LIT101], limits[LIT101_LL], limits[LIT101_LL] + 50);
  transfer_off_s_ = wanted ? 0 : transfer_off_s_ + 1;
  set(MV201, transfer_off_s_ < 4);  // closes behind the stopped pump
  raw_pumps_.drive(wanted && !dry && read[MV201] == 2, read, commands_);
}

void Controller::dosing(const TagValues& read, const Limits& limits) {
  const bool flowing = read[FIT201] > limits[FIT201_L];
  const bool salt = salt_.step(read[AIT201], limits[AIT201_L], limits[AIT201_H]);
  const bool acid = acid_.step(read[AIT202], limits[AIT202_H], limits[AIT202_L]);
  const bool chlorine = chlorine_.step(read[AIT203], limits[AIT203_L], limits[AIT203_H]);
  set(P201, flowing && salt);
  set(P203, flowing && acid);
  set(P205, flowing && chlorine);
}

void Controller::enter(Filter state) {
  filter_ = state;
  filter_s_ = 0;
}

void Controller::ultrafiltration(const TagValues& read, const Limits& limits) {
  const bool wanted = product_.step(read[LIT401], limits[LIT401_L], limits[LIT401_H]) && read[LIT401] < limits[LIT401_HH] &&
                      !dry301_.step(read[LIT301], limits[LIT301_LL], limits[LIT301_LL] + 50);
  ++filter_s_;
  // Every step waits for the valves to report that they arrived: one that doesn't holds the whole stage.
  switch (filter_) {
    case Filter::idle:
      if (wanted) enter(Filter::opening);
      break;
    case Filter::opening:
      if (read[MV302] == 2) enter(Filter::filtering);
      break;
    case Filter::filtering:
      ++filtered_s_;
      if (filtered_s_ >= filter_run_s || (filter_s_ > 30 && read[DPIT301] >= limits[DPIT301_H]))
        enter(Filter::stopping), filtered_s_ = filter_run_s;
      else if (!wanted) enter(Filter::stopping);
      break;
    case Filter::stopping:  // pump first, valve behind it
      if (filter_s_ > 5 && read[MV302] == 1) enter(filtered_s_ >= filter_run_s ? Filter::wash_opening : Filter::idle);
      break;
    case Filter::wash_opening:
      if (read[MV301] == 2 && read[MV303] == 2) enter(Filter::washing);
      break;
    case Filter::washing:
      if (filter_s_ >= wash_s) enter(Filter::wash_closing);
      break;
    case Filter::wash_closing:
      if (filter_s_ > 5 && read[MV301] == 1 && read[MV303] == 1) enter(Filter::draining);
      break;
    case Filter::draining:
      if (filter_s_ >= drain_s && read[MV304] == 2) enter(Filter::drain_closing);
      break;
    case Filter::drain_closing:
      if (read[MV304] == 1) enter(Filter::idle), filtered_s_ = 0;
      break;
  }
  const auto in = [this](Filter state) { return filter_ == state; };
  set(MV302, in(Filter::opening) || in(Filter::filtering) || (in(Filter::stopping) && filter_s_ < 4));
  filter_pumps_.drive(in(Filter::filtering), read, commands_);
  const bool wash_valves = in(Filter::wash_opening) || in(Filter::washing) || (in(Filter::wash_closing) && filter_s_ < 4);
  set(MV301, wash_valves);
  set(MV303, wash_valves);
  set(P602, in(Filter::washing));
  set(MV304, in(Filter::draining));
}

void Controller::dechlorination(const TagValues& read, const Limits& limits) {
  const bool dry = dry401_.step(read[LIT401], limits[LIT401_LL], limits[LIT401_LL] + 150);
  feed_pumps_.drive(!dry, read, commands_);
  const bool flowing = read[FIT401] > limits[FIT401_L];
  flow_s_ = flowing ? flow_s_ + 1 : 0;
  no_flow_s_ = flowing ? 0 : no_flow_s_ + 1;
  if (flow_s_ > 5) lamp_ = true;
  if (no_flow_s_ > 10) lamp_ = false;
  set(UV401, lamp_);
  set(P403, flowing && bisulphite_.step(read[AIT402], limits[AIT402_H], limits[AIT402_L]));
}

void Controller::reverse_osmosis(const TagValues& read, const Limits& limits) {
  const bool safe = read[FIT401] > limits[FIT401_L] && read[UV401] == 2 && read[AIT402] < limits[AIT402_HH];
  ready_s_ = safe ? ready_s_ + 1 : 0;
  unsafe_s_ = safe ? 0 : unsafe_s_ + 1;
  if (unsafe_s_ > 15) booster_ = false;
  if (ready_s_ > 60) booster_ = true;
  boosters_.drive(booster_, read, commands_);
}

}  // namespace weir
