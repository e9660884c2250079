// The six PLCs: level bands, dosing bands, backwash sequence, interlocks, duty and standby pumps. They know what they read
// and nothing else; deceive them and they do the wrong thing rightly.
#pragma once

#include "plant/process.h"
#include "plant/setpoints.h"
#include "plant/tags.h"

namespace weir {

class Controller {
 public:
  Controller();
  /// One scan a second: reads in, commands out.
  void scan(const TagValues& read, const Limits& limits);
  const Commands& commands() const { return commands_; }

 private:
  /// On below `low`, off above `high` (or the reverse when low > high).
  struct Band {
    bool on = false;
    bool step(double value, double on_at, double off_at);
  };
  /// Starts the standby when the duty pump was asked to run and doesn't for 20 s; back to duty at the next start.
  struct DutyPair {
    Tag duty, standby;
    int refused_s = 0;
    bool on_standby = false;
    void drive(bool run, const TagValues& read, Commands& commands);
  };
  enum class Filter { idle, opening, filtering, stopping, wash_opening, washing, wash_closing, draining, drain_closing };

  void raw_water(const TagValues& read, const Limits& limits);
  void dosing(const TagValues& read, const Limits& limits);
  void ultrafiltration(const TagValues& read, const Limits& limits);
  void dechlorination(const TagValues& read, const Limits& limits);
  void reverse_osmosis(const TagValues& read, const Limits& limits);
  void set(Tag tag, bool on) { commands_[tag] = on ? 2 : 1; }
  void enter(Filter state);

  Commands commands_{};
  Band inlet_, transfer_, dry101_, salt_, acid_, chlorine_, product_, dry301_, dry401_, bisulphite_;
  DutyPair raw_pumps_{P101, P102}, filter_pumps_{P302, P301}, feed_pumps_{P402, P401}, boosters_{P501, P502};
  int transfer_off_s_ = 0;
  Filter filter_ = Filter::idle;
  int filter_s_ = 0;                // in this state
  int filtered_s_ = 0;              // since the last backwash
  int flow_s_ = 0, no_flow_s_ = 0;  // of FIT401, for the lamp
  int ready_s_ = 0, unsafe_s_ = 0;  // for the booster
  bool lamp_ = true, booster_ = true;
};

}  // namespace weir
