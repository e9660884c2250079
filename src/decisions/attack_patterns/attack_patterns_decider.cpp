#include "decisions/attack_patterns/attack_patterns_decider.h"

#include <algorithm>

#include "base/file.h"
#include "patterns/alarm_history.h"
#include "patterns/episode_reader.h"
#include "patterns/recognition.h"

namespace weir {
namespace {

constexpr std::size_t window_rows = 1024;

class AttackPatternsDecider final : public Decider, private Outlet<Alarm> {
 public:
  AttackPatternsDecider(std::unique_ptr<Decider> inner, const PatternLibrary& library, const Catalogue& catalogue, const Graph& topology)
      : inner_(std::move(inner)),
        window_(catalogue.size(), window_rows),
        reader_(catalogue, topology, window_rows),
        recogniser_(library, catalogue),
        history_(catalogue, topology) {}

  Learning decide(const FrameView& frame, const ScoreView& score, Outlet<Alarm>& alarms) noexcept override {
    outlet_ = &alarms;
    if (frame.after_gap) {
      inner_->finish(*this);  // while the window still holds what the episode was made of
      window_.clear();
    }
    window_.append(frame, score);
    return inner_->decide(frame, score, *this);
  }
  void finish(Outlet<Alarm>& alarms) noexcept override {
    outlet_ = &alarms;
    inner_->finish(*this);
  }
  bool in_alarm() const noexcept override { return inner_->in_alarm(); }
  void reset() noexcept override {
    inner_->reset();
    window_.clear();
  }

 private:
  bool push(std::span<const Alarm> alarms) override {
    bool go_on = true;
    for (const auto& alarm : alarms) {
      told_ = alarm;
      Signature signature;
      if (reader_.read(window_, told_, signature)) recogniser_.name(signature, told_);
      else if (known_.id == told_.id) take_known();
      history_.place(told_);
      known_ = told_;
      go_on = outlet_->push(std::span(&told_, 1)) && go_on;
    }
    return go_on;
  }

  /// What was said of the same episode before, where there is nothing to read any more.
  void take_known() {
    told_.verdict = known_.verdict;
    told_.patterns = known_.patterns;
    told_.pattern_count = known_.pattern_count;
    // In the order known, with what has been blamed since; who isn't blamed any more stays if it began there.
    Alarm merged = told_;
    merged.culprit_count = 0;
    const auto blamed = std::span(told_.culprits).first(told_.culprit_count);
    for (const auto& before : std::span(known_.culprits).first(known_.culprit_count)) {
      const auto now = std::ranges::find(blamed, before.sensor, &Culprit::sensor);
      if (now == blamed.end() && before.role != CulpritRole::origin) continue;
      auto& culprit = merged.culprits[merged.culprit_count++];
      culprit = now == blamed.end() ? before : *now;
      culprit.role = before.role;
      culprit.onset = before.onset;
    }
    for (const auto& culprit : blamed) {
      const auto taken = std::span(merged.culprits).first(merged.culprit_count);
      const bool there = std::ranges::find(taken, culprit.sensor, &Culprit::sensor) != taken.end();
      if (!there && merged.culprit_count < Alarm::culprits_max) merged.culprits[merged.culprit_count++] = culprit;
    }
    told_.culprits = merged.culprits;
    told_.culprit_count = merged.culprit_count;
  }

  std::unique_ptr<Decider> inner_;
  RecentWindow window_;
  EpisodeReader reader_;
  Recogniser recogniser_;
  AlarmHistory history_;
  Outlet<Alarm>* outlet_ = nullptr;
  Alarm told_, known_;
};

}  // namespace

Result<std::unique_ptr<Decider>> make_attack_patterns_decider(std::unique_ptr<Decider> inner, const PatternLibrary& library,
                                                              const Catalogue& catalogue, const Graph& topology) {
  if (!inner) return bad_input("attack patterns need a decider whose alarms they name");
  return std::make_unique<AttackPatternsDecider>(std::move(inner), library, catalogue, topology);
}

Result<PatternLibrary> read_patterns(ConfigTable config) {
  const auto path = config.text("library", "");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  if (path.empty()) return PatternLibrary::builtin();
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return PatternLibrary::parse(*text, path);
}

}  // namespace weir
