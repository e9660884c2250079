#include <gtest/gtest.h>

#include "telemetry/catalogue.h"
#include "telemetry/timestamp.h"

namespace weir {
namespace {

TEST(Timestamp, PrintsWhatItIsAndNoMore) {
  EXPECT_EQ(format_time(Timestamp{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_time(Timestamp{std::chrono::milliseconds(-500)}), "1969-12-31T23:59:59.5Z");
  EXPECT_EQ(format_time(Timestamp{std::chrono::seconds(1451296800)}), "2015-12-28T10:00:00Z");
}

TEST(Duration, IsForPeople) {
  EXPECT_EQ(format_duration(from_seconds(0.25)), "0.25 s");
  EXPECT_EQ(format_duration(from_seconds(41)), "41 s");
  EXPECT_EQ(format_duration(from_seconds(7380)), "2 h 03 min");
  EXPECT_EQ(format_duration(from_seconds(273600)), "3 d 4 h");
}

TEST(Catalogue, SurvivesJsonAndFindsByName) {
  const Catalogue catalogue({{"LIT101", "mm", SensorKind::level, 120, 1000, 0.1, "P1"}, {"P101", "", SensorKind::discrete, 1, 2, 1, ""}});
  const auto back = catalogue_from_json(to_json(catalogue), "test");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, catalogue);
  EXPECT_EQ(back->find("P101"), SensorIndex{1});
  EXPECT_FALSE(back->find("P102"));
}

TEST(Catalogue, RefusesWhatItDoesNotKnow) {
  for (const char* json : {"{}", "[1]", R"([{"kind":"level"}])", R"([{"name":"a","kind":"soft"}])", R"([{"name":"a","colour":1}])",
                           R"([{"name":"a"},{"name":"a"}])", "[", ""}) {
    const auto result = catalogue_from_json(json, "model.safetensors");
    ASSERT_FALSE(result) << json;
    EXPECT_NE(result.error().message.find("model.safetensors"), std::string::npos);
  }
}

}  // namespace
}  // namespace weir
