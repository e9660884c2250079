// What the earlier alarms of a run say of a new one: which looked like it, and whether they are one campaign.
#pragma once

#include <array>
#include <vector>

#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "topology/graph.h"

namespace weir {

/// The last 64 alarms, in memory of a fixed size. Catalogue and graph must outlive it.
///
/// An alarm joins the campaign of an earlier one that ended at most a day before it began, if neither is a fault or a change of the
/// plant, and the two have to do with each other: a common sensor, neighbours in the graph (two steps by given relations, one by
/// learned ones), or the same stage; the longer the pause, the closer they must be. A campaign is called by its first alarm's id.
class AlarmHistory {
 public:
  AlarmHistory(const Catalogue& catalogue, const Graph& graph);
  /// Fills campaign and similar, and remembers the alarm; a later phase of one remembered replaces it. Allocates nothing.
  void place(Alarm& alarm) noexcept;
  void clear() noexcept { count_ = 0; }

 private:
  static constexpr std::size_t kept_max = 64;
  struct Past {
    std::uint64_t id = 0;
    Timestamp onset{}, last{};
    PatternKind verdict{};
    FixedText<23> pattern;
    std::array<Culprit, Alarm::culprits_max> culprits{};
    std::size_t culprit_count = 0;
    CampaignPart campaign;
  };
  Past* find(std::uint64_t id);
  Past& remember(const Alarm& alarm);
  void tell_similar(Alarm& alarm) const;
  void tell_campaign(Alarm& alarm);
  float relation(const Past& past, const Alarm& alarm) const;
  bool neighbours(SensorIndex a, SensorIndex b) const;
  const std::string& stage_of(const Alarm& alarm) const;

  const Catalogue& catalogue_;
  std::vector<std::vector<SensorIndex>> given_, any_;  // [N] neighbours either way, sorted
  std::array<Past, kept_max> past_{};                  // a ring; the newest at (count_ - 1) % kept_max
  std::size_t count_ = 0;
};

}  // namespace weir
