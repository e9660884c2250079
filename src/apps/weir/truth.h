// What was really going on while an alarm was raised, where the data or a file of targets say so.
#pragma once

#include <string>
#include <vector>

#include "attacks/attack.h"
#include "evaluation/targets.h"
#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"

namespace weir {

struct TrueEvent {
  Timestamp first{}, end{};          // half-open
  std::string name;                  // may be empty
  std::vector<std::string> sensors;  // that it touched; empty: unknown
};

enum class Verity {
  right,       // raised during an event
  after,       // raised while the plant was still recovering from one
  already_on,  // an event began while it was on
  wrong,       // none of these
};

struct AlarmTruth {
  Verity verity = Verity::wrong;
  const TrueEvent* event = nullptr;
  std::string text;  // one clause: "'LIT101 replayed' since 2 min", "no event: false alarm"
};

class Truth {
 public:
  /// `aftermath`: how long after an event an alarm still counts as its consequence. `step`: what is stamped t may have been
  /// seen up to t + step.
  explicit Truth(Duration aftermath, Duration step = {}) : aftermath_(aftermath), step_(step) {}
  void add(TrueEvent event) { events_.push_back(std::move(event)); }
  void add(const std::vector<Target>& targets);
  void add(const std::vector<Attack>& attacks, Timestamp plant_start, const LoopLayout& layout);
  /// Rows in time order, each with its label: a run of anomalous ones is an event.
  void add_label(Timestamp at, bool anomalous, Duration step);

  const std::vector<TrueEvent>& events() const { return events_; }
  AlarmTruth of(Timestamp opened, Timestamp last) const;
  Duration aftermath() const { return aftermath_; }

 private:
  std::vector<TrueEvent> events_;
  Duration aftermath_, step_;
  bool in_run_ = false;
};

/// Whether one of the first three sensors named is one that the event touched.
bool names_right_sensor(const Alarm& alarm, const TrueEvent& event, const Catalogue& catalogue);
/// "LIT101, P102, FIT201": the first three sensors of an alarm.
std::string first_sensors(const Alarm& alarm, const Catalogue& catalogue);

}  // namespace weir
