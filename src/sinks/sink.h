// A sink takes what we concluded and brings it to people or programs.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "base/error.h"
#include "config/config_table.h"
#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "telemetry/frame.h"
#include "telemetry/notice.h"
#include "telemetry/score.h"

namespace weir {

/// One step of the pipeline as a sink sees it. Views are valid during write() only.
struct StepRecord {
  FrameView frame;
  bool has_frame = true;  // false: no step, only alarms that the end of the data has closed
  ScoreView score;
  double p_value = 1;  // of score.total, as calibrated on normal data
  bool in_alarm = false;
  std::span<const Alarm> alarms;    // phases that began at this step: usually none
  std::span<const Notice> notices;  // of this step: usually none
  std::optional<bool> label;        // what a recording with truth says of this step
};

/// Owned by one thread. A failed write is the sink's to retry or report; it never reaches back into detection.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status write(std::span<const StepRecord> steps) = 0;
  /// Called once at the end and whenever everything so far must be safe.
  virtual Status flush() = 0;
};

struct SinkFactory {
  const char* name;
  const char* summary;
  const char* sample;
  Result<std::unique_ptr<Sink>> (*make)(ConfigTable config, const Catalogue& catalogue);
};

}  // namespace weir
