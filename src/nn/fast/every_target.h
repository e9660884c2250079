// For tests: runs a test once for every vector unit that this machine has and the library was compiled for.
//   EVERY_TARGET(FastLstm);  TEST_P(FastLstm, ...)
#pragma once

#include <gtest/gtest.h>

#include "nn/fast/target.h"
// Highway after the choice of targets.
#include "hwy/highway.h"

namespace weir::nn::fast {

class EveryTarget : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { choose(GetParam()); }
  void TearDown() override { choose(0); }  // back to the best one

 private:
  static void choose(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

}  // namespace weir::nn::fast

#define EVERY_TARGET(suite)                                                                          \
  class suite : public EveryTarget {};                                                               \
  INSTANTIATE_TEST_SUITE_P(OnEvery, suite, ::testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), \
                           [](const auto& instance) { return std::string(hwy::TargetName(instance.param)); })
