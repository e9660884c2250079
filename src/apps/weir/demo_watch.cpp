#include "demo_watch.h"

#include <algorithm>

namespace weir {
namespace {

std::string clock(Timestamp at) { return format_time(at).substr(11, 5); }

}  // namespace

DemoWatch::DemoWatch(const Catalogue& catalogue, const Truth& truth, ProgressBar& bar)
    : catalogue_(catalogue), truth_(truth), bar_(bar), card_(catalogue, {.colour = colour_welcome(stdout)}) {}

Status DemoWatch::write(std::span<const StepRecord> steps) {
  for (const auto& step : steps) {
    for (const auto& alarm : step.alarms) {
      if (alarm.phase == AlarmPhase::updated) continue;
      bar_.clear();
      show(alarm);
    }
  }
  return {};
}

void DemoWatch::show(const Alarm& alarm) {
  say(stdout, card_.line(alarm) + "\n");
  if (alarm.phase == AlarmPhase::opened) {
    const auto real = truth_.of(alarm.at, alarm.at);
    const auto ink = real.verity == Verity::right ? Ink::green : real.verity == Verity::after ? Ink::yellow : Ink::red;
    say(stdout, fmt::format("    {}\n    {} {}\n", card_.sentence(alarm), painted(stdout, Ink::bold, "really:"), painted(stdout, ink, real.text)));
    opened_.push_back(alarm);
    ends_.push_back(Timestamp::max());
  }
  if (alarm.phase == AlarmPhase::closed && !opened_.empty() && opened_.back().id == alarm.id) ends_.back() = alarm.last;
  std::fflush(stdout);
}

std::string DemoWatch::attack_line(const TrueEvent& event) const {
  auto text = fmt::format("  {}-{}  ", clock(event.first), clock(event.end));
  const auto during = std::ranges::find_if(opened_, [&](const Alarm& a) { return a.at >= event.first && a.at < event.end; });
  if (during != opened_.end()) {
    const bool right = names_right_sensor(*during, event, catalogue_);
    return text + fmt::format("{:<22}{:<32}{:<8}{}\n", "after " + format_duration(during->at - event.first), first_sensors(*during, catalogue_),
                              right ? "yes" : "no", event.name);
  }
  for (std::size_t k = 0; k < opened_.size(); ++k) {
    if (opened_[k].at < event.first && ends_[k] >= event.first) {
      return text + fmt::format("{:<22}{:<32}{:<8}{}\n", "an alarm was on", first_sensors(opened_[k], catalogue_), "-", event.name);
    }
  }
  const auto late = std::ranges::find_if(opened_, [&](const Alarm& a) { return a.at >= event.end && a.at - event.end < truth_.aftermath(); });
  if (late != opened_.end()) {
    return text + fmt::format("{:<22}{:<32}{:<8}{}\n", "late, after " + format_duration(late->at - event.first), first_sensors(*late, catalogue_),
                              names_right_sensor(*late, event, catalogue_) ? "yes" : "no", event.name);
  }
  return text + fmt::format("{:<22}{:<32}{:<8}{}\n", painted(stdout, Ink::red, "missed"), "", "", event.name);
}

std::string DemoWatch::table(double budget_per_day, double days) const {
  auto text = painted(stdout, Ink::bold, fmt::format("  {:<11}  {:<22}{:<32}{:<8}{}", "attack", "found", "first sensors named", "right?", "what it did"));
  text += '\n';
  for (const auto& event : truth_.events()) text += attack_line(event);
  std::size_t wrong = 0, after = 0;
  for (std::size_t k = 0; k < opened_.size(); ++k) {
    const auto verity = truth_.of(opened_[k].at, ends_[k]).verity;
    wrong += verity == Verity::wrong || verity == Verity::already_on;
    after += verity == Verity::after;
  }
  return text + fmt::format("\n  {} in {}: {} false (budget {:.3g}), {} while the plant recovered from an attack (up to {} after it)\n",
                            counted(opened_.size(), "alarm"), format_duration(from_seconds(days * 86400)), wrong, budget_per_day * days, after,
                            format_duration(truth_.aftermath()));
}

}  // namespace weir
