#include <gtest/gtest.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

TEST(AttackText, ReadsEveryFamily) {
  const auto ramp = parse_attack(" ramp:LIT301:+1.0:at=6h:for=20min:view=controller ", water_layout());
  ASSERT_TRUE(ramp) << ramp.error().message;
  EXPECT_EQ(ramp->name, "ramp on LIT301");
  EXPECT_EQ(ramp->family, AttackFamily::ramp);
  EXPECT_EQ(ramp->start, std::chrono::hours(6));
  EXPECT_EQ(ramp->duration, std::chrono::minutes(20));
  EXPECT_EQ(ramp->points, (std::vector<AttackPoint>{{LIT301, 1.0}}));
  EXPECT_EQ(ramp->view, AttackView::controller);

  const auto two = parse_attack("bias:LIT101=30+LIT301=-20:at=1h30min:for=90s:name=two at once", water_layout());
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->points, (std::vector<AttackPoint>{{LIT101, 30}, {LIT301, -20}}));
  EXPECT_EQ(two->start, std::chrono::minutes(90));
  EXPECT_EQ(two->name, "two at once");

  const auto replay = parse_attack("replay:LIT101:at=12h:for=25min", water_layout());
  ASSERT_TRUE(replay) << replay.error().message;
  EXPECT_EQ(replay->back, std::chrono::minutes(25)) << "defaults to the duration";

  const auto limit = parse_attack("setpoint:LIT301.H:1100:at=6h:for=20min", water_layout());
  ASSERT_TRUE(limit) << limit.error().message;
  EXPECT_EQ(targets_of(*limit, water_layout()), (std::vector<SensorIndex>{LIT301, P101, MV201}));

  const auto staged = parse_attack("staged:LIT301=700+MV201=2:at=21h:for=25min:lag=1min", water_layout());
  ASSERT_TRUE(staged) << staged.error().message;
  EXPECT_EQ(staged->back, std::chrono::minutes(40));
  EXPECT_EQ(staged->lag, std::chrono::minutes(1));
  EXPECT_EQ(targets_of(*staged, water_layout()), (std::vector<SensorIndex>{LIT301, MV201}));
}

TEST(AttackText, RoundTrips) {
  for (const char* line : {"bias:AIT202:-0.25:at=3h:for=20min",
                           "ramp:LIT301:0.1:at=6h:for=20min:view=historian",
                           "freeze:LIT401:at=9h:for=1s",
                           "replay:LIT101+FIT101:at=1d2h3min4s:for=25min:back=50min",
                           "force:MV101:1:at=15h:for=30min",
                           "force:P101=1+P102=1:at=15h:for=30min",
                           "setpoint:AIT203.H:390.125:at=18h:for=30min",
                           "staged:LIT301=700+MV201=2:at=21h:for=25min:back=40min:lag=1min:name=a name = with signs",
                           "scale:LIT101:0.9:at=1h:for=10min",
                           "fixed:LIT101:0:at=1h:for=10min:view=controller",
                           "geometric:LIT101=80+LIT301=80:at=1h:for=1h:lag=2min",
                           "surge:AIT202:0.3:at=1h:for=10min",
                           "noise:FIT101:0.1:at=1h:for=10min",
                           "quantise:LIT101:25:at=1h:for=10min",
                           "jitter:LIT101:20:at=1h:for=10min",
                           "dropout:LIT101:0.5:at=1h:for=10min",
                           "deny:LIT101+LIT301:at=1h:for=10min",
                           "delay:LIT101:at=1h:for=10min:back=2min",
                           "stuck:MV101:at=1h:for=10min",
                           "chatter:P101:30:at=1h:for=10min",
                           "concealed:P603:2:at=1h:for=10min",
                           "covert:P101:1:at=1h:for=10min:error=0.05",
                           "drift:LIT101:30:at=1h:for=2h",
                           "stuck_sensor:LIT101:at=1h:for=10min",
                           "intermittent:LIT101:0.1:at=1h:for=10min",
                           "leak:LIT101:0.5:at=1h:for=10min",
                           "stiction:MV101:0.8:at=1h:for=10min",
                           "fouling:DPIT301:12:at=1h:for=10min"}) {
    const auto attack = parse_attack(line, water_layout());
    ASSERT_TRUE(attack) << attack.error().message;
    EXPECT_EQ(format_attack(*attack, water_layout()), line);
    const auto again = parse_attack(format_attack(*attack, water_layout()), water_layout());
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *attack);
  }
  for (const auto& attack : demo_attacks()) {
    const auto again = parse_attack(format_attack(attack, water_layout()), water_layout());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, attack);
  }
}

TEST(AttackText, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "no family is called ''; there are bias, scale, fixed, ramp, geometric"},
      {"shake:LIT101:1:at=1h:for=1min", "no family is called 'shake'"},
      {"ramp", "names nothing to attack"},
      {"ramp:LIT102:1:at=1h:for=1min", "no sensor is called 'LIT102'; there are FIT101, LIT101"},
      {"ramp:LIT101:at=1h:for=1min", "LIT101 has no value"},
      {"ramp:LIT101:fast:at=1h:for=1min", "'fast' for LIT101 is not a number"},
      {"ramp:LIT101:+-1:at=1h:for=1min", "'+-1' for LIT101 is not a number"},
      {"ramp:LIT101:nan:at=1h:for=1min", "'nan' for LIT101 is not a number"},
      {"ramp:LIT101:1:for=1min", "has no at="},
      {"ramp:LIT101:1:at=1h", "has no for="},
      {"ramp:LIT101:1:at=soon:for=1min", "at=soon is not a time"},
      {"ramp:LIT101:1:at=5:for=1min", "at=5 is not a time"},
      {"ramp:LIT101:1:at=0s:for=1min", "at=0s is out of range"},
      {"ramp:LIT101:1:at=1h:for=0.5s", "for=0.5 s is out of range"},
      {"ramp:LIT101:1:at=1.5s:for=2s", "must be whole seconds"},
      {"ramp:LIT101:1:at=1h:for=900000h", "for=900000h is not a time"},
      {"ramp:LIT101:1:at=1h:for=20000h", "is out of range"},
      {"ramp:LIT101:1:at=1h:at=2h:for=1min", "gives at= twice"},
      {"ramp:LIT101:1:at=1h:for=1min:back=5min", "ramp has no option 'back'; it takes at, for, name, view"},
      {"force:P101:1:at=1h:for=1min:view=both", "force has no option 'view'"},
      {"ramp:LIT101:1:at=1h:for=1min:view=nobody", "there are both, controller, historian"},
      {"ramp:LIT101:1:at=1h:for=1min:now", "'now' is no key=value"},
      {"ramp:P101:1:at=1h:for=1min", "P101 is an actuator"},
      {"force:LIT101:1:at=1h:for=1min", "LIT101 is a sensor"},
      {"force:MV101:0:at=1h:for=1min", "can be forced to 1 (off, closed) or 2 (on, open), not to 0"},
      {"freeze:LIT101:3:at=1h:for=1min", "freeze takes no value"},
      {"freeze:LIT101=3:at=1h:for=1min", "freeze takes no value"},
      {"bias:LIT101+LIT101:3:at=1h:for=1min", "names LIT101 twice"},
      {"setpoint:LIT101:900:at=1h:for=1min", "no set-point is called 'LIT101'; there are LIT101.LL"},
      {"setpoint:LIT101.H:at=1h:for=1min", "needs a number"},
      {"setpoint:LIT101.H:9000:at=1h:for=1min", "9000 mm is outside of what LIT101 can show (0 to 1500 mm)"},
      {"noise:LIT101:0:at=1h:for=1min", "noise on LIT101 takes a number above 0, not 0"},
      {"dropout:LIT101:1.5:at=1h:for=1min", "takes a share above 0 up to 1, not 1.5"},
      {"jitter:LIT101:0.2:at=1h:for=1min", "takes seconds, from a step up to a day, not 0.2"},
      {"chatter:LIT101:5:at=1h:for=1min", "LIT101 is a sensor"},
      {"fixed:LIT101:2000:at=1h:for=1min", "is outside of what LIT101 can show (0 to 1500 mm)"},
      {"covert:P101:1:at=1h:for=1min:error=2", "error=2 must be 0 to 1"},
      {"covert:P101:1:at=1h:for=1min:error=much", "error=much is not a number"},
      {"bias:LIT101=1+LIT301=1:at=1h:for=1min:lag=1min", "the last point begins 1 lags after the first"},
      {"drift:LIT101:1:at=1h:for=1min:view=both", "drift has no option 'view'"},
      {"staged:LIT301=700:at=1h:for=1min", "staged takes a spoofed sensor and a forced actuator"},
      {"staged:MV201=2+LIT301=700:at=1h:for=1min", "MV201 is an actuator"},
      {"staged:LIT301=700+MV201=2:at=1h:for=1min:lag=1min", "lag must be shorter than for"},
  };
  for (const auto& [line, words] : cases) {
    const auto attack = parse_attack(line, water_layout());
    ASSERT_FALSE(attack) << line;
    EXPECT_EQ(attack.error().code, ErrorCode::bad_input);
    EXPECT_NE(attack.error().message.find(words), std::string::npos) << line << "\n  said: " << attack.error().message;
  }
}

TEST(AttackText, CheckRefusesWhatTextCannotSay) {
  Attack attack = *parse_attack("bias:LIT101:3:at=1h:for=1min", water_layout());
  attack.name = "a:b";
  EXPECT_FALSE(check(attack, water_layout()));
  attack.name.clear();
  EXPECT_FALSE(check(attack, water_layout()));
  attack.name = "fine";
  EXPECT_TRUE(check(attack, water_layout()));
  attack.points[0].sensor = 60;
  EXPECT_FALSE(check(attack, water_layout()));
  attack.points.clear();
  EXPECT_FALSE(check(attack, water_layout()));
}

}  // namespace
}  // namespace weir
