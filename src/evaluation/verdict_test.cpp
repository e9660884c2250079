#include "evaluation/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

constexpr std::size_t rows = 100;

Timestamp minute(std::size_t k) { return Timestamp(std::chrono::hours(500'000) + std::chrono::minutes(k)); }

Catalogue three_sensors() {
  std::vector<Sensor> sensors(3);
  for (std::size_t i = 0; i < sensors.size(); ++i) sensors[i].name = fmt::format("s{}", i);
  return Catalogue(std::move(sensors));
}

/// Alarmed rows, half-open, and who is blamed, the worst first.
struct Episode {
  RowRange rows;
  std::vector<SensorIndex> blamed;
};

/// A hundred minutes as a replay tells them; two events, rows 20 to 29 and 60 to 69. Scores are 5 in alarm and 1 otherwise.
Judged replayed(const std::vector<Episode>& episodes, const std::vector<RowRange>& events = {{20, 30}, {60, 70}}) {
  JudgingSink sink(60);
  const float values[3] = {1, 2, 3};
  for (std::size_t row = 0; row < rows; ++row) {
    StepRecord record;
    record.frame.step_at = minute(row);
    record.frame.values = values;
    record.score.total = 1;
    record.label = std::ranges::any_of(events, [&](RowRange event) { return row >= event.first && row < event.last; });
    std::vector<Alarm> alarms;
    for (std::size_t e = 0; e < episodes.size(); ++e) {
      Alarm alarm;
      alarm.id = e + 1;
      alarm.at = alarm.last = minute(row);
      for (const auto i : episodes[e].blamed) alarm.culprits[alarm.culprit_count++].sensor = i;
      if (row == episodes[e].rows.first) alarms.push_back(alarm);
      if (row == episodes[e].rows.last) {
        alarm.phase = AlarmPhase::closed;
        alarm.last = minute(row - 1);
        alarms.push_back(alarm);
      }
      if (row >= episodes[e].rows.first && row < episodes[e].rows.last) {
        record.in_alarm = true;
        record.score.total = 5;
      }
    }
    record.alarms = alarms;
    EXPECT_TRUE(sink.write(std::span(&record, 1)));
  }
  return sink.take();
}

/// One event found after two minutes, one missed, one false alarm.
Judged usual() { return replayed({{{22, 26}, {2, 0}}, {{80, 82}, {1}}}); }

VerdictOptions plain() { return {.vus_window = 5, .group_steps = 0}; }

std::optional<double> figure(const std::vector<Figure>& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, &Figure::name);
  EXPECT_NE(found, figures.end()) << name;
  return found == figures.end() ? std::nullopt : found->value;
}

void expect_figures(const std::vector<Figure>& figures, std::initializer_list<std::pair<const char*, double>> expected) {
  for (const auto& [name, value] : expected) {
    const auto is = figure(figures, name);
    ASSERT_TRUE(is) << name;
    EXPECT_NEAR(*is, value, 1e-9) << name;
  }
}

TEST(JudgingSink, KeepsWhatTheMetricsNeed) {
  const auto judged = usual();
  EXPECT_EQ(judged.step_s, 60);
  ASSERT_EQ(judged.at.size(), rows);
  EXPECT_EQ(judged.at[99], minute(99));
  EXPECT_EQ(judged.scores[22], 5);
  EXPECT_EQ(judged.alarms[25], 1);
  EXPECT_EQ(judged.alarms[26], 0);
  EXPECT_EQ(judged.labels[29], 1);
  EXPECT_EQ(judged.labels[30], 0);
  ASSERT_EQ(judged.openings.size(), 2u);
  ASSERT_EQ(judged.episodes.size(), 2u);
  EXPECT_EQ(judged.openings[1].id, 2u);
  EXPECT_EQ(judged.episodes[0].phase, AlarmPhase::closed);
}

TEST(JudgingSink, TheEndOfTheDataIsNoRow) {
  JudgingSink sink(60);
  Alarm alarm;
  alarm.phase = AlarmPhase::closed;
  StepRecord end;
  end.has_frame = false;
  end.alarms = {&alarm, 1};
  ASSERT_TRUE(sink.write(std::span(&end, 1)));
  EXPECT_TRUE(sink.judged().at.empty());
  EXPECT_EQ(sink.judged().episodes.size(), 1u);
}

TEST(JudgingSink, RowsOfWhichTheDataSayNothingCountAsNormal) {
  JudgingSink sink(60);
  const float value = 1;
  const auto write = [&](std::optional<bool> label) {
    StepRecord record;
    record.frame.values = {&value, 1};
    record.label = label;
    EXPECT_TRUE(sink.write(std::span(&record, 1)));
  };
  write({});
  EXPECT_TRUE(sink.judged().labels.empty());
  write(true);
  write({});
  EXPECT_EQ(sink.judged().labels, (std::vector<std::uint8_t>{0, 1}));
  write(false);
  EXPECT_EQ(sink.judged().labels, (std::vector<std::uint8_t>{0, 1, 0, 0}));
}

TEST(Verdict, HasTheFiguresThatOneCountsByHand) {
  const auto verdict = judge(usual(), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->rows, 100u);
  EXPECT_EQ(verdict->anomalous_rows, 20u);
  EXPECT_DOUBLE_EQ(verdict->days, 100.0 / 1440);
  // 4 rows rightly alarmed, 2 wrongly, 16 missed, 78 rightly quiet.
  expect_figures(verdict->figures, {{"precision", 4.0 / 6},
                                    {"recall", 0.2},
                                    {"f1", 8.0 / 26},
                                    {"false_positive_rate", 0.025},
                                    {"balanced_accuracy", 0.5875},
                                    {"accuracy", 0.82},
                                    {"mcc", 280 / std::sqrt(6.0 * 20 * 80 * 94)},
                                    {"auroc", 0.5875},  // 0.2 x 0.975 above, 0.785 tied
                                    {"events", 2},
                                    {"events_found", 1},
                                    {"false_alarms", 1},
                                    {"false_alarms_per_day", 18},  // one in eighty normal minutes
                                    {"event_precision", 0.5},
                                    {"penalty_s", 120},
                                    {"delay_median_s", 120},
                                    {"delay_mean_s", 120},
                                    {"alarm_already_on", 0},
                                    {"best_f1*", 8.0 / 24}});  // alarming always: precision 0.2, recall 1
  for (const auto& one : verdict->figures) {
    if (one.value) {
      EXPECT_TRUE(std::isfinite(*one.value)) << one.name;
    }
    EXPECT_NE(one.group, "localisation") << "nobody said which sensors were touched";
  }
}

TEST(Verdict, TellsWhatBecameOfEveryEvent) {
  const std::vector<Target> targets = {
      {minute(20), minute(30), "bias", {"s0"}}, {minute(60), minute(70), "ramp", {"s1", "s2"}}, {minute(90), minute(95), "none", {"s1"}}};
  const auto verdict = judge(usual(), three_sensors(), targets, plain());
  ASSERT_TRUE(verdict) << verdict.error().message;
  ASSERT_EQ(verdict->events.size(), 2u);
  const auto& found = verdict->events[0];
  EXPECT_EQ(found.first, minute(20));
  EXPECT_EQ(found.last, minute(29));
  EXPECT_TRUE(found.found);
  EXPECT_EQ(found.delay_s, 120);
  EXPECT_EQ(found.named, (std::vector<std::string>{"s2", "s0"}));
  EXPECT_EQ(found.truth, (std::vector<std::string>{"s0"}));
  const auto& missed = verdict->events[1];
  EXPECT_FALSE(missed.found);
  EXPECT_TRUE(missed.named.empty());
  EXPECT_EQ(missed.truth, (std::vector<std::string>{"s1", "s2"}));
  expect_figures(verdict->figures, {{"top_1", 0}, {"hit_rate@3", 1}});
}

TEST(Verdict, LocalisationCountsOnlyWhatWasFoundAndIsKnown) {
  const std::vector<Target> targets = {{minute(60), minute(70), "ramp", {"s1"}}};  // the missed one
  auto verdict = judge(usual(), three_sensors(), targets, plain());
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(figure(verdict->figures, "top_1"));
  const std::vector<Target> unknown = {{minute(20), minute(30), "bias", {"pump 7"}}};
  verdict = judge(usual(), three_sensors(), unknown, plain());
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(figure(verdict->figures, "hit_rate@3"));
  const std::vector<Target> right = {{minute(20), minute(30), "bias", {"s2", "s2", "s1"}}};
  verdict = judge(usual(), three_sensors(), right, plain());
  ASSERT_TRUE(verdict);
  expect_figures(verdict->figures, {{"top_1", 1}, {"hit_rate@3", 1}});
}

TEST(Verdict, AnAlarmWithinTheGraceBelongsToItsEvent) {
  const auto judged = replayed({{{31, 33}, {1}}});
  auto options = plain();
  auto verdict = judge(judged, three_sensors(), {}, options);
  ASSERT_TRUE(verdict);
  expect_figures(verdict->figures, {{"events_found", 0}, {"false_alarms", 1}});
  EXPECT_FALSE(verdict->events[0].found);
  EXPECT_TRUE(verdict->events[0].named.empty());
  options.grace_s = 120;  // it began a minute after the event's last row, two after its last but one
  verdict = judge(judged, three_sensors(), {}, options);
  ASSERT_TRUE(verdict);
  expect_figures(verdict->figures, {{"events_found", 1}, {"false_alarms", 0}});
  EXPECT_TRUE(verdict->events[0].found);
  EXPECT_EQ(verdict->events[0].delay_s, 11 * 60);
  EXPECT_EQ(verdict->events[0].named, (std::vector<std::string>{"s1"}));
  EXPECT_FALSE(verdict->events[1].found);
}

TEST(Verdict, AlarmsCloseToEachOtherCountAsOne) {
  const auto judged = replayed({{{40, 41}, {1}}, {{45, 46}, {1}}});
  auto options = plain();
  options.group_steps = 3;
  expect_figures(judge(judged, three_sensors(), {}, options)->figures, {{"false_alarms", 2}, {"penalty_s", 120}});
  options.group_steps = 4;
  expect_figures(judge(judged, three_sensors(), {}, options)->figures, {{"false_alarms", 1}, {"penalty_s", 360}});
}

TEST(Verdict, AnAlarmThatWasOnAlreadyIsSaidSo) {
  const auto verdict = judge(replayed({{{15, 25}, {1}}}), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict);
  expect_figures(verdict->figures, {{"events_found", 1}, {"alarm_already_on", 1}, {"false_alarms", 0}});
  EXPECT_EQ(verdict->events[0].delay_s, 0);
  EXPECT_EQ(verdict->events[0].named, (std::vector<std::string>{"s1"}));
}

TEST(Verdict, NamesTheSensorsOfTheAlarmThatFoundTheEvent) {
  const auto verdict = judge(replayed({{{5, 8}, {1}}, {{40, 42}, {0}}, {{62, 65}, {2}}, {{66, 68}, {1}}}), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->events[0].found);
  EXPECT_TRUE(verdict->events[0].named.empty());
  EXPECT_EQ(verdict->events[1].named, (std::vector<std::string>{"s2"}));  // not of those before, nor of the next one
}

TEST(Verdict, AnAlarmStillOnAtTheEndOfTheDataIsTold) {
  const auto verdict = judge(replayed({{{65, 100}, {0}}}), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->events[1].found);
  EXPECT_EQ(verdict->events[1].delay_s, 300);
  EXPECT_EQ(verdict->events[1].named, (std::vector<std::string>{"s0"}));
}

TEST(Verdict, SetsDetectorsThatKnowNothingBesideIt) {
  const auto verdict = judge(usual(), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict);
  ASSERT_EQ(verdict->trivial.size(), 3u);
  const auto& [always_name, always] = verdict->trivial[0];
  EXPECT_EQ(always_name, "always");
  expect_figures(always, {{"recall", 1},
                          {"precision", 0.2},
                          {"false_positive_rate", 1},
                          {"events_found", 2},
                          {"false_alarms", 0},
                          {"penalty_s", 4800},
                          {"auroc", 0.5}});
  const auto& [never_name, never] = verdict->trivial[1];
  EXPECT_EQ(never_name, "never");
  expect_figures(never, {{"recall", 0}, {"accuracy", 0.8}, {"events_found", 0}, {"false_alarms_per_day", 0}});
  EXPECT_FALSE(figure(never, "delay_median_s"));
  const auto& [random_name, random] = verdict->trivial[2];
  EXPECT_EQ(random_name, "random");
  EXPECT_NEAR(*figure(random, "auroc"), 0.5, 0.2);
  const auto again = judge(usual(), three_sensors(), {}, plain());
  EXPECT_EQ(figure(again->trivial[2].second, "auroc"), figure(random, "auroc"));
  for (std::size_t k = 0; k < always.size(); ++k) EXPECT_EQ(always[k].name, verdict->figures[k].name);
}

TEST(Verdict, NotesTheBudgetThatWasPromised) {
  auto options = plain();
  options.budget_per_day = 2;
  const auto verdict = judge(usual(), three_sensors(), {}, options);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(std::ranges::find(verdict->figures, "false_alarms_per_day", &Figure::name)->note, "promised: 2");
}

TEST(Verdict, NeedsLabels) {
  auto judged = usual();
  judged.labels.clear();
  const auto verdict = judge(judged, three_sensors(), {}, plain());
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().message, "the data carry no labels, so there is nothing to judge against; name the column with --label-column");
}

TEST(Verdict, RefusesScoresThatAreNoNumbers) {
  auto judged = usual();
  judged.scores[50] = std::nan("");
  const auto verdict = judge(judged, three_sensors(), {}, plain());
  ASSERT_FALSE(verdict);
  EXPECT_NE(verdict.error().message.find("NaN"), std::string::npos) << verdict.error().message;
}

TEST(Verdict, OfARecordingWithoutEventsHasOnlyFalseAlarmsToCount) {
  const auto verdict = judge(replayed({{{40, 42}, {1}}}, {}), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->events.empty());
  EXPECT_EQ(verdict->anomalous_rows, 0u);
  expect_figures(verdict->figures, {{"events", 0}, {"false_alarms", 1}, {"false_alarms_per_day", 14.4}});
  EXPECT_FALSE(figure(verdict->figures, "auroc"));
  EXPECT_NE(to_text(*verdict).find("found 0 of 0 events at 14.400 false alarms a day\n"), std::string::npos) << to_text(*verdict);
  EXPECT_TRUE(nlohmann::json::parse(to_json(*verdict))["figures"]["auroc"].is_null());
}

TEST(Verdict, IsWrittenForPeople) {
  const std::vector<Target> targets = {{minute(20), minute(30), "bias", {"s0"}}};
  const auto verdict = judge(usual(), three_sensors(), targets, plain());
  ASSERT_TRUE(verdict);
  const auto text = to_text(*verdict);
  EXPECT_TRUE(text.starts_with(
      "100 rows, 20 of them anomalous (20.0 %), 1 h 40 min\nfound 1 of 2 events at 18 false alarms a day, median delay 2 min"))
      << text;
  for (const auto* part : {"\n  score                           weir    always     never    random\n",
                           "\n    recall                       0.200         1         0 ", "found after 2 min",
                           "named: s2, s0   truth: s0", "missed\n", "for comparison only"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  }
}

TEST(Verdict, IsWrittenForPrograms) {
  const auto verdict = judge(usual(), three_sensors(), {}, plain());
  ASSERT_TRUE(verdict);
  const auto json = nlohmann::json::parse(to_json(*verdict));
  EXPECT_EQ(json["rows"], 100);
  EXPECT_EQ(json["anomalous_rows"], 20);
  EXPECT_EQ(json["figures"].size(), verdict->figures.size());  // no name stands twice
  EXPECT_EQ(json["figures"]["recall"], 0.2);
  EXPECT_EQ(json["trivial"]["always"]["recall"], 1.0);
  EXPECT_EQ(json["trivial"].size(), 3u);
  ASSERT_EQ(json["events"].size(), 2u);
  EXPECT_EQ(json["events"][0]["found"], true);
  EXPECT_EQ(json["events"][0]["delay_s"], 120.0);
  EXPECT_EQ(json["events"][0]["first"], format_time(minute(20)));
  EXPECT_EQ(json["events"][1]["delay_s"], nullptr);
}

}  // namespace
}  // namespace weir
