#include "pipeline/replay.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/decided_step.h"

namespace weir {
namespace {

class Replay final : public Outlet<Reading>, public Outlet<FrameView>, public Outlet<Alarm>, public Outlet<Notice> {
 public:
  Replay(const ReplayStages& stages, const AlignOptions& align, std::stop_token stop, const Progress& progress)
      : stages_(stages), aligner_(stages.source.catalogue(), align, *this), stop_(std::move(stop)), progress_(progress) {
    notices_.reserve(stages.source.catalogue().size() + 1);  // at most one a sensor and one of the plant
  }

  bool push(std::span<const Reading> readings) override { return aligner_.push(readings, stages_.source.label()); }

  bool push(std::span<const FrameView> frames) override {
    for (const auto& frame : frames) {
      alarm_count_ = 0;
      notices_.clear();
      const auto score = decided_step(stages_.detector, stages_.decider, frame, *this, *this);
      ++counters_.steps;
      const bool usable = std::ranges::any_of(frame.quality, [](Quality q) { return q == Quality::good || q == Quality::uncertain; });
      if (!usable) ++counters_.unscored_steps;
      deliver({frame, true, score, std::pow(10.0, -static_cast<double>(score.total)), stages_.decider.in_alarm(),
               std::span(alarms_).first(alarm_count_), notices_, aligner_.frame_label()});
      last_at_ = frame.step_at;
    }
    if (counters_.steps % 1024 == 0 && !report(progress_, "scoring", stages_.source.fraction_done())) cancelled_ = true;
    return status_.has_value() && !cancelled_ && !stop_.stop_requested();
  }

  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) {
      counters_.alarms += alarm.phase == AlarmPhase::opened;
      if (alarm_count_ < alarms_.size()) alarms_[alarm_count_++] = alarm;
    }
    return true;
  }

  bool push(std::span<const Notice> notices) override {
    notices_.insert(notices_.end(), notices.begin(), notices.end());  // never more than reserved: see the constructor
    return true;
  }

  Result<ReplayCounters> run() {
    const auto ran = stages_.source.run(*this, stop_);
    if (status_) aligner_.finish();
    alarm_count_ = 0;
    stages_.decider.finish(*this);
    if (status_ && alarm_count_ > 0) {
      StepRecord end;
      end.frame.step_at = last_at_;
      end.has_frame = false;
      end.alarms = std::span(alarms_).first(alarm_count_);
      deliver(end);
    }
    for (auto* sink : stages_.sinks) {
      if (auto flushed = sink->flush(); !flushed && status_) status_ = flushed;
    }
    if (!status_) return std::unexpected(status_.error());
    if (!ran) return std::unexpected(ran.error());
    if (cancelled_) return std::unexpected(Error{ErrorCode::cancelled, "scoring was cancelled"});
    counters_.align = aligner_.counters();
    return counters_;
  }

 private:
  void deliver(const StepRecord& record) {
    for (auto* sink : stages_.sinks) {
      if (auto written = sink->write(std::span(&record, 1)); !written && status_) status_ = written;
    }
  }

  ReplayStages stages_;
  Aligner aligner_;
  std::stop_token stop_;
  const Progress& progress_;
  ReplayCounters counters_;
  std::array<Alarm, 4> alarms_{};  // of one step: at most a closed and an opened one
  std::size_t alarm_count_ = 0;
  std::vector<Notice> notices_;  // of one step
  Timestamp last_at_{};
  Status status_;
  bool cancelled_ = false;
};

}  // namespace

Result<ReplayCounters> replay(const ReplayStages& stages, const AlignOptions& align, std::stop_token stop, const Progress& progress) {
  return Replay(stages, align, std::move(stop), progress).run();
}

}  // namespace weir
