#include <cmath>
#include <limits>

#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "telemetry/frame.h"
#include "telemetry/notice.h"

namespace weir {

const char* name_of(Quality quality) {
  switch (quality) {
    case Quality::good: return "good";
    case Quality::uncertain: return "uncertain";
    case Quality::stale: return "stale";
    case Quality::bad: return "bad";
    case Quality::missing: return "missing";
  }
  return "?";
}

const char* name_of(AlarmPhase phase) {
  switch (phase) {
    case AlarmPhase::opened: return "opened";
    case AlarmPhase::updated: return "updated";
    case AlarmPhase::closed: return "closed";
  }
  return "?";
}

const char* name_of(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::adapted: return "adapted";
    case Notice::Kind::plant_changed: return "plant_changed";
    case Notice::Kind::plant_settled: return "plant_settled";
  }
  return "?";
}

const char* name_of(CulpritRole role) {
  switch (role) {
    case CulpritRole::unknown: return "unknown";
    case CulpritRole::origin: return "origin";
    case CulpritRole::symptom: return "symptom";
  }
  return "?";
}

const char* name_of(PatternKind kind) {
  switch (kind) {
    case PatternKind::unclear: return "unclear";
    case PatternKind::attack: return "attack";
    case PatternKind::fault: return "fault";
    case PatternKind::change: return "change";
  }
  return "?";
}

void FrameTable::append(const FrameView& frame) {
  values_.insert(values_.end(), frame.values.begin(), frame.values.end());
  quality_.insert(quality_.end(), frame.quality.begin(), frame.quality.end());
  step_at_.push_back(frame.step_at);
  after_gap_.push_back(frame.after_gap ? 1 : 0);
}

void FrameTable::reserve(std::size_t frames) {
  values_.reserve(frames * sensors());
  quality_.reserve(frames * sensors());
  step_at_.reserve(frames);
  after_gap_.reserve(frames);
}

FrameView FrameTable::frame(std::size_t row) const { return {step_at_[row], values(row), quality(row), {}, after_gap(row)}; }

}  // namespace weir
