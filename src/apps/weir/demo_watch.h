// The attacked day of `weir demo`: each alarm as it comes beside what is really going on, and the table at the end.
#pragma once

#include <vector>

#include "explain/alarm_card.h"
#include "sinks/sink.h"
#include "terminal.h"
#include "truth.h"

namespace weir {

class DemoWatch final : public Sink {
 public:
  DemoWatch(const Catalogue& catalogue, const Truth& truth, ProgressBar& bar);
  Status write(std::span<const StepRecord> steps) override;
  Status flush() override { return {}; }

  /// One line an attack, then false alarms against the budget.
  std::string table(double budget_per_day, double days) const;

 private:
  void show(const Alarm& alarm);
  std::string attack_line(const TrueEvent& event) const;

  const Catalogue& catalogue_;
  const Truth& truth_;
  ProgressBar& bar_;
  AlarmCard card_;
  std::vector<Alarm> opened_;    // as each was when it opened: what a person reads first
  std::vector<Timestamp> ends_;  // of each, by its place in opened_
};

}  // namespace weir
