// A scored recording beside its truth: what the metrics need, and nothing else of it.
#pragma once

#include <cstdint>
#include <vector>

#include "sinks/sink.h"

namespace weir {

struct Judged {
  double step_s = 1;
  std::vector<Timestamp> at;         // [rows]
  std::vector<double> scores;        // [rows] -log10 p
  std::vector<std::uint8_t> alarms;  // [rows] in alarm after this step: an alarm counts from where it opened
  std::vector<std::uint8_t> labels;  // [rows]; empty where the recording has no truth
  std::vector<Alarm> episodes;       // each as it was at its end
  std::vector<Alarm> openings;       // each as it was when it opened: what a person read first
};

/// Collects while a replay runs. 26 bytes a row.
class JudgingSink final : public Sink {
 public:
  explicit JudgingSink(double step_s) { judged_.step_s = step_s; }
  Status write(std::span<const StepRecord> steps) override;
  Status flush() override { return {}; }
  const Judged& judged() const { return judged_; }
  Judged take() { return std::move(judged_); }

 private:
  Judged judged_;
};

}  // namespace weir
