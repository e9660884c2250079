#include "sources/plant/plant_source.h"

#include <gtest/gtest.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

struct Collector : Outlet<Reading> {
  bool push(std::span<const Reading> values) override {
    readings.insert(readings.end(), values.begin(), values.end());
    ++pushes;
    return pushes < limit;
  }
  std::vector<Reading> readings;
  std::size_t pushes = 0, limit = static_cast<std::size_t>(-1);
};

Result<std::unique_ptr<Source>> make(std::string_view toml) {
  auto config = ConfigTable::parse(toml, "weir.toml");
  EXPECT_TRUE(config) << config.error().message;
  return plant_source().make(*config);
}

TEST(PlantSource, SampleLoads) {
  const auto source = make(plant_source().sample);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->catalogue(), WaterTreatment::plant_catalogue());
  EXPECT_STREQ(plant_source().name, "plant");
}

TEST(PlantSource, DeliversWhatTheHistorianSees) {
  const auto source = make("hours = 0.5\nseed = 4\nstart = \"2026-03-01T06:00:00Z\"\nattacks = [\"bias:LIT101:50:at=10min:for=10min\"]");
  ASSERT_TRUE(source) << source.error().message;
  Collector out;
  ASSERT_TRUE((*source)->run(out, {}));
  ASSERT_EQ(out.pushes, 1800U);
  ASSERT_EQ(out.readings.size(), 1800U * tag_count);
  WaterTreatment plant(4, std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours(6));
  ASSERT_TRUE(plant.add(*parse_attack("bias:LIT101:50:at=10min:for=10min", water_layout())));
  for (std::size_t t = 0; t < 1800; ++t) {
    if (t > 0) plant.step();
    for (std::size_t i = 0; i < tag_count; ++i) {
      const Reading& reading = out.readings[t * tag_count + i];
      ASSERT_EQ(reading.sensor, i);
      ASSERT_EQ(reading.value, plant.reported()[i]) << tag_names[i] << " at " << t;
      ASSERT_EQ(reading.observed_at, plant.now());
      ASSERT_EQ(reading.received_at, plant.now());
      ASSERT_EQ(reading.quality, Quality::good);
    }
  }
}

TEST(PlantSource, StopsWhenAsked) {
  const auto endless = make("hours = 0");
  ASSERT_TRUE(endless) << endless.error().message;
  Collector out;
  out.limit = 100;
  EXPECT_TRUE((*endless)->run(out, {}));
  EXPECT_EQ(out.pushes, 100U);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE((*endless)->run(out, stop.get_token()));
  EXPECT_EQ(out.pushes, 100U);
}

TEST(PlantSource, KnowsTheDemoDay) {
  const auto source = make("attacks = [\"demo\"]\nhours = 1");
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_FALSE(make("attacks = [\"demo\", \"demo\"]")) << "the same attacks twice overlap";
}

TEST(PlantSource, RefusesWithThePlaceAndTheReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"plant = \"brewery\"", "water_treatment"},
      {"hours = -1", "hours"},
      {"hours = 0.0001", "hours"},
      {"seed = -5", "seed"},
      {"start = \"yesterday\"", "is no UTC time"},
      {"start = \"2026-02-30\"", "is no UTC time"},
      {"start = \"2026-02-03T25:00:00Z\"", "is no UTC time"},
      {"attacks = [\"ramp:LIT999:1:at=1h:for=1min\"]", "no sensor is called 'LIT999'"},
      {"attacks = [\"replay:LIT101:at=1min:for=10min\"]", "choose a later at="},
      {"pace = 3", "pace"},
  };
  for (const auto& [toml, words] : cases) {
    const auto source = make(toml);
    ASSERT_FALSE(source) << toml;
    EXPECT_EQ(source.error().code, ErrorCode::bad_input);
    EXPECT_NE(source.error().message.find(words), std::string::npos) << source.error().message;
  }
}

}  // namespace
}  // namespace weir
