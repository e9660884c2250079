#include "frame_keeper.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t run_in_rows = 300, rows_max = 1500;

}  // namespace

Status FrameKeeper::write(std::span<const StepRecord> steps) {
  for (const auto& step : steps) {
    // A gap closes alarms at the frame behind it: they are of the frames before.
    for (const auto& alarm : step.alarms) {
      if (alarm.phase == AlarmPhase::closed) keep(alarm);
    }
    if (!step.has_frame) continue;
    if (step.frame.after_gap) recent_ = FrameTable(recent_.catalogue());
    recent_.append(step.frame);
    if (recent_.rows() >= 2 * rows_max) shorten();
  }
  return {};
}

const FrameTable* FrameKeeper::frames_of(std::uint64_t alarm_id) const {
  const auto found = kept_.find(alarm_id);
  return found == kept_.end() ? nullptr : &found->second;
}

void FrameKeeper::keep(const Alarm& alarm) {
  std::size_t onset = 0;
  while (onset < recent_.rows() && recent_.step_at(onset) < alarm.onset) ++onset;
  if (onset == 0 || onset == recent_.rows()) return;
  const std::size_t first = onset > run_in_rows ? onset - run_in_rows : 0;
  FrameTable frames(recent_.catalogue());
  for (std::size_t row = first; row < recent_.rows() && recent_.step_at(row) <= alarm.last; ++row) frames.append(recent_.frame(row));
  kept_.insert_or_assign(alarm.id, std::move(frames));
}

void FrameKeeper::shorten() {
  FrameTable rest(recent_.catalogue());
  for (std::size_t row = recent_.rows() - rows_max; row < recent_.rows(); ++row) rest.append(recent_.frame(row));
  recent_ = std::move(rest);
}

}  // namespace weir
