#include "decisions/calibrated/calibrated_decider.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr double release = 0.5;  // of the threshold

class CalibratedDecider final : public Decider {
 public:
  CalibratedDecider(const AlarmPolicy& policy, std::size_t sensors, const Graph& topology)
      : policy_(policy), baseline_(policy_), topology_(topology) {
    blame_.resize(sensors);
    edge_blame_.resize(topology.edge_count());
    order_.resize(sensors);
    edge_order_.resize(topology.edge_count());
    strangest_.resize(sensors);
    for (auto* v : {&seen_, &expected_, &spread_}) v->resize(sensors);
  }

  Learning decide(const FrameView& frame, const ScoreView& score, Outlet<Alarm>& alarms) noexcept override {
    if (frame.after_gap) {
      finish(alarms);
      baseline_.reset();
    }
    const double above = baseline_.above(score.total);
    if (above < release * policy_.threshold) {
      if (open_ && ++quiet_ >= policy_.quiet_steps) {
        finish(alarms);
      } else if (!open_ && rising_ && ++quiet_ >= policy_.quiet_steps) {
        rising_ = false;
      }
      return open_ ? Learning::hold : Learning::allow;
    }
    if (!open_ && !rising_) begin(frame.step_at);
    quiet_ = 0;
    gather(frame, score);
    if (!open_ && above >= policy_.threshold) {
      open_ = true;
      alarm_.id = ++count_;
      emit(AlarmPhase::opened, frame.step_at, alarms);
      next_update_ = steps_ * 2;
    } else if (open_ && steps_ >= next_update_) {
      emit(AlarmPhase::updated, frame.step_at, alarms);  // at twice its length each time: few, however long it lasts
      next_update_ = steps_ * 2;
    }
    return Learning::hold;
  }

  void finish(Outlet<Alarm>& alarms) noexcept override {
    if (open_) emit(AlarmPhase::closed, alarm_.last, alarms);
    open_ = rising_ = false;
    quiet_ = 0;
  }

  bool in_alarm() const noexcept override { return open_; }

  void reset() noexcept override {
    open_ = rising_ = false;
    quiet_ = 0;
    baseline_.reset();
  }

 private:
  void begin(Timestamp at) {
    rising_ = true;
    steps_ = 0;
    const auto id = alarm_.id;
    alarm_ = Alarm{};
    alarm_.id = id;
    alarm_.onset = alarm_.peak = at;
    std::fill(blame_.begin(), blame_.end(), 0.0F);
    std::fill(edge_blame_.begin(), edge_blame_.end(), 0.0F);
    std::fill(strangest_.begin(), strangest_.end(), -1.0F);
  }

  /// Takes one strange step into the episode.
  void gather(const FrameView& frame, const ScoreView& score) {
    ++steps_;
    alarm_.last = frame.step_at;
    if (score.total > alarm_.score) {
      alarm_.score = score.total;
      alarm_.p_value = std::pow(10.0, -score.total);
      alarm_.peak = frame.step_at;
    }
    for (std::size_t i = 0; i < blame_.size() && i < score.per_sensor.size(); ++i) {  // empty: nobody is to blame
      const float s = std::abs(score.per_sensor[i]);
      if (!std::isfinite(s)) continue;  // would make the order of culprits undefined
      blame_[i] += s * s;
      if (s <= strangest_[i]) continue;
      strangest_[i] = s;  // what was seen is told as of the sensor's own strangest step
      seen_[i] = frame.values[i];
      expected_[i] = score.expected.empty() ? NAN : score.expected[i];
      spread_[i] = score.spread.empty() ? NAN : score.spread[i];
    }
    for (std::size_t e = 0; e < edge_blame_.size(); ++e) edge_blame_[e] += score.per_edge.empty() ? 0 : score.per_edge[e];
  }

  void emit(AlarmPhase phase, Timestamp at, Outlet<Alarm>& alarms) {
    alarm_.phase = phase;
    alarm_.at = at;
    float sum = 0;
    for (std::size_t i = 0; i < blame_.size(); ++i) {
      order_[i] = static_cast<std::uint32_t>(i);
      sum += blame_[i];
    }
    const std::size_t culprits = std::min(Alarm::culprits_max, order_.size());
    std::partial_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(culprits), order_.end(),
                      [&](auto a, auto b) { return blame_[a] != blame_[b] ? blame_[a] > blame_[b] : a < b; });
    alarm_.culprit_count = 0;
    for (std::size_t k = 0; k < culprits && sum > 0; ++k) {
      const auto i = order_[k];
      const float share = blame_[i] / sum;
      if (k > 0 && share < 0.02F) break;
      alarm_.culprits[alarm_.culprit_count++] = {i, share, seen_[i], expected_[i], spread_[i]};
    }
    tell_edges();
    alarms.push(std::span(&alarm_, 1));
  }

  /// The relations into the sensors blamed that broke most; what broke elsewhere explains nothing.
  void tell_edges() {
    const auto blamed = std::span(alarm_.culprits).first(alarm_.culprit_count);
    std::size_t candidates = 0;
    float sum = 0;
    for (std::size_t e = 0; e < edge_blame_.size(); ++e) {
      if (std::ranges::none_of(blamed, [&](const Culprit& c) { return c.sensor == topology_.edges()[e].to; })) continue;
      edge_order_[candidates++] = static_cast<std::uint32_t>(e);
      sum += edge_blame_[e];
    }
    const std::size_t told = std::min(Alarm::edges_max, candidates);
    std::partial_sort(edge_order_.begin(), edge_order_.begin() + static_cast<std::ptrdiff_t>(told),
                      edge_order_.begin() + static_cast<std::ptrdiff_t>(candidates),
                      [&](auto a, auto b) { return edge_blame_[a] != edge_blame_[b] ? edge_blame_[a] > edge_blame_[b] : a < b; });
    alarm_.edge_count = 0;
    for (std::size_t k = 0; k < told && sum > 0; ++k) {
      const auto& edge = topology_.edges()[edge_order_[k]];
      const float share = edge_blame_[edge_order_[k]] / sum;
      if (share < 0.05F) break;
      alarm_.edges[alarm_.edge_count++] = {edge.from, edge.to, share};
    }
  }

  AlarmPolicy policy_;
  Baseline baseline_;
  const Graph& topology_;
  Alarm alarm_;
  bool rising_ = false, open_ = false;
  double quiet_ = 0;
  std::uint64_t count_ = 0, steps_ = 0, next_update_ = 0;
  std::vector<float> blame_, edge_blame_, strangest_, seen_, expected_, spread_;
  std::vector<std::uint32_t> order_, edge_order_;
};

}  // namespace

Result<std::unique_ptr<Decider>> make_calibrated_decider(const AlarmPolicy& policy, const Catalogue& catalogue, const Graph& topology) {
  return std::make_unique<CalibratedDecider>(policy, catalogue.size(), topology);
}

}  // namespace weir
