// The frames that led to each alarm, for commands that look into it afterwards.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "sinks/sink.h"

namespace weir {

/// Keeps for every alarm the frames from 300 steps before its onset to its end, at most 1500 of them. An alarm whose beginning is
/// longer ago than that is kept without frames.
class FrameKeeper final : public Sink {
 public:
  explicit FrameKeeper(const Catalogue& catalogue) : recent_(catalogue) {}
  Status write(std::span<const StepRecord> steps) override;
  Status flush() override { return {}; }
  /// By alarm id; empty where nothing was kept.
  const FrameTable* frames_of(std::uint64_t alarm_id) const;

 private:
  void keep(const Alarm& alarm);
  void shorten();

  FrameTable recent_;
  std::map<std::uint64_t, FrameTable> kept_;
};

}  // namespace weir
