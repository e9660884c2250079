#include "metrics/vus/vus.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"
#include "metrics/runs.h"

namespace weir {
namespace {

/// The definition, every step at every width and threshold: what vus() computes without visiting them.
class Reference {
 public:
  explicit Reference(const Series& series) : s_(series) {}

  std::vector<double> soft_labels(std::size_t width) const {
    std::vector<double> soft(s_.labels().begin(), s_.labels().end());
    const auto half = static_cast<std::ptrdiff_t>(width / 2);
    const auto n = static_cast<std::ptrdiff_t>(s_.size());
    for (const RowRange& event : s_.label_runs()) {
      for (std::ptrdiff_t d = 1; d <= half; ++d) {
        const double weight = std::sqrt(1 - static_cast<double>(d) / static_cast<double>(width));
        const auto left = static_cast<std::ptrdiff_t>(event.first) - d, right = static_cast<std::ptrdiff_t>(event.last) - 1 + d;
        if (right < n) soft[static_cast<std::size_t>(right)] += weight;
        if (left >= 0) soft[static_cast<std::size_t>(left)] += weight;
      }
    }
    for (auto& x : soft) x = std::min(x, 1.0);
    return soft;
  }

  std::vector<RowRange> widened_events(std::size_t half) const {
    std::vector<RowRange> out;
    for (const RowRange& event : s_.label_runs()) {
      const RowRange wide{event.first - std::min(event.first, half), std::min(event.last + half, s_.size())};
      if (!out.empty() && overlap(out.back(), wide) > 0) out.back().last = wide.last;
      else out.push_back(wide);
    }
    return out;
  }

  Vus slice(std::size_t width, std::size_t thresholds) const {
    const auto soft = soft_labels(width);
    const auto segments = widened_events(width / 2);
    std::vector<double> sorted(s_.scores().begin(), s_.scores().end());
    std::ranges::sort(sorted, std::greater{});
    Vus area;
    double tpr0 = 0, fpr0 = 0;
    for (std::size_t k = 0; k < thresholds; ++k) {
      const double step = static_cast<double>(sorted.size() - 1) / static_cast<double>(thresholds - 1);
      const std::size_t at = k + 1 == thresholds ? sorted.size() - 1 : static_cast<std::size_t>(static_cast<double>(k) * step);
      const auto predicted = alarms_at(s_.scores(), sorted[at]);
      double tp = 0, mass = 0, attacked = 0, count = 0, hit = 0;
      for (std::size_t t = 0; t < s_.size(); ++t) {
        tp += soft[t] * predicted[t];
        mass += s_.labels()[t] != 0 ? 1 : soft[t] * predicted[t];
        attacked += s_.labels()[t];
        count += predicted[t];
      }
      for (const RowRange& segment : segments)
        hit += std::any_of(predicted.begin() + static_cast<std::ptrdiff_t>(segment.first),
                           predicted.begin() + static_cast<std::ptrdiff_t>(segment.last), [](auto p) { return p != 0; })
                   ? 1
                   : 0;
      const double positives = (attacked + mass) / 2;
      const double tpr = std::min(tp / positives, 1.0) * hit / static_cast<double>(segments.size());
      const double fpr = (count - tp) / (static_cast<double>(s_.size()) - positives);
      area.roc += (fpr - fpr0) * (tpr + tpr0) / 2;
      area.pr += (tpr - tpr0) * tp / count;
      tpr0 = tpr;
      fpr0 = fpr;
    }
    area.roc += (1 - fpr0) * (1 + tpr0) / 2;
    return area;
  }

 private:
  const Series& s_;
};

TEST(Vus, AgreesWithTheDefinitionAtEveryWidth) {
  Random random(13);
  int judged = 0;
  for (int round = 0; round < 150; ++round) {
    const auto series = random_series(random, 2 + random.index(80), 0.15);
    const std::size_t thresholds = 2 + random.index(30);
    if (!vus(series)) continue;
    ++judged;
    const std::size_t window = random.index(24);
    Vus mean;
    for (std::size_t width = 0; width <= window; ++width) {
      const auto expected = Reference(series).slice(width, thresholds);
      const auto slice = range_auc(series, {width, thresholds});
      ASSERT_TRUE(slice);
      ASSERT_NEAR(slice->roc, expected.roc, 1e-12);
      ASSERT_NEAR(slice->pr, expected.pr, 1e-12);
      mean.roc += expected.roc / static_cast<double>(window + 1);
      mean.pr += expected.pr / static_cast<double>(window + 1);
    }
    const auto volume = vus(series, {window, thresholds});
    ASSERT_NEAR(volume->roc, mean.roc, 1e-12);
    ASSERT_NEAR(volume->pr, mean.pr, 1e-12);
  }
  EXPECT_GT(judged, 100);
}

TEST(Vus, UndefinedWithOneClassOrWithoutScores) {
  const std::vector<double> scores{1, 2, 3};
  EXPECT_FALSE(vus(drawn_series("...", "...", scores)));
  EXPECT_FALSE(vus(drawn_series("###", "...", scores)));
  EXPECT_FALSE(vus(drawn_series("#..", "...")));
  EXPECT_FALSE(vus_of_alarms(drawn_series("###", "...")));
}

TEST(Vus, OneThresholdIsTheHighestScore) {
  const std::vector<double> scores{1, 3, 2};
  const auto area = vus(drawn_series(".#.", "...", scores), {.window = 0, .thresholds = 1});
  EXPECT_DOUBLE_EQ(area->pr, 1);
  EXPECT_DOUBLE_EQ(area->roc, 1);
}

TEST(Vus, AlarmsBesideAnEventCountPartly) {
  const auto beside = vus_of_alarms(drawn_series("...####...", ".......#.."), 2);  // widths 0, 1, 2
  EXPECT_NEAR(beside->precision, std::sqrt(0.5) / 3, 1e-12);
  EXPECT_EQ(vus_of_alarms(drawn_series("...####...", ".........."), 2)->precision, 0);
}

}  // namespace
}  // namespace weir
