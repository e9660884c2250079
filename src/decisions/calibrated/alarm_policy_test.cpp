#include "decisions/calibrated/alarm_policy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "decisions/calibrated/calibrated_decider.h"

namespace weir {
namespace {

constexpr double step_s = 60;
constexpr std::size_t steps_per_day = 1440;

/// Scores of a calm plant: exponential digits, as calibrated p-values give them, each following the one before by `memory`.
class CalmPlant {
 public:
  CalmPlant(std::uint64_t seed, double memory) : random_(seed), memory_(memory), state_(random_.normal()) {}

  float next() {
    state_ = memory_ * state_ + std::sqrt(1 - memory_ * memory_) * random_.normal();
    return static_cast<float>(-std::log10(0.5 * std::erfc(state_ / std::sqrt(2.0))));
  }
  CalibrationTrace trace(std::size_t steps) {
    CalibrationTrace trace{{}, {}, step_s};
    for (std::size_t k = 0; k < steps; ++k) {
      trace.scores.push_back(next());
      trace.starts.push_back(k == 0);
    }
    return trace;
  }

 private:
  Random random_;
  double memory_, state_;
};

class OpenedCounter final : public Outlet<Alarm> {
 public:
  std::size_t opened = 0;
  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) opened += alarm.phase == AlarmPhase::opened;
    return true;
  }
};

/// Alarms a day that the decider raises on `days` more days of the same plant.
double alarms_per_day(const AlarmPolicy& policy, CalmPlant& plant, double days) {
  const Catalogue catalogue;
  const Graph topology;
  auto decider = make_calibrated_decider(policy, catalogue, topology);
  OpenedCounter counter;
  const auto steps = static_cast<std::size_t>(days * steps_per_day);
  for (std::size_t k = 0; k < steps; ++k) {
    FrameView frame;
    frame.step_at = Timestamp(std::chrono::minutes(k));
    ScoreView score;
    score.total = plant.next();
    (*decider)->decide(frame, score, counter);
  }
  return static_cast<double>(counter.opened) / days;
}

CalibrationTrace trace_of(std::vector<float> scores, double step = step_s) {
  CalibrationTrace trace{std::move(scores), {}, step};
  trace.starts.assign(trace.scores.size(), 0);
  if (!trace.starts.empty()) trace.starts[0] = 1;
  return trace;
}

TEST(AlarmBudget, IsReadInEveryWayPeopleWriteIt) {
  const std::pair<const char*, double> cases[] = {
      {"1/day", 1},
      {"10/day", 10},
      {"2/week", 2.0 / 7},
      {"0.5/month", 0.5 / 30.4375},
      {"1/hour", 24},
      {"3/year", 3 / 365.25},
      {"0.5 per month", 0.5 / 30.4375},
      {" 1 / day ", 1},
      {"1per week", 1.0 / 7},
      {"1e1/day", 10},
  };
  for (const auto& [text, per_day] : cases) {
    const auto budget = parse_budget(text);
    ASSERT_TRUE(budget) << text << ": " << budget.error().message;
    EXPECT_DOUBLE_EQ(*budget, per_day) << text;
  }
}

TEST(AlarmBudget, IsRefusedWithAnExample) {
  for (const char* text : {"", "1", "/day", "day", "one/day", "1/fortnight", "1/Day", "-1/day", "0/day", "nan/day", "inf/day", "1//day",
                           "1 per", "1/day/week", "1e999/day", "0x1/day", "1,5/day"}) {
    const auto budget = parse_budget(text);
    ASSERT_FALSE(budget) << text;
    EXPECT_EQ(budget.error().code, ErrorCode::bad_input);
    EXPECT_EQ(budget.error().message,
              fmt::format("alarm budget '{}': say how many false alarms in which time, like 1/day, 2/week or 0.5/month", text));
  }
  for (const char* text : {"1e300/day", "1e-300/year", "100000/day", "0.0001/year"}) {
    const auto budget = parse_budget(text);
    ASSERT_FALSE(budget) << text;
    EXPECT_NE(budget.error().message.find("beyond what can be kept"), std::string::npos) << budget.error().message;
  }
}

TEST(AlarmBudget, IsWrittenInTheUnitThatReadsBest) {
  const std::pair<double, const char*> cases[] = {{1, "1/day"},
                                                  {24, "24/day"},
                                                  {2.5, "2.5/day"},
                                                  {1.0 / 7, "1/week"},
                                                  {2.0 / 7, "2/week"},
                                                  {0.5 / 30.4375, "0.5/month"},
                                                  {1 / 30.4375, "1/month"}};
  for (const auto& [per_day, text] : cases) {
    EXPECT_EQ(format_budget(per_day), text);
    const auto back = parse_budget(format_budget(per_day));
    ASSERT_TRUE(back) << text;
    EXPECT_NEAR(*back, per_day, 0.005 * per_day);
  }
}

TEST(AlarmPolicy, SurvivesTheModelFile) {
  const AlarmPolicy policy{0.5, 3.25, 0.01, 2, 0.4375, 5, 0.25, 1.5, 14};
  const auto back = AlarmPolicy::from_numbers(policy.to_numbers());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->to_numbers(), policy.to_numbers());
  EXPECT_EQ(back->budget_per_day, 0.5);
  EXPECT_EQ(back->threshold, 3.25);
  EXPECT_EQ(back->calibrated_days, 14);
}

TEST(AlarmPolicy, RefusesNumbersThatMakeNoSense) {
  const auto good = AlarmPolicy{}.to_numbers();
  ASSERT_TRUE(AlarmPolicy::from_numbers(good));
  auto refused = [](std::vector<float> numbers) {
    const auto policy = AlarmPolicy::from_numbers(numbers);
    return !policy && policy.error().message == "the model's alarm policy makes no sense";
  };
  EXPECT_TRUE(refused({}));
  for (std::size_t k = 0; k < good.size(); ++k) {
    auto numbers = good;
    numbers[k] = std::nanf("");
    EXPECT_TRUE(refused(numbers)) << k;
    numbers[k] = -1;
    EXPECT_TRUE(refused(numbers)) << k;
    numbers[k] = std::numeric_limits<float>::infinity();
    EXPECT_TRUE(refused(numbers)) << k;
  }
  auto numbers = good;
  numbers.pop_back();
  EXPECT_TRUE(refused(numbers));
  for (const auto& [k, value] : {std::pair{1, 0.0F}, {2, 1.5F}, {5, 0.5F}}) {  // no threshold, a rate over 1, no quiet step
    numbers = good;
    numbers[static_cast<std::size_t>(k)] = value;
    EXPECT_TRUE(refused(numbers)) << k;
  }
}

struct BudgetCase {
  const char* name;
  const char* budget;
  double memory;
};

class KeepsItsBudget : public testing::TestWithParam<BudgetCase> {};

/// Thirty days to calibrate on, then so many fresh ones that at least sixty alarms are due: one threshold is within a factor of
/// two most of the time, the mean over eight seeds always.
TEST_P(KeepsItsBudget, OnFreshDataOfTheSamePlant) {
  const auto& [name, text, memory] = GetParam();
  const double budget = *parse_budget(text), days = std::max(20.0, 60 / budget);
  constexpr int seeds = 8;
  double log_sum = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    CalmPlant plant(static_cast<std::uint64_t>(seed), memory);
    const auto policy = calibrate_alarms({}, plant.trace(30 * steps_per_day), text);
    ASSERT_TRUE(policy) << policy.error().message;
    const double ratio = std::max(alarms_per_day(*policy, plant, days), 0.1 / days) / budget;
    EXPECT_GT(ratio, 1 / 3.0) << "seed " << seed;
    EXPECT_LT(ratio, 3.0) << "seed " << seed;
    log_sum += std::log(ratio);
  }
  const double ratio = std::exp(log_sum / seeds);
  EXPECT_GT(ratio, 0.5);
  EXPECT_LT(ratio, 2.0);
}

INSTANTIATE_TEST_SUITE_P(Budgets, KeepsItsBudget,
                         testing::Values(BudgetCase{"ten_a_day", "10/day", 0}, BudgetCase{"one_a_day", "1/day", 0},
                                         BudgetCase{"one_a_week", "1/week", 0}, BudgetCase{"ten_a_day_with_memory", "10/day", 0.9},
                                         BudgetCase{"one_a_day_with_memory", "1/day", 0.9},
                                         BudgetCase{"one_a_week_with_memory", "1/week", 0.9}),
                         [](const auto& parameter) { return parameter.param.name; });

TEST(Calibration, ASurerThresholdIsAHigherOne) {
  CalmPlant plant(7, 0);
  const auto trace = plant.trace(10 * steps_per_day);
  double before = 0;
  for (const char* confidence : {"confidence = 0.5", "confidence = 0.8", "confidence = 0.95"}) {
    const auto policy = calibrate_alarms(*ConfigTable::parse(confidence, "weir.toml"), trace, "1/day");
    ASSERT_TRUE(policy) << policy.error().message;
    EXPECT_GE(policy->threshold, before) << confidence;
    before = policy->threshold;
  }
  const auto half = calibrate_alarms(*ConfigTable::parse("confidence = 0.5", "weir.toml"), trace, "1/day");
  EXPECT_GT(before, half->threshold);
  EXPECT_FALSE(calibrate_alarms(*ConfigTable::parse("confidence = 1", "weir.toml"), trace, "1/day"));
}

TEST(Calibration, ExtrapolatesABudgetRarerThanTheTraceIsLong) {
  constexpr int seeds = 6;
  double log_sum = 0, threshold_of_day = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    CalmPlant plant(static_cast<std::uint64_t>(100 + seed), 0);
    const auto trace = plant.trace(3 * steps_per_day);
    const auto policy = calibrate_alarms({}, trace, "1/week");
    ASSERT_TRUE(policy) << policy.error().message;
    threshold_of_day = calibrate_alarms({}, trace, "1/day")->threshold;
    EXPECT_GT(policy->threshold, threshold_of_day);
    EXPECT_DOUBLE_EQ(policy->calibrated_days, 3);
    EXPECT_GE(policy->forecast_upper, 2.3 / 3);  // three calm days are no proof of less
    log_sum += std::log(std::max(alarms_per_day(*policy, plant, 280), 0.001) * 7);
  }
  const double ratio = std::exp(log_sum / seeds);
  EXPECT_GT(ratio, 0.33);
  EXPECT_LT(ratio, 3.0);
}

TEST(Calibration, ForecastsWhatItsOwnThresholdWouldHaveRaised) {
  CalmPlant plant(7, 0);
  const auto trace = plant.trace(30 * steps_per_day);
  const auto policy = calibrate_alarms({}, trace, "10/day");
  ASSERT_TRUE(policy);
  EXPECT_NEAR(policy->forecast_per_day, 10, 2);
  EXPECT_GT(policy->forecast_upper, policy->forecast_per_day);
  EXPECT_LT(policy->forecast_upper, 1.5 * policy->forecast_per_day);
  EXPECT_EQ(policy->calibrated_days, 30);
  EXPECT_NEAR(policy->baseline_rest, 0.434, 0.02);  // 1 / ln 10: the mean of exponential digits
  EXPECT_NEAR(policy->baseline_clip, 2, 0.1);       // their 99 % quantile
  EXPECT_EQ(policy->baseline_rate, 0.01);           // a hundred steps are longer than an hour here
}

TEST(Calibration, RaisesTheThresholdAsTheBudgetShrinks) {
  CalmPlant plant(8, 0.5);
  const auto trace = plant.trace(20 * steps_per_day);
  double before = 0;
  for (const char* budget : {"1000/day", "10/day", "1/day", "1/week", "1/month", "1/year"}) {
    const auto policy = calibrate_alarms({}, trace, budget);
    ASSERT_TRUE(policy);
    EXPECT_GT(policy->threshold, before) << budget;
    EXPECT_LT(policy->threshold, 15) << budget;
    before = policy->threshold;
  }
}

TEST(Calibration, OfATraceThatNeverVariesStaysQuietOnIt) {
  for (const float level : {0.0F, 0.3F, 7.0F}) {
    for (const char* budget : {"10/day", "1/day", "1/month"}) {
      const auto policy = calibrate_alarms({}, trace_of(std::vector<float>(10 * steps_per_day, level)), budget);
      ASSERT_TRUE(policy) << policy.error().message;
      EXPECT_GT(policy->threshold, level);
      EXPECT_TRUE(AlarmPolicy::from_numbers(policy->to_numbers()));
      EXPECT_EQ(policy->forecast_per_day, 0);
      Baseline baseline(*policy);
      for (int step = 0; step < 1000; ++step) ASSERT_LT(baseline.above(level), policy->threshold);
    }
  }
}

TEST(Calibration, TakesVeryShortTraces) {
  for (const std::size_t steps : {1, 2, 3, 49, 60}) {
    CalmPlant plant(9, 0);
    const auto policy = calibrate_alarms({}, plant.trace(steps), "1/day");
    ASSERT_TRUE(policy) << steps;
    EXPECT_TRUE(AlarmPolicy::from_numbers(policy->to_numbers())) << steps;
  }
}

TEST(Calibration, OfNothingIsAnError) {
  const auto policy = calibrate_alarms({}, {});
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().message, "no normal rows are left to set a threshold from; give more data");
}

TEST(Calibration, StartsItsBaselineAfreshAfterAnInterruption) {
  // A restless stretch, then a calm one with peaks near its beginning: a baseline that ran on would take something off them.
  std::vector<float> scores(800, 1.0F);
  std::fill(scores.begin() + 400, scores.end(), 0.2F);
  for (const std::size_t peak : {410, 420, 430, 440}) {
    std::fill_n(scores.begin() + static_cast<std::ptrdiff_t>(peak), 4, 3.0F + static_cast<float>(peak) / 1000);
  }
  auto whole = trace_of(scores), parted = whole;
  parted.starts[400] = 1;
  const auto one = calibrate_alarms({}, whole), two = calibrate_alarms({}, parted);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->baseline_rest, two->baseline_rest);
  EXPECT_GT(two->threshold, one->threshold + 0.1);
}

TEST(Calibration, ReadsItsOptions) {
  const auto trace = CalmPlant(10, 0).trace(5 * steps_per_day);
  const auto with = [&](const char* toml, std::string_view budget = {}) {
    return calibrate_alarms(*ConfigTable::parse(toml, "weir.toml"), trace, budget);
  };
  const auto policy = with("budget = \"2/week\"\nbaseline_steps = 0\nquiet_steps = 9\n");
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_DOUBLE_EQ(policy->budget_per_day, 2.0 / 7);
  EXPECT_EQ(policy->baseline_rate, 0);
  EXPECT_EQ(policy->quiet_steps, 9);
  EXPECT_DOUBLE_EQ(with("baseline_s = 86400\n")->baseline_rate, 1.0 / steps_per_day);  // the longer of the two counts
  EXPECT_EQ(with("budget = \"2/week\"\n", "3/day")->budget_per_day, 3);                // what is given overrules the table

  const std::pair<const char*, const char*> bad[] = {
      {"budget = \"often\"\n", "weir.toml:1: budget: alarm budget 'often': say how many"},
      {"\nquiet_steps = 0\n", "weir.toml:2: quiet_steps: 0 is not in 1..1000000"},
      {"baseline_steps = -1\n", "weir.toml:1: baseline_steps: -1 is not in"},
      {"treshold = 3\n", "weir.toml:1: treshold: unknown option; known here: "},
  };
  for (const auto& [toml, message] : bad) {
    const auto refused = with(toml);
    ASSERT_FALSE(refused) << toml;
    EXPECT_TRUE(refused.error().message.starts_with(message)) << refused.error().message;
  }
  const auto refused = with("", "sometimes");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with("alarm budget 'sometimes': say how many")) << refused.error().message;
}

TEST(Baseline, TakesOffWhatLastsAndNoMoreThanNormal) {
  AlarmPolicy policy;
  policy.baseline_rate = 0.01;
  policy.baseline_clip = 2;
  policy.baseline_rest = 0.5;
  Baseline baseline(policy);
  EXPECT_DOUBLE_EQ(baseline.above(1.5), 1.5);  // at rest nothing is taken off
  for (int step = 0; step < 2000; ++step) baseline.above(1.5);
  EXPECT_NEAR(baseline.above(1.5), 0.5, 1e-3);  // habit: 1.5 - (1.5 - 0.5)
  for (int step = 0; step < 2000; ++step) baseline.above(50);
  EXPECT_NEAR(baseline.above(50), 48.5, 1e-3);  // never more than clip - rest
  baseline.reset();
  EXPECT_DOUBLE_EQ(baseline.above(1.5), 1.5);
  for (int step = 0; step < 2000; ++step) baseline.above(0);
  EXPECT_DOUBLE_EQ(baseline.above(1), 1);  // a quiet past makes nobody jumpy
}

}  // namespace
}  // namespace weir
