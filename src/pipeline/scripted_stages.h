// Stages that do what a test has written down: the pipeline sees interfaces only, and so does its test.
#pragma once

#include <string>
#include <vector>

#include "decisions/decider.h"
#include "detectors/detector.h"
#include "sinks/sink.h"
#include "sources/source.h"

namespace weir {

inline Timestamp second(std::int64_t s) { return Timestamp(std::chrono::seconds(1'000'000 + s)); }

/// One instant of all sensors.
struct ScriptedRow {
  std::int64_t at_s = 0;
  std::vector<double> values;
  Quality quality = Quality::good;
  std::optional<bool> label;
};

class ScriptedSource final : public Source {
 public:
  ScriptedSource(std::size_t sensors, std::vector<ScriptedRow> rows) : rows_(std::move(rows)) {
    std::vector<Sensor> list(sensors);
    for (std::size_t i = 0; i < sensors; ++i) list[i].name = fmt::format("s{}", i);
    catalogue_ = Catalogue(std::move(list));
  }

  Status ends_with = {};  // what run() returns after the last row
  std::size_t rows_pushed = 0;
  bool deaf = false;  // doesn't look at the stop token: only the outlet's answer ends it

  const Catalogue& catalogue() const override { return catalogue_; }
  std::optional<bool> label() const override { return label_; }
  double fraction_done() const override { return static_cast<double>(rows_pushed) / static_cast<double>(rows_.size()); }
  Status run(Outlet<Reading>& outlet, std::stop_token stop) override {
    for (const auto& row : rows_) {
      if (stop.stop_requested() && !deaf) return {};
      std::vector<Reading> readings;
      for (std::size_t i = 0; i < catalogue_.size(); ++i) {
        readings.push_back({static_cast<SensorIndex>(i), row.quality, row.values[i], second(row.at_s), second(row.at_s)});
      }
      label_ = row.label;
      ++rows_pushed;
      if (!outlet.push(readings)) return {};
    }
    return ends_with;
  }

 private:
  Catalogue catalogue_;
  std::vector<ScriptedRow> rows_;
  std::optional<bool> label_;
};

/// `count` rows a second apart; sensor i of row k holds k + i / 10.
inline std::vector<ScriptedRow> steady_rows(std::int64_t count, std::size_t sensors = 2) {
  std::vector<ScriptedRow> rows;
  for (std::int64_t k = 0; k < count; ++k) {
    rows.push_back({k, {}, Quality::good, {}});
    for (std::size_t i = 0; i < sensors; ++i) rows.back().values.push_back(static_cast<double>(k) + static_cast<double>(i) / 10);
  }
  return rows;
}

/// Scores the first sensor's value; the parts are the frame's values.
class ScriptedDetector final : public Detector {
 public:
  ScoreView score(const FrameView& frame) noexcept override {
    ++steps;
    if (frame.after_gap) gaps_at.push_back(steps);
    return {frame.values[0], frame.values, {}, {}, {}};
  }
  void reset() noexcept override {}
  void episode_over() noexcept override { episodes_over_at.push_back(steps); }

  std::size_t steps = 0;
  std::vector<std::size_t> gaps_at, episodes_over_at;  // steps, counted from 1
};

/// In alarm while the score is at least `threshold`.
class ScriptedDecider final : public Decider {
 public:
  explicit ScriptedDecider(float threshold) : threshold_(threshold) {}
  Learning decide(const FrameView& frame, const ScoreView& score, Outlet<Alarm>& alarms) noexcept override {
    const bool strange = score.total >= threshold_;
    if (strange && !open_) {
      ++alarm_.id;
      say(AlarmPhase::opened, frame.step_at, alarms);
    } else if (!strange && open_) {
      say(AlarmPhase::closed, frame.step_at, alarms);
    }
    open_ = strange;
    last_at_ = frame.step_at;
    return strange ? Learning::hold : Learning::allow;
  }
  void finish(Outlet<Alarm>& alarms) noexcept override {
    if (open_) say(AlarmPhase::closed, last_at_, alarms);
    open_ = false;
  }
  bool in_alarm() const noexcept override { return open_; }
  void reset() noexcept override { open_ = false; }

 private:
  void say(AlarmPhase phase, Timestamp at, Outlet<Alarm>& alarms) {
    alarm_.phase = phase;
    alarm_.at = at;
    alarms.push(std::span(&alarm_, 1));
  }
  float threshold_;
  bool open_ = false;
  Alarm alarm_;
  Timestamp last_at_{};
};

/// Writes every record down as a line, and fails where it is told to.
class ScriptedSink final : public Sink {
 public:
  std::string text;
  std::size_t records = 0, flushes = 0;
  std::size_t fail_at_record = 0;  // counted from 1; 0: never
  bool fail_at_flush = false;

  Status write(std::span<const StepRecord> steps) override {
    for (const auto& step : steps) {
      if (++records == fail_at_record) return environment_error("sink: record {} didn't fit", records);
      text += !step.has_frame ? "end" : fmt::format("{}", seconds(step.frame.step_at - second(0)));
      for (const float v : step.frame.values) text += fmt::format(" {}", v);
      if (step.frame.after_gap) text += " gap";
      if (step.label) text += *step.label ? " bad" : " good";
      if (step.in_alarm) text += " in_alarm";
      for (const auto& alarm : step.alarms) text += fmt::format(" {}#{}", name_of(alarm.phase), alarm.id);
      text += '\n';
    }
    return {};
  }
  Status flush() override {
    ++flushes;
    if (fail_at_flush) return environment_error("sink: disk full");
    return {};
  }
};

}  // namespace weir
