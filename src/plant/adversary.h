// Lets planned attacks act at their time, at the four places of the loop where one can: the recording, the limits, the
// commands and the readings.
#pragma once

#include <cstdint>
#include <vector>

#include "plant/attack.h"
#include "plant/process.h"
#include "plant/setpoints.h"

namespace weir {

/// Times are whole seconds since the plant's start.
class Adversary {
 public:
  Status add(const Attack& attack, std::int64_t now_s);
  std::span<const Attack> attacks() const { return attacks_; }
  const Attack* active(std::int64_t now_s) const;

  void alter(Limits& limits, std::int64_t now_s) const;
  void override_commands(Commands& commands, std::int64_t now_s) const;
  /// `controller` and `historian` come in as measured and leave as deceived.
  void spoof(const TagValues& measured, TagValues& controller, TagValues& historian, std::int64_t now_s);

 private:
  struct Plan {
    AttackFamily family{};
    AttackView view{};
    std::int64_t first_s = 0, last_s = 0, back_s = 0, lag_s = 0;  // acts in [first_s, last_s)
    std::vector<AttackPoint> points;
    std::optional<Limit> limit;
    std::vector<std::vector<double>> recorded;  // per point
    bool acts(std::int64_t now_s) const { return now_s >= first_s && now_s < last_s; }
  };
  std::vector<Attack> attacks_;
  std::vector<Plan> plans_;
};

}  // namespace weir
