#pragma once

#include "decisions/calibrated/alarm_policy.h"
#include "decisions/decider.h"

namespace weir {

/// One alarm per episode. It opens when the score above its baseline reaches the threshold; its onset is where the score
/// last rose through half the threshold; it closes after quiet_steps below half. Sensors are blamed by their squared
/// strangeness, summed from the onset on.
Result<std::unique_ptr<Decider>> make_calibrated_decider(const AlarmPolicy& policy, const Catalogue& catalogue, const Graph& topology);

}  // namespace weir
