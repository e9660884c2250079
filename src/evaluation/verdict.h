// A judged recording in numbers: every metric of the house, trivial detectors beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "evaluation/judged.h"
#include "evaluation/targets.h"

namespace weir {

struct VerdictOptions {
  std::size_t vus_window = 100;  // steps
  std::size_t group_steps = 5;   // alarms closer than this count as one
  double grace_s = 0;            // an alarm that begins at most so long after an event still belongs to it
  double budget_per_day = 0;     // promised, noted beside the false alarms a day; 0: unknown
};

/// One figure: undefined where the metric has no value on these data.
struct Figure {
  std::string name;   // "auroc"
  std::string group;  // "score" | "alarms" | "events" | "localisation" | "for comparison only"
  std::optional<double> value;
  std::string note;  // unit, or what to beware of; may be empty
};

/// What became of one labelled event.
struct EventVerdict {
  Timestamp first{}, last{};
  bool found = false;
  double delay_s = 0;              // of the found
  std::vector<std::string> named;  // the first three sensors of the alarm that found it; empty where missed
  std::vector<std::string> truth;  // from the targets, where given
};

struct Verdict {
  std::size_t rows = 0, anomalous_rows = 0;
  double days = 0;
  std::vector<Figure> figures;
  std::vector<std::pair<std::string, std::vector<Figure>>> trivial;  // "always", "never", "random": the same figures
  std::vector<EventVerdict> events;
};

/// [rows] Alarms at most `steps` rows apart as one.
std::vector<std::uint8_t> joined_alarms(std::vector<std::uint8_t> alarms, std::size_t steps);

/// Fails where the recording has no labels at all.
Result<Verdict> judge(const Judged& judged, const Catalogue& catalogue, const std::vector<Target>& targets, const VerdictOptions& options);

std::string to_text(const Verdict& verdict);
std::string to_json(const Verdict& verdict);

}  // namespace weir
