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
    say(stdout, fmt::format("    {}\n", card_.sentence(alarm)));
    if (const auto looks = card_.pattern(alarm); !looks.empty()) say(stdout, fmt::format("    {}\n", looks));
    say(stdout, fmt::format("    {} {}\n", painted(stdout, Ink::bold, "really:"), painted(stdout, ink, real.text)));
    opened_.push_back(alarm);
    ends_.push_back(Timestamp::max());
  }
  if (alarm.phase == AlarmPhase::closed && !opened_.empty() && opened_.back().id == alarm.id) ends_.back() = alarm.last;
  std::fflush(stdout);
}

std::string DemoWatch::attack_line(const TrueEvent& event) const {
  const auto first = [&](Verity verity) -> const Alarm* {
    for (std::size_t k = 0; k < opened_.size(); ++k) {
      const auto real = truth_.of(opened_[k].at, ends_[k]);
      if (real.event == &event && real.verity == verity) return &opened_[k];
    }
    return nullptr;
  };
  const auto row = [&](const std::string& found, const Alarm* alarm, const char* right) {
    return fmt::format("  {}-{}  {:<22}{:<32}{:<8}{}\n", clock(event.first), clock(event.end), found,
                       alarm ? first_sensors(*alarm, catalogue_) : "", right, event.name);
  };
  const auto judged = [&](const Alarm& alarm) { return names_right_sensor(alarm, event, catalogue_) ? "yes" : "no"; };
  const auto since = [&](const Alarm& alarm) { return format_duration(std::max(Duration::zero(), alarm.at - event.first)); };
  if (const auto* alarm = first(Verity::right)) return row("after " + since(*alarm), alarm, judged(*alarm));
  if (const auto* alarm = first(Verity::already_on)) return row("an alarm was on", alarm, "-");
  if (const auto* alarm = first(Verity::after)) return row("late, after " + since(*alarm), alarm, judged(*alarm));
  return row("missed", nullptr, "");
}

std::string DemoWatch::table(double budget_per_day, double days) const {
  auto text = painted(stdout, Ink::bold,
                      fmt::format("  {:<11}  {:<22}{:<32}{:<8}{}", "attack", "found", "first sensors named", "right?", "what it did"));
  text += '\n';
  for (const auto& event : truth_.events()) text += attack_line(event);
  std::size_t wrong = 0, after = 0;
  for (std::size_t k = 0; k < opened_.size(); ++k) {
    const auto verity = truth_.of(opened_[k].at, ends_[k]).verity;
    wrong += verity == Verity::wrong || verity == Verity::already_on;
    after += verity == Verity::after;
  }
  return text + fmt::format("\n  {} in {}: {} false (budget {:.3g}), {} while the plant recovered from an attack (up to {} after it)\n",
                            counted(opened_.size(), "alarm"), format_duration(from_seconds(days * 86400)), wrong, budget_per_day * days,
                            after, format_duration(truth_.aftermath()));
}

}  // namespace weir
