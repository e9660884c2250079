// The members and the averages of their views, step by step; the calibration on top is the ensemble's.
#pragma once

#include <array>
#include <memory>

#include "detectors/detector.h"
#include "detectors/ensemble/adaptation.h"
#include "detectors/ensemble/views.h"

namespace weir {

struct Member {
  std::string name;
  std::unique_ptr<Detector> detector;
  float weight = 0;  // share of the views that look at it
};

class RunningViews {
 public:
  RunningViews(std::vector<Member> members, std::vector<View> views, Adaptation::Pace pace, const DetectorContext& context);

  /// [views] numbers of this step.
  std::span<const float> step(const FrameView& frame) noexcept;
  void reset() noexcept;
  void episode_over() noexcept;
  void adapt(Timestamp at, Outlet<Notice>& notices) noexcept;

  std::span<const Member> members() const { return members_; }
  const ScoreView& score(std::size_t m) const { return scores_[m]; }
  /// Signed strangeness of member m after adaptation and slow habituation.
  std::span<const float> fresh(std::size_t m) const { return strangeness_[std::size_t(Habit::slow)][m]; }
  float drift() const { return adaptation_.drift(); }

 private:
  /// What the views remember; members see to their own past.
  void forget() noexcept;

  std::vector<Member> members_;
  std::vector<View> views_;
  Pooling pooling_;
  Adaptation adaptation_;
  std::vector<ScoreView> scores_;
  std::array<std::vector<Habituation>, habit_count> habituation_;             // [members] each; none for Habit::none
  std::array<std::vector<std::span<const float>>, habit_count> strangeness_;  // [members] each
  std::vector<float> averages_;
};

}  // namespace weir
