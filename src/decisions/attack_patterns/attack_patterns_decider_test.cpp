#include "decisions/attack_patterns/attack_patterns_decider.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <optional>

#include "base/random.h"

namespace weir {
namespace {

// A level and the flow into it, an analyser and one that only follows it, a valve that opens and shuts.
enum : std::size_t { level, flow, analyser, follower, valve, sensors };
constexpr std::size_t onset_row = 700, end_row = 820, rows = 900;

Catalogue small_works() {
  std::vector<Sensor> list(sensors);
  const char* names[] = {"LIT1", "FIT1", "AIT1", "AIT2", "MV1"};
  const char* stages[] = {"P1", "P1", "P2", "P3", "P1"};
  for (std::size_t i = 0; i < sensors; ++i) list[i] = {.name = names[i], .unit = "", .kind = SensorKind::continuous, .stage = stages[i]};
  list[level].kind = SensorKind::level;
  list[valve].kind = SensorKind::discrete;
  for (auto& sensor : list) sensor.low = -20, sensor.high = 20, sensor.resolution = 1e-4;
  list[valve].low = 1, list[valve].high = 2, list[valve].resolution = 1;
  return Catalogue(std::move(list));
}

/// Opens at the first row in which a sensor is five spreads off, closes after ten quiet ones, blames by squared deviation.
class FarOff final : public Decider {
 public:
  Learning decide(const FrameView& frame, const ScoreView& score, Outlet<Alarm>& alarms) noexcept override {
    bool strange = false;
    for (std::size_t i = 0; i < sensors; ++i) strange |= std::abs(score.per_sensor[i]) >= 5;
    if (!strange) {
      if (open_ && ++quiet_ >= 10) finish(alarms);
      return Learning::allow;
    }
    quiet_ = 0;
    if (!open_) {
      const auto id = alarm_.id + 1;
      alarm_ = {};
      alarm_.id = id;
      alarm_.onset = frame.step_at;
      blame_.fill(0);
    }
    alarm_.last = alarm_.at = frame.step_at;
    for (std::size_t i = 0; i < sensors; ++i) blame_[i] += score.per_sensor[i] * score.per_sensor[i];
    if (!open_) say(AlarmPhase::opened, alarms);
    open_ = true;
    return Learning::hold;
  }
  void finish(Outlet<Alarm>& alarms) noexcept override {
    if (open_) say(AlarmPhase::closed, alarms);
    open_ = false;
  }
  bool in_alarm() const noexcept override { return open_; }
  void reset() noexcept override { open_ = false; }

 private:
  void say(AlarmPhase phase, Outlet<Alarm>& alarms) {
    alarm_.phase = phase;
    std::array<SensorIndex, sensors> order{};
    float sum = 0;
    for (std::size_t i = 0; i < sensors; ++i) order[i] = static_cast<SensorIndex>(i), sum += blame_[i];
    std::ranges::sort(order, [&](auto a, auto b) { return blame_[a] > blame_[b]; });
    alarm_.culprit_count = 0;
    for (const auto i : order) {
      if (blame_[i] < 0.02F * sum) continue;
      alarm_.culprits[alarm_.culprit_count++] = {.sensor = i, .share = blame_[i] / sum, .seen = 1, .expected = 0, .spread = 1};
    }
    alarms.push(std::span(&alarm_, 1));
  }
  Alarm alarm_;
  std::array<float, sensors> blame_{};
  bool open_ = false;
  std::size_t quiet_ = 0;
};

/// Changes what row `row` reports; history holds all rows reported before.
using Tamper =
    std::function<void(std::size_t row, std::array<float, sensors>& values, const std::vector<std::array<float, sensors>>& history)>;

class Bench final : public Outlet<Alarm> {
 public:
  bool push(std::span<const Alarm> alarms) override {
    said.insert(said.end(), alarms.begin(), alarms.end());
    return true;
  }
  std::vector<Alarm> said;
  /// The last alarm as it ended.
  const Alarm& run(const Tamper& tamper, std::optional<std::size_t> silent = {}) {
    auto decider = make_attack_patterns_decider(std::make_unique<FarOff>(), PatternLibrary::builtin(), catalogue, graph);
    EXPECT_TRUE(decider);
    Random random(5);
    std::array<float, sensors> noise{};
    std::vector<std::array<float, sensors>> history;
    for (std::size_t row = 0; row < rows; ++row) {
      std::array<float, sensors> truth{}, values{}, strange{}, expected{};
      const double t = static_cast<double>(row);
      truth[level] = static_cast<float>(8 * std::sin(t / 40));
      truth[flow] = static_cast<float>(5 * std::cos(t / 40));
      truth[analyser] = static_cast<float>(3 * std::sin(t / 25));
      truth[follower] = static_cast<float>(2 * std::sin(t / 25 - 0.3));
      truth[valve] = std::cos(t / 40) > 0 ? 2 : 1;
      for (std::size_t i = 0; i < sensors; ++i) {
        noise[i] = static_cast<float>(0.05 * random.normal());
        values[i] = expected[i] = truth[i];
        if (i != valve) values[i] += noise[i];
      }
      if (row >= onset_row && row < end_row) tamper(row, values, history);
      history.push_back(values);
      std::vector<float> spread(sensors, 0.05F);
      std::vector<Quality> quality(sensors, Quality::good);
      if (silent && row >= onset_row && row < end_row) quality[*silent] = Quality::missing;
      for (std::size_t i = 0; i < sensors; ++i) strange[i] = std::clamp((values[i] - expected[i]) / 0.05F, -20.0F, 20.0F);
      (*decider)->decide({at(row), values, quality, {}, row == 0}, {0, strange, {}, expected, spread}, *this);
    }
    (*decider)->finish(*this);
    static const Alarm none;
    EXPECT_FALSE(said.empty());
    return said.empty() ? none : said.back();
  }
  static Timestamp at(std::size_t row) { return Timestamp(std::chrono::seconds(1'000'000 + 10 * row)); }
  std::string origin(const Alarm& alarm) const { return alarm.culprit_count ? catalogue[alarm.culprits[0].sensor].name : "-"; }

  const Catalogue catalogue = small_works();
  const Graph graph{sensors,
                    {{flow, level, 0.8F, true}, {valve, flow, 0.9F, true}, {level, valve, 0.5F, true}, {analyser, follower, 0.8F, true}}};
};

bool among(const Alarm& alarm, std::string_view name) {
  for (std::size_t k = 0; k < alarm.pattern_count; ++k) {
    if (alarm.patterns[k].name.view() == name) return true;
  }
  return false;
}

TEST(AttackPatterns, AnOffsetIsABias) {
  Bench bench;
  const auto& alarm = bench.run([](auto, auto& v, const auto&) { v[analyser] += 3; });
  EXPECT_EQ(alarm.patterns[0].name.view(), "bias");
  EXPECT_EQ(bench.origin(alarm), "AIT1");
  EXPECT_EQ(alarm.culprits[0].role, CulpritRole::origin);
  EXPECT_EQ(alarm.culprits[0].onset, Bench::at(onset_row));
}

TEST(AttackPatterns, ACopyIsAReplayOrWhatHidesBehindOne) {
  Bench bench;
  const auto& alarm = bench.run([](auto row, auto& v, const auto& history) { v[level] = history[row - 230][level]; });
  EXPECT_TRUE(among(alarm, "replay"));
  EXPECT_TRUE(alarm.patterns[0].name.view() == "replay" || alarm.patterns[0].name.view() == "staged") << alarm.patterns[0].name.view();
  EXPECT_EQ(alarm.verdict, PatternKind::attack);
  EXPECT_EQ(bench.origin(alarm), "LIT1");
}

TEST(AttackPatterns, WhatStandsStillIsUnclear) {
  Bench bench;
  const auto& alarm = bench.run([](auto, auto& v, const auto& history) { v[analyser] = history[onset_row - 1][analyser]; });
  EXPECT_TRUE(among(alarm, "freeze"));
  EXPECT_TRUE(among(alarm, "stuck"));
  EXPECT_NE(alarm.verdict, PatternKind::change);
  EXPECT_EQ(bench.origin(alarm), "AIT1");
}

TEST(AttackPatterns, JitterIsNoise) {
  Bench bench;
  Random random(3);
  const auto& alarm = bench.run([&](auto, auto& v, const auto&) { v[analyser] += static_cast<float>(random.normal()); });
  EXPECT_TRUE(among(alarm, "noise"));
  EXPECT_EQ(bench.origin(alarm), "AIT1");
}

TEST(AttackPatterns, SilenceIsDenialWhoeverIsStrange) {
  Bench bench;
  const auto& alarm = bench.run(
      [](auto row, auto& v, const auto& history) {
        v[level] = history[onset_row - 1][level];  // the last value is carried
        if (row > onset_row + 5) v[flow] += 1;
      },
      level);
  EXPECT_EQ(alarm.patterns[0].name.view(), "deny");
  EXPECT_EQ(bench.origin(alarm), "LIT1");
}

TEST(AttackPatterns, WhatComesLaterIsASymptom) {
  Bench bench;
  const auto& alarm = bench.run([](auto row, auto& v, const auto&) {
    v[analyser] += 2;
    if (row >= onset_row + 12) v[follower] += 2;
  });
  ASSERT_GE(alarm.culprit_count, 2U);
  EXPECT_EQ(bench.origin(alarm), "AIT1");
  EXPECT_EQ(alarm.culprits[1].sensor, follower);
  EXPECT_EQ(alarm.culprits[1].role, CulpritRole::symptom);
  EXPECT_EQ(alarm.culprits[1].onset, Bench::at(onset_row + 12));
}

TEST(AttackPatterns, RaisesAndMovesNoAlarm) {
  Bench bench;
  bench.run([](auto, auto& v, const auto&) { v[analyser] += 3; });
  ASSERT_EQ(bench.said.size(), 2U);
  EXPECT_EQ(bench.said[0].phase, AlarmPhase::opened);
  EXPECT_EQ(bench.said[0].onset, Bench::at(onset_row));
  EXPECT_EQ(bench.said[1].phase, AlarmPhase::closed);
  EXPECT_EQ(bench.said[1].last, Bench::at(end_row - 1));
}

TEST(AttackPatterns, NeedsADecider) {
  const Catalogue catalogue = small_works();
  const Graph graph(sensors, {});
  EXPECT_FALSE(make_attack_patterns_decider(nullptr, PatternLibrary::builtin(), catalogue, graph));
}

TEST(AttackPatterns, ALibraryThatIsNotThereIsNamed) {
  auto config = ConfigTable::parse("library = \"/nowhere/mine.toml\"\n", "weir.toml");
  ASSERT_TRUE(config);
  const auto patterns = read_patterns(*config);
  ASSERT_FALSE(patterns);
  EXPECT_NE(patterns.error().message.find("/nowhere/mine.toml"), std::string::npos);
  EXPECT_TRUE(read_patterns(ConfigTable()));
}

}  // namespace
}  // namespace weir
