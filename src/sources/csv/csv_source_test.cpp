#include "sources/csv/csv_source.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <vector>

#include "base/file.h"

namespace weir {
namespace {

struct Keeper final : Outlet<Reading> {
  bool push(std::span<const Reading> readings) override {
    pushes.emplace_back(readings.begin(), readings.end());
    return pushes.size() < limit;
  }
  std::vector<std::vector<Reading>> pushes;
  std::size_t limit = 1000;
};

class CsvSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    path = std::filesystem::temp_directory_path() / fmt::format("weir_source_{}.csv", getpid());
    ASSERT_TRUE(
        write_file(path, "time,LIT101 [mm],pump,label\n2020-01-01 00:00,500,1,0\n2020-01-01 00:01,,0,0\n2020-01-01 00:02,510,text,1\n"));
  }
  void TearDown() override { std::filesystem::remove(path); }
  Result<std::unique_ptr<Source>> make(const std::string& more = "") {
    auto table = ConfigTable::parse("path = \"" + path.string() + "\"\n" + more, "test.toml");
    EXPECT_TRUE(table);
    return csv_source().make(*table);
  }
  std::filesystem::path path;
};

TEST_F(CsvSourceTest, PushesOneInstantARow) {
  auto source = make();
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_EQ((*source)->catalogue().size(), 2u);
  EXPECT_EQ((*source)->catalogue()[0].kind, SensorKind::level);
  EXPECT_EQ((*source)->catalogue()[0].unit, "mm");
  Keeper keeper;
  ASSERT_TRUE((*source)->run(keeper, {}));
  ASSERT_EQ(keeper.pushes.size(), 3u);
  EXPECT_EQ(keeper.pushes[0][0].value, 500);
  EXPECT_EQ(keeper.pushes[1][0].quality, Quality::missing);
  EXPECT_TRUE(std::isnan(keeper.pushes[1][0].value));
  EXPECT_EQ(keeper.pushes[2][1].quality, Quality::bad);
  EXPECT_EQ(format_time(keeper.pushes[2][1].observed_at), "2020-01-01T00:02:00Z");
  EXPECT_EQ(keeper.pushes[2][1].received_at, keeper.pushes[2][1].observed_at);
}

TEST_F(CsvSourceTest, SaysOfEachRowWhatItsLabelSays) {
  struct LabelKeeper final : Outlet<Reading> {
    explicit LabelKeeper(const Source& from) : source(from) {}
    bool push(std::span<const Reading>) override {
      labels.push_back(source.label());
      return true;
    }
    const Source& source;
    std::vector<std::optional<bool>> labels;
  };
  auto source = make();
  ASSERT_TRUE(source) << source.error().message;
  LabelKeeper keeper(**source);
  ASSERT_TRUE((*source)->run(keeper, {}));
  EXPECT_EQ(keeper.labels, (std::vector<std::optional<bool>>{false, false, true}));
  EXPECT_EQ((*source)->fraction_done(), 1.0);
  auto unlabelled = make("label_column = \"none\"\n");
  ASSERT_TRUE(unlabelled);
  LabelKeeper nothing(**unlabelled);
  ASSERT_TRUE((*unlabelled)->run(nothing, {}));
  EXPECT_EQ(nothing.labels, (std::vector<std::optional<bool>>{{}, {}, {}}));
}

TEST_F(CsvSourceTest, StopsWhenAsked) {
  auto source = make();
  ASSERT_TRUE(source);
  Keeper keeper;
  keeper.limit = 1;
  ASSERT_TRUE((*source)->run(keeper, {}));
  EXPECT_EQ(keeper.pushes.size(), 1u);
  std::stop_source stop;
  stop.request_stop();
  ASSERT_TRUE((*source)->run(keeper, stop.get_token()));
  EXPECT_EQ(keeper.pushes.size(), 1u);
}

TEST_F(CsvSourceTest, OptionsComeFromTheTable) {
  auto source = make("columns = [\"pump\"]\ntime_column = \"none\"\ntime_step_s = 5\n");
  ASSERT_TRUE(source) << source.error().message;
  Keeper keeper;
  ASSERT_TRUE((*source)->run(keeper, {}));
  ASSERT_EQ(keeper.pushes.size(), 3u);
  EXPECT_EQ(keeper.pushes[2].size(), 1u);
  EXPECT_EQ(format_time(keeper.pushes[2][0].observed_at), "1970-01-01T00:00:10Z");
}

TEST_F(CsvSourceTest, WrongOptionsAreRefusedByName) {
  auto source = make("delimitter = \"comma\"\n");
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("delimitter"), std::string::npos) << source.error().message;
  source = make("date_order = \"american\"\n");
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("month_first"), std::string::npos) << source.error().message;
  source = csv_source().make(ConfigTable());
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("path"), std::string::npos) << source.error().message;
}

TEST(CsvSourceSample, NamesEveryOptionAndParses) {
  const std::string sample = csv_source().sample;
  ASSERT_TRUE(ConfigTable::parse(sample, "sample.toml"));
  // Commented options are options too: without their mark the whole sample must be understood.
  std::string all;
  std::size_t start = 0;
  while (start < sample.size()) {
    const std::size_t end = std::min(sample.find('\n', start), sample.size());
    std::string line = sample.substr(start, end - start);
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos) line = line.substr(2);
    all += line + "\n";
    start = end + 1;
  }
  auto table = ConfigTable::parse(all, "sample.toml");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->keys().size(), 18u);
  table->text("path", "");
  const CsvOptions options = csv_options(*table);
  auto ok = table->finish();
  EXPECT_TRUE(ok) << ok.error().message;
  EXPECT_EQ(options.profile, CsvOptions{}.profile);
  EXPECT_EQ(options.magnitude_max, CsvOptions{}.magnitude_max);
}

}  // namespace
}  // namespace weir
