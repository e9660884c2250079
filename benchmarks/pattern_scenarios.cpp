#include "pattern_scenarios.h"

#include <fmt/core.h>

#include "base/random.h"

namespace weir::bench {
namespace {

/// `what` with {} where the size stands; sizes are drawn between low and high.
struct Kind {
  const char* family;
  const char* what;
  double low, high;
  int minutes_low = 15, minutes_high = 30;
  const char* more = "";  // further options of the line
};

constexpr Kind kinds[] = {
    {"bias", "bias:AIT202:{}", -0.5, -0.2},
    {"bias", "bias:LIT301:{}", 60, 160},
    {"bias", "bias:LIT101:{}", -150, -60},
    {"bias", "bias:LIT401:{}", 50, 140},
    {"bias", "bias:AIT402:{}", 15, 40},
    {"bias", "bias:DPIT301:{}", 4, 10},
    {"bias", "bias:PIT501:{}", -40, -15},
    {"bias", "bias:FIT401:{}", -0.4, -0.1},
    {"bias", "bias:AIT201:{}", 12, 40},
    {"ramp", "ramp:LIT301:{}", 0.06, 0.2},
    {"ramp", "ramp:LIT101:{}", -0.2, -0.06},
    {"ramp", "ramp:DPIT301:{}", 0.006, 0.02},
    {"ramp", "ramp:AIT202:{}", -0.0006, -0.0002},
    {"ramp", "ramp:PIT501:{}", 0.015, 0.05},
    {"ramp", "ramp:AIT402:{}", 0.012, 0.05},
    {"ramp", "ramp:LIT401:{}", 0.06, 0.2},
    {"freeze", "freeze:LIT401", 0, 0, 20, 35},
    {"freeze", "freeze:LIT301", 0, 0, 20, 35},
    {"freeze", "freeze:LIT101", 0, 0, 20, 35},
    {"freeze", "freeze:DPIT301", 0, 0, 20, 35},
    {"freeze", "freeze:FIT201", 0, 0, 20, 35},
    {"freeze", "freeze:AIT203", 0, 0, 20, 35},
    {"replay", "replay:LIT101", 0, 0, 20, 35, ":back=50min"},
    {"replay", "replay:LIT301", 0, 0, 20, 35, ":back=40min"},
    {"replay", "replay:LIT401", 0, 0, 20, 35, ":back=60min"},
    {"replay", "replay:DPIT301", 0, 0, 20, 35, ":back=37min"},
    {"replay", "replay:FIT201", 0, 0, 20, 35, ":back=55min"},
    {"replay", "replay:AIT202", 0, 0, 20, 35, ":back=45min"},
    {"force", "force:MV304:2", 0, 0},
    {"force", "force:P101:2", 0, 0},
    {"force", "force:MV101:1", 0, 0},
    {"force", "force:MV101:2", 0, 0},
    {"force", "force:P302:1", 0, 0},
    {"force", "force:P403:2", 0, 0},
    {"force", "force:P203:2", 0, 0},
    {"force", "force:P501:1", 0, 0},
    {"force", "force:MV302:1", 0, 0},
    {"setpoint", "setpoint:AIT402.H:{}", 180, 220},
    {"setpoint", "setpoint:LIT101.H:{}", 860, 1000, 30, 45},
    {"setpoint", "setpoint:LIT301.L:{}", 600, 720, 30, 45},
    {"setpoint", "setpoint:LIT401.H:{}", 1060, 1150, 30, 45},
    {"setpoint", "setpoint:AIT202.H:{}", 8.8, 9.2, 30, 45},
    {"setpoint", "setpoint:AIT203.L:{}", 250, 290, 30, 45},
    {"setpoint", "setpoint:LIT301.H:{}", 1060, 1150, 30, 45},
    {"staged", "staged:LIT301={}+MV201=2", 700, 850, 20, 30, ":back=40min:lag=1min"},
    {"staged", "staged:LIT101={}+MV101=2", 550, 700, 20, 30, ":back=40min:lag=1min"},
    {"staged", "staged:LIT401={}+MV302=2", 750, 850, 20, 30, ":back=40min:lag=1min"},
    {"staged", "staged:LIT301={}+P101=1", 900, 980, 20, 30, ":back=50min:lag=2min"},
    {"scale", "scale:FIT101:{}", 1.15, 1.5, 35, 60},
    {"scale", "scale:FIT201:{}", 0.5, 0.85, 35, 60},
    {"scale", "scale:FIT301:{}", 1.15, 1.5, 35, 60},
    {"scale", "scale:DPIT301:{}", 1.2, 1.6, 35, 60},
    {"scale", "scale:DPIT301:{}", 0.4, 0.75, 35, 60},
    {"noise", "noise:LIT301:{}", 8, 25},
    {"noise", "noise:AIT202:{}", 0.05, 0.2},
    {"noise", "noise:PIT501:{}", 4, 12},
    {"noise", "noise:FIT401:{}", 0.03, 0.1},
    {"noise", "noise:AIT402:{}", 5, 15},
    {"deny", "deny:LIT301", 0, 0},
    {"deny", "deny:FIT201", 0, 0},
    {"deny", "deny:AIT402", 0, 0},
    {"deny", "deny:PIT501", 0, 0},
    {"deny", "deny:DPIT301", 0, 0},
    {"delay", "delay:LIT301", 0, 0, 30, 45, ":back=5min"},
    {"delay", "delay:LIT101", 0, 0, 30, 45, ":back=8min"},
    {"delay", "delay:FIT201", 0, 0, 30, 45, ":back=6min"},
    {"delay", "delay:DPIT301", 0, 0, 30, 45, ":back=4min"},
    {"delay", "delay:FIT301", 0, 0, 30, 45, ":back=3min"},
    {"chatter", "chatter:MV101:{}", 30, 90},
    {"chatter", "chatter:P101:{}", 30, 90},
    {"chatter", "chatter:P403:{}", 40, 120},
    {"chatter", "chatter:MV304:{}", 30, 90},
    {"chatter", "chatter:P203:{}", 40, 120},
    {"coordinated", "bias:LIT101=-90+LIT301=90+LIT401=80", 0, 0},
    {"coordinated", "bias:AIT202=-0.3+AIT402=25", 0, 0},
    {"coordinated", "bias:PIT501=-25+LIT101=-100", 0, 0},
    {"coordinated", "bias:DPIT301=8+FIT401=-0.2+AIT201=20", 0, 0},
    {"coordinated", "replay:LIT101+LIT301", 0, 0, 20, 35, ":back=45min"},
    {"drift", "drift:LIT301:{}", 30, 90, 100, 150},
    {"drift", "drift:AIT202:{}", -0.25, -0.08, 100, 150},
    {"drift", "drift:PIT501:{}", 6, 20, 100, 150},
    {"drift", "drift:FIT401:{}", 0.03, 0.1, 100, 150},
    {"drift", "drift:AIT402:{}", 6, 20, 100, 150},
    {"stuck", "stuck_sensor:LIT401", 0, 0, 40, 90},
    {"stuck", "stuck_sensor:AIT203", 0, 0, 40, 90},
    {"stuck", "stuck_sensor:FIT201", 0, 0, 40, 90},
    {"stuck", "stuck_sensor:DPIT301", 0, 0, 40, 90},
    {"intermittent", "intermittent:LIT301:{}", 0.1, 0.4, 20, 45},
    {"intermittent", "intermittent:AIT402:{}", 0.1, 0.4, 20, 45},
    {"intermittent", "intermittent:FIT201:{}", 0.1, 0.4, 20, 45},
    {"intermittent", "intermittent:PIT501:{}", 0.1, 0.4, 20, 45},
    {"leak", "leak:LIT101:{}", 0.3, 1, 60, 110},
    {"leak", "leak:LIT301:{}", 0.3, 1, 60, 110},
    {"leak", "leak:LIT401:{}", 0.3, 1, 60, 110},
    {"stiction", "stiction:MV302:{}", 0.8, 0.95, 80, 130},
    {"stiction", "stiction:MV201:{}", 0.8, 0.95, 80, 130},
    {"stiction", "stiction:MV301:{}", 0.8, 0.95, 80, 130},
    {"stiction", "stiction:MV304:{}", 0.8, 0.95, 80, 130},
    {"fouling", "fouling:DPIT301:{}", 6, 20, 90, 150},
};

constexpr std::size_t slots = 5;
constexpr int first_minute = 150, minutes_apart = 240;

/// Families in the order of the table, each once.
std::vector<std::string> families() {
  std::vector<std::string> names;
  for (const auto& kind : kinds) {
    if (names.empty() || names.back() != kind.family) names.emplace_back(kind.family);
  }
  return names;
}

}  // namespace

std::vector<Scenario> scenario_day(std::uint64_t seed, std::size_t day) {
  Random random(seed * 1'000'003 + day);
  const auto names = families();
  std::vector<Scenario> scenarios;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const auto& family = names[(day * slots + slot) % names.size()];
    std::vector<const Kind*> choices;
    for (const auto& kind : kinds) {
      if (family == kind.family) choices.push_back(&kind);
    }
    const auto& kind = *choices[random.index(choices.size())];
    const double size = kind.low + (kind.high - kind.low) * random.uniform();
    const int minutes =
        kind.minutes_low + static_cast<int>(random.index(static_cast<std::size_t>(kind.minutes_high - kind.minutes_low + 1)));
    const int at = first_minute + minutes_apart * static_cast<int>(slot) + static_cast<int>(random.index(30));
    const auto what = fmt::format(fmt::runtime(kind.what), fmt::format("{:.5g}", size));
    scenarios.push_back({family, fmt::format("{}:at={}min:for={}min{}", what, at, minutes, kind.more), std::chrono::minutes(at),
                         std::chrono::minutes(minutes)});
  }
  return scenarios;
}

}  // namespace weir::bench
