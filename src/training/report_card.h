// What a freshly trained model would find: manipulations put into rows it hasn't learned from, judged at its own threshold.
#pragma once

#include <string>
#include <vector>

#include "attacks/manipulation.h"
#include "training/model.h"

namespace weir {

struct FamilyResult {
  ManipulationKind kind{};
  std::size_t episodes = 0, found = 0;
  std::size_t named = 0;      // of the found: a manipulated sensor is among the first three named
  double median_delay_s = 0;  // of the found
};

/// A stretch of the training data that looks like no normal operation: an attack or a fault may have been there.
struct SuspectStretch {
  std::string first_at, last_at;  // ISO 8601
  std::size_t rows = 0;
  std::vector<std::string> sensors;  // the strangest, three at most
};

struct ReportCard {
  std::size_t sensors = 0, constant_sensors = 0, edges = 0;
  double rows = 0, days = 0;
  AlarmPolicy policy;
  std::vector<FamilyResult> families;
  std::size_t numbers = 0;  // parameters of the model
  std::vector<SuspectStretch> suspects;
  std::vector<std::string> remarks;  // members left out and why, and the like
};

/// `suspects` as a person wants to know them: when, and on which sensors. `fold_detectors` are left reset.
std::vector<SuspectStretch> describe_suspects(const FrameTable& frames, std::span<const RowRange> folds,
                                              std::span<const std::unique_ptr<Detector>> fold_detectors,
                                              std::span<const RowRange> suspects);

/// `fold_detectors[k]` scores rows of folds[k] with parameters learned without them.
Result<ReportCard> make_report_card(const FrameTable& frames, std::span<const RowRange> folds,
                                    std::vector<std::unique_ptr<Detector>>& fold_detectors, const Model& model, std::uint64_t seed,
                                    int threads);

std::string to_json(const ReportCard& card);
/// The card that a model carries.
Result<ReportCard> report_card_of(const Model& model);
std::string to_text(const ReportCard& card);

}  // namespace weir
