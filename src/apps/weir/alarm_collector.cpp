#include "alarm_collector.h"

namespace weir {

Status AlarmCollector::write(std::span<const StepRecord> steps) {
  for (const auto& step : steps) {
    for (const auto& alarm : step.alarms) {
      if (alarm.phase == AlarmPhase::opened) alarms_.push_back({alarm, alarm.at});
      else if (!alarms_.empty() && alarms_.back().alarm.id == alarm.id) alarms_.back().alarm = alarm;
    }
    if (!step.label) continue;
    saw_labels_ = true;
    if (labels_) labels_->add_label(step.frame.step_at, *step.label, step_);
  }
  return {};
}

}  // namespace weir
