#include "evaluation/judged.h"

namespace weir {

Status JudgingSink::write(std::span<const StepRecord> steps) {
  for (const auto& step : steps) {
    for (const auto& alarm : step.alarms) {
      if (alarm.phase == AlarmPhase::opened) judged_.openings.push_back(alarm);
      if (alarm.phase == AlarmPhase::closed) judged_.episodes.push_back(alarm);
    }
    if (!step.has_frame) continue;
    judged_.at.push_back(step.frame.step_at);
    judged_.scores.push_back(step.score.total);
    judged_.alarms.push_back(step.in_alarm);
    if (step.label) {
      judged_.labels.resize(judged_.at.size(), 0);
      judged_.labels.back() = *step.label;
    }
  }
  return {};
}

}  // namespace weir
