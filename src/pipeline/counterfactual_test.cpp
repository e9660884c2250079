#include "pipeline/counterfactual.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "pipeline/scripted_stages.h"

namespace weir {
namespace {

/// Expects 1 of every sensor; scores how far the farthest is from that.
class ExpectsOne final : public Detector {
 public:
  ScoreView score(const FrameView& frame) noexcept override {
    float farthest = 0;
    for (const float v : frame.values) farthest = std::max(farthest, std::abs(v - 1));
    return {farthest, {}, {}, expected_, spread_};
  }
  void reset() noexcept override {}

 private:
  std::vector<float> expected_ = {1, 1, 1}, spread_ = {1, 1, 1};
};

/// Sixty seconds of three sensors at 1; `off` of them read 9 from second 30 to 49.
FrameTable window(std::size_t off) {
  FrameTable frames(Catalogue(std::vector<Sensor>(3)));
  const std::vector<Quality> quality(3, Quality::good);
  for (std::int64_t s = 0; s < 60; ++s) {
    std::vector<float> values(3, 1);
    for (std::size_t i = 0; i < off && s >= 30 && s < 50; ++i) values[i] = 9;
    frames.append({second(s), values, quality, {}, s == 0});
  }
  return frames;
}

Alarm alarm_of(std::size_t origins) {
  Alarm alarm;
  alarm.onset = second(30);
  alarm.last = second(49);
  for (std::size_t k = 0; k < origins; ++k) {
    alarm.culprits[k] = {.sensor = static_cast<SensorIndex>(k),
                         .share = 0.3F,
                         .seen = 9,
                         .expected = 1,
                         .spread = 1,
                         .role = CulpritRole::origin,
                         .onset = second(30)};
  }
  alarm.culprit_count = origins;
  return alarm;
}

Counterfactual found(const FrameTable& frames, const Alarm& alarm, float threshold = 5) {
  ExpectsOne detector;
  ScriptedDecider decider(threshold);
  return find_counterfactual({detector, decider}, frames, alarm);
}

TEST(Counterfactual, OneSensorWouldHaveKeptItQuiet) {
  const auto quiet = found(window(1), alarm_of(1));
  EXPECT_EQ(quiet.sensors, 1U);
  EXPECT_EQ(quiet.score, 0);
}

TEST(Counterfactual, TwoTogetherWhereOneIsNotEnough) { EXPECT_EQ(found(window(2), alarm_of(2)).sensors, 2U); }

TEST(Counterfactual, ClaimsNothingThatIsNotSo) {
  EXPECT_EQ(found(window(2), alarm_of(1)).sensors, 0U) << "the second sensor raises it all the same";
  EXPECT_EQ(found(window(0), alarm_of(1)).sensors, 0U) << "the window doesn't raise the alarm";
  EXPECT_EQ(found(window(1), alarm_of(1), 100).sensors, 0U) << "nor does it under this threshold";
  EXPECT_EQ(found(window(1), Alarm()).sensors, 0U) << "no origin is known";
  auto alarm = alarm_of(1);
  alarm.culprits[0].expected = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(found(window(1), alarm).sensors, 0U) << "nothing is expected of it";
  alarm = alarm_of(1);
  alarm.culprits[0].sensor = 77;
  EXPECT_EQ(found(window(1), alarm).sensors, 0U) << "it isn't in the window";
}

}  // namespace
}  // namespace weir
