#include "detectors/ensemble/running_views.h"

#include <algorithm>

namespace weir {
namespace {

/// So many steps, but at least so many seconds, until lasting strangeness is habit.
constexpr struct {
  Habit habit;
  double steps, seconds;
} habits[] = {{Habit::slow, 1000, 4 * 3600}, {Habit::fast, 200, 3600}};

}  // namespace

RunningViews::RunningViews(std::vector<Member> members, std::vector<View> views, Adaptation::Pace pace, const DetectorContext& context)
    : members_(std::move(members)),
      views_(std::move(views)),
      pooling_(stages_of(context.catalogue, context.topology)),
      adaptation_(members_.size(), context.catalogue.size(), pace) {
  for (const auto& [habit, steps, seconds] : habits) {
    const auto rate = static_cast<float>(1 / std::max(steps, seconds / context.step_s));
    habituation_[std::size_t(habit)].assign(members_.size(), Habituation(context.catalogue.size(), rate));
  }
  for (auto& strangeness : strangeness_) strangeness.resize(members_.size());
  scores_.resize(members_.size());
  averages_.resize(views_.size());
  reset();
}

std::span<const float> RunningViews::step(const FrameView& frame) noexcept {
  if (frame.after_gap) forget();
  for (std::size_t m = 0; m < members_.size(); ++m) {
    scores_[m] = members_[m].detector->score(frame);
    const auto adapted = adaptation_.adjusted(m, scores_[m].per_sensor);
    for (std::size_t habit = 0; habit < habit_count; ++habit) {
      strangeness_[habit][m] = habituation_[habit].empty() ? adapted : habituation_[habit][m].step(adapted);
    }
  }
  for (std::size_t v = 0; v < views_.size(); ++v) {
    const auto& view = views_[v];
    const auto s = strangeness_[std::size_t(view.habit)][view.member];
    averages_[v] += view.rate * (pooling_(view.pool, s) - averages_[v]);
  }
  return averages_;
}

void RunningViews::reset() noexcept {
  for (auto& member : members_) member.detector->reset();
  adaptation_.reset();
  forget();
}

void RunningViews::episode_over() noexcept {
  for (auto& member : members_) member.detector->episode_over();
  std::fill(averages_.begin(), averages_.end(), 0.0F);
}

void RunningViews::adapt(Timestamp at, Outlet<Notice>& notices) noexcept {
  for (auto& member : members_) member.detector->adapt(at, notices);
  adaptation_.learn(at, notices);
}

void RunningViews::forget() noexcept {
  for (auto& of_members : habituation_) {
    for (auto& habituation : of_members) habituation.reset();
  }
  std::fill(averages_.begin(), averages_.end(), 0.0F);
}

}  // namespace weir
