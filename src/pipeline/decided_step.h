// One frame through detector and decider: the one place where the two meet, live and in every judgement of a model.
#pragma once

#include "decisions/decider.h"
#include "detectors/detector.h"

namespace weir {

/// Scores the frame and decides on it; when that closes an alarm, the detector's averages begin anew.
inline ScoreView decided_step(Detector& detector, Decider& decider, const FrameView& frame, Outlet<Alarm>& alarms) {
  const bool was_in_alarm = decider.in_alarm();
  const auto score = detector.score(frame);
  decider.decide(frame, score, alarms);
  if (was_in_alarm && !decider.in_alarm()) detector.episode_over();
  return score;
}

}  // namespace weir
