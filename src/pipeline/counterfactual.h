// "Had this sensor read as expected, there would have been no alarm": found by running the detector again, not by arithmetic.
#pragma once

#include "decisions/decider.h"
#include "detectors/detector.h"

namespace weir {

struct CounterfactualStages {
  Detector& detector;  // of the same model that raised the alarm; both are reset, so they must not be the running ones
  Decider& decider;
};

/// `window` holds the frames that led to the alarm, the first as many as the averages need to settle (300 or more), the last at the
/// alarm's end. Runs it as it was: if that doesn't raise the alarm again, nothing is claimed. Then with the leading origin, and if
/// that isn't enough with all origins (at most three), reading what was expected of them from their onsets on. What is expected
/// follows from what was read before, so the run is repeated with its own expectations. Takes at most nine runs of the window.
Counterfactual find_counterfactual(const CounterfactualStages& stages, const FrameTable& window, const Alarm& alarm);

}  // namespace weir
