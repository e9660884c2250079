// The alarms of a run with what the data say of each, for commands that tell them afterwards.
#pragma once

#include <vector>

#include "sinks/sink.h"
#include "truth.h"

namespace weir {

struct ToldAlarm {
  Alarm alarm;  // as it was at its end
  Timestamp opened_at{};
};

class AlarmCollector final : public Sink {
 public:
  /// `labels`: where the data are labelled, their anomalous stretches become events of it. Must outlive the sink.
  AlarmCollector(Truth* labels, Duration step) : labels_(labels), step_(step) {}
  Status write(std::span<const StepRecord> steps) override;
  Status flush() override { return {}; }
  const std::vector<ToldAlarm>& alarms() const { return alarms_; }
  bool saw_labels() const { return saw_labels_; }

 private:
  Truth* labels_;
  Duration step_;
  bool saw_labels_ = false;
  std::vector<ToldAlarm> alarms_;
};

}  // namespace weir
