// A decider turns scores into alarms: it holds the threshold, the hysteresis and the episodes. It doesn't score.
#pragma once

#include <memory>

#include "base/error.h"
#include "base/outlet.h"
#include "config/config_table.h"
#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "telemetry/frame.h"
#include "telemetry/score.h"
#include "topology/graph.h"

namespace weir {

/// Whether a detector that learns while running may learn from the frame just decided on.
enum class Learning { allow, hold };

/// Called by the pipeline thread once a step. Allocates nothing, reads no clock, can't fail.
class Decider {
 public:
  virtual ~Decider() = default;
  virtual Learning decide(const FrameView& frame, const ScoreView& score, Outlet<Alarm>& alarms) noexcept = 0;
  /// Ends an open episode (end of data, gap): closes it at its last strange step.
  virtual void finish(Outlet<Alarm>& alarms) noexcept = 0;
  virtual bool in_alarm() const noexcept = 0;
  virtual void reset() noexcept = 0;
};

}  // namespace weir
