// One frame through detector and decider: the one place where the two meet, live and in every judgement of a model.
#pragma once

#include "decisions/decider.h"
#include "detectors/detector.h"

namespace weir {

/// For those who don't want to know.
class NoNotices final : public Outlet<Notice> {
 public:
  bool push(std::span<const Notice>) override { return true; }
};

/// Scores the frame and decides on it. A normal step lets the detector adapt; a closed alarm lets its averages begin anew.
inline ScoreView decided_step(Detector& detector, Decider& decider, const FrameView& frame, Outlet<Alarm>& alarms,
                              Outlet<Notice>& notices) {
  const bool was_in_alarm = decider.in_alarm();
  const auto score = detector.score(frame);
  if (decider.decide(frame, score, alarms) == Learning::allow) detector.adapt(frame.step_at, notices);
  if (was_in_alarm && !decider.in_alarm()) detector.episode_over();
  return score;
}

}  // namespace weir
