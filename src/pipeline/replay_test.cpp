#include "pipeline/replay.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/scripted_stages.h"

namespace weir {
namespace {

/// All stages of one run, and what came out.
struct Stages {
  ScriptedSource source;
  ScriptedDetector detector;
  ScriptedDecider decider;
  ScriptedSink first, second;
  Result<ReplayCounters> counters = ReplayCounters{};

  Stages(std::vector<ScriptedRow> rows, float threshold) : source(2, std::move(rows)), decider(threshold) {}
  void go(std::stop_token stop = {}, const Progress& progress = {}) {
    counters = replay({source, detector, decider, {&first, &second}}, {}, stop, progress);
  }
};

TEST(Replay, BringsEveryStepToEverySinkInOrder) {
  auto rows = steady_rows(6);
  rows[0].label = false;
  rows[4].label = true;
  rows[5].values[0] = 0;
  Stages run(rows, 3);
  run.go();
  ASSERT_TRUE(run.counters) << run.counters.error().message;
  EXPECT_EQ(run.first.text,
            "0 0 0.1 good\n"
            "1 1 1.1\n"
            "2 2 2.1\n"
            "3 3 3.1 in_alarm opened#1\n"
            "4 4 4.1 bad in_alarm\n"
            "5 0 5.1 closed#1\n");
  EXPECT_EQ(run.second.text, run.first.text);
  EXPECT_EQ(run.first.flushes, 1u);
  EXPECT_EQ(run.counters->steps, 6u);
  EXPECT_EQ(run.counters->alarms, 1u);
  EXPECT_EQ(run.counters->unscored_steps, 0u);
  EXPECT_EQ(run.counters->align.frames, 6u);
  EXPECT_EQ(run.detector.episodes_over_at, std::vector<std::size_t>{6}) << "told once, on the step that closed the alarm";
}

TEST(Replay, DeliversAnAlarmThatTheEndOfTheDataCloses) {
  Stages run(steady_rows(3), 2);
  run.go();
  ASSERT_TRUE(run.counters);
  EXPECT_EQ(run.first.text, "0 0 0.1\n1 1 1.1\n2 2 2.1 in_alarm opened#1\nend closed#1\n");
  EXPECT_EQ(run.counters->steps, 3u);  // the end is no step
  EXPECT_EQ(run.counters->alarms, 1u);
}

TEST(Replay, TellsTheProbabilityOfEachScore) {
  class Probabilities final : public Sink {
   public:
    std::vector<double> p;
    Status write(std::span<const StepRecord> steps) override {
      for (const auto& step : steps) p.push_back(step.p_value);
      return {};
    }
    Status flush() override { return {}; }
  };
  Stages run(steady_rows(3), 100);
  Probabilities sink;
  ASSERT_TRUE(replay({run.source, run.detector, run.decider, {&sink}}, {}));
  ASSERT_EQ(sink.p.size(), 3u);
  EXPECT_DOUBLE_EQ(sink.p[0], 1);
  EXPECT_DOUBLE_EQ(sink.p[2], 0.01);
}

TEST(Replay, ShowsGapsToTheDetectorAndCountsThem) {
  auto rows = steady_rows(6);
  for (std::size_t k = 4; k < 6; ++k) rows[k].at_s += 500;
  Stages run(rows, 100);
  run.go();
  ASSERT_TRUE(run.counters);
  EXPECT_EQ(run.detector.gaps_at, (std::vector<std::size_t>{5}));
  EXPECT_NE(run.first.text.find("504 4 4.1 gap\n"), std::string::npos) << run.first.text;
  EXPECT_EQ(run.counters->align.gaps, 1u);
}

TEST(Replay, CountsStepsThatNobodyCouldJudge) {
  auto rows = steady_rows(6);
  for (const std::size_t k : {1, 4}) rows[k].quality = Quality::missing;
  rows[2].quality = Quality::bad;
  rows[3].quality = Quality::uncertain;  // doubtful is still usable
  Stages run(rows, 100);
  run.go();
  ASSERT_TRUE(run.counters);
  EXPECT_EQ(run.counters->steps, 6u);
  EXPECT_EQ(run.counters->unscored_steps, 3u);
}

TEST(Replay, OfAnEmptySourceFlushesAndIsDone) {
  Stages run({}, 1);
  run.go();
  ASSERT_TRUE(run.counters);
  EXPECT_EQ(run.counters->steps, 0u);
  EXPECT_EQ(run.first.text, "");
  EXPECT_EQ(run.first.flushes, 1u);
}

TEST(Replay, EndsWithTheErrorOfASinkThatFails) {
  Stages run(steady_rows(1000), 100);
  run.first.fail_at_record = 5;
  run.go();
  ASSERT_FALSE(run.counters);
  EXPECT_EQ(run.counters.error().message, "sink: record 5 didn't fit");
  EXPECT_LT(run.source.rows_pushed, 10u);  // nobody reads on for nothing
  EXPECT_EQ(run.second.records, 5u);       // the other one has got all until then
  EXPECT_EQ(run.second.flushes, 1u);
}

TEST(Replay, EndsWithTheErrorOfASinkThatCannotFlush) {
  Stages run(steady_rows(3), 100);
  run.second.fail_at_flush = true;
  run.go();
  ASSERT_FALSE(run.counters);
  EXPECT_EQ(run.counters.error().message, "sink: disk full");
}

TEST(Replay, DeliversWhatCameBeforeTheSourceFailed) {
  Stages run(steady_rows(3), 2);
  run.source.ends_with = environment_error("source: the line broke");
  run.go();
  ASSERT_FALSE(run.counters);
  EXPECT_EQ(run.counters.error().message, "source: the line broke");
  EXPECT_TRUE(run.first.text.ends_with("2 2 2.1 in_alarm opened#1\nend closed#1\n")) << run.first.text;
  EXPECT_EQ(run.first.flushes, 1u);
}

TEST(Replay, StopsOnRequestAndStillClosesAndFlushes) {
  for (const bool deaf : {false, true}) {
    std::stop_source stop;
    Stages run(steady_rows(5000), 2);
    run.source.deaf = deaf;
    run.go(stop.get_token(), [&](std::string_view, double) {
      stop.request_stop();
      return true;
    });
    ASSERT_TRUE(run.counters) << run.counters.error().message;
    EXPECT_LT(run.counters->steps, 1100u);
    EXPECT_EQ(run.counters->steps + 1, run.first.records);
    EXPECT_TRUE(run.first.text.ends_with("end closed#1\n"));
    EXPECT_EQ(run.first.flushes, 1u);
  }
}

TEST(Replay, ARequestBeforeTheStartScoresNothing) {
  std::stop_source stop;
  stop.request_stop();
  Stages run(steady_rows(100), 2);
  run.go(stop.get_token());
  ASSERT_TRUE(run.counters);
  EXPECT_EQ(run.counters->steps, 0u);
}

TEST(Replay, IsCancelledByProgress) {
  Stages run(steady_rows(5000), 2);
  std::vector<double> told;
  run.go({}, [&](std::string_view stage, double fraction) {
    EXPECT_EQ(stage, "scoring");
    told.push_back(fraction);
    return told.size() < 2;
  });
  ASSERT_FALSE(run.counters);
  EXPECT_EQ(run.counters.error().code, ErrorCode::cancelled);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_NEAR(told[1], 0.41, 0.01);
  EXPECT_LT(run.source.rows_pushed, 2100u);
}

TEST(Replay, GivesTheSameBytesEveryTime) {
  auto rows = steady_rows(3000);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    rows[k].values[0] = std::sin(0.05 * static_cast<double>(k));
    if (k % 400 == 399) rows[k].quality = Quality::bad;
  }
  for (std::size_t k = 2000; k < rows.size(); ++k) rows[k].at_s += 3600;
  Stages one(rows, 0.9F), two(rows, 0.9F);
  one.go();
  two.go();
  ASSERT_TRUE(one.counters && two.counters);
  EXPECT_EQ(one.first.text, two.first.text);
  EXPECT_GT(one.counters->alarms, 10u);
  EXPECT_EQ(one.counters->alarms, two.counters->alarms);
  EXPECT_TRUE(one.counters->align == two.counters->align);
}

}  // namespace
}  // namespace weir
