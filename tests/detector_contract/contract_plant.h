// The plant on which every detector is held to its contract, and every detector as it comes out of training there.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "attacks/manipulation.h"
#include "detectors/detector.h"
#include "linear/test_plant.h"
#include "topology/graph.h"

namespace weir::contract {

/// All built-in detectors and the ensemble.
const std::vector<DetectorFactory>& all_factories();

/// 1,500 normal rows to learn from; the same plant later on, the same with manipulations, and which of its rows have them.
struct Plant {
  FrameTable normal, fresh, attacked;
  std::vector<bool> is_attacked;
  std::vector<RowRange> folds;
  Graph topology;
};
const Plant& plant();

/// What a detector can see by its nature, and so is held to.
struct Sight {
  /// How it is lied to about one sensor.
  enum class Lie {
    offset,  // the reading plus or minus something
    hold,    // the reading as it was when the lie began, plus or minus something, held
    flip,    // the other state of the valve
  };
  std::vector<ManipulationKind> kinds = {ManipulationKind::bias, ManipulationKind::noise, ManipulationKind::swap};
  std::vector<SensorIndex> sensors = {};  // manipulated; empty: any
  Lie lie = Lie::offset;
  std::size_t steps = 1;  // of a lie before its side must show
  SensorIndex lied_about = 3, blamed = 1;
  std::vector<SensorIndex> bound = {};  // in the same relation as `blamed`: the relation can't tell which of them lies
};
Sight sight_of(const DetectorFactory& factory);
/// plant().attacked, but with manipulations of the kinds that it can see; the rows changed into `is_attacked`.
FrameTable attacked_as_seen_by(const DetectorFactory& factory, std::vector<bool>& is_attacked);

/// Of the plant; `catalogue` and `topology` are its own unless given.
DetectorContext context_of(int threads = 1, const Catalogue& catalogue = plant().normal.catalogue(),
                           const Graph& topology = plant().topology);

/// Few steps for what is taught by gradient, the defaults for all else.
ConfigTable quick_config(const DetectorFactory& factory);

Result<Trained> train(const DetectorFactory& factory, ConfigTable config, const FrameTable& normal, const DetectorContext& context);
/// quick_config on the plant, one thread; learned once a detector.
const Trained& trained(const DetectorFactory& factory);
std::unique_ptr<Detector> made(const DetectorFactory& factory);

/// A score as values.
struct Kept {
  float total = 0;
  std::vector<float> per_sensor, per_edge, expected, spread;
  explicit Kept(const ScoreView& score)
      : total(score.total),
        per_sensor(score.per_sensor.begin(), score.per_sensor.end()),
        per_edge(score.per_edge.begin(), score.per_edge.end()),
        expected(score.expected.begin(), score.expected.end()),
        spread(score.spread.begin(), score.spread.end()) {}
  /// Bit for bit, so that NaN equals NaN.
  bool operator==(const Kept& other) const;
};
std::vector<Kept> scores_of(Detector& detector, const FrameTable& frames, RowRange rows);

/// One test a detector.
class DetectorContract : public testing::TestWithParam<DetectorFactory> {
 protected:
  std::string name() const { return GetParam().name; }
};
std::string name_of_case(const testing::TestParamInfo<DetectorFactory>& info);

}  // namespace weir::contract

#define WEIR_EVERY_DETECTOR(suite) \
  INSTANTIATE_TEST_SUITE_P(Every, suite, testing::ValuesIn(weir::contract::all_factories()), weir::contract::name_of_case)
