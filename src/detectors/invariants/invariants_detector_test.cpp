#include "detectors/invariants/invariants_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "detectors/invariants/equation_text.h"
#include "detectors/invariants/equations.h"
#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

enum : std::size_t { inflow, outflow, pump, tank, twin, loner };

/// A tank of 0.02 mm a step per m3/h of inflow, -0.03 per m3/h of outflow, and 1 mm a step while the pump runs; a second
/// meter of the inflow; and a sensor that nothing explains.
FrameTable tank_data(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  double in = 0, out = 0, alone = 0, level = 500;
  bool running = false;
  auto table = test::make_table({SensorKind::continuous, SensorKind::continuous, SensorKind::discrete, SensorKind::level,
                                 SensorKind::continuous, SensorKind::continuous},
                                rows, [&](std::size_t, test::Row& now) {
                                  in = 0.95 * in + 5 * random.normal();
                                  out = 0.9 * out + 6 * random.normal();
                                  alone = 0.9 * alone + random.normal();
                                  if (level < 450) running = true;
                                  if (level > 550) running = false;
                                  level += 0.02 * (100 + in) - 0.03 * (85 + out) + (running ? 1.0 : 0.0) + 0.02 * random.normal();
                                  const double values[] = {
                                      100 + in, 85 + out, running ? 2.0 : 1.0, level, 1.02 * (100 + in) + 1 + 0.3 * random.normal(), alone};
                                  for (std::size_t i = 0; i < now.values.size(); ++i) now.values[i] = static_cast<float>(values[i]);
                                });
  const char* names[] = {"FIT101", "FIT201", "P101", "LIT101", "FIT102", "AIT1"};
  const char* units[] = {"m3/h", "m3/h", "", "mm", "m3/h", ""};
  for (std::size_t i = 0; i < 6; ++i) {
    table.catalogue()[i].name = names[i];
    table.catalogue()[i].unit = units[i];
  }
  return table;
}

struct Invariants : testing::Test {
  const FrameTable normal = tank_data(4000, 1), fresh = tank_data(1500, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  TensorSet learned(const char* toml = "") const {
    const auto factory = invariants_detector();
    const auto trained = factory.train(*ConfigTable::parse(toml, "weir.toml"), {normal, make_folds(normal, 5), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    return trained->full;
  }
  std::unique_ptr<Detector> made() const { return std::move(*invariants_detector().make(learned(), context)); }
};

TEST_F(Invariants, FindsTheMassBalanceOfTheTank) {
  const auto equations = load_equations(learned(), 6);
  ASSERT_TRUE(equations) << equations.error().message;
  const auto& tank_equation = (*equations)[tank];
  EXPECT_EQ(tank_equation.form, EquationForm::balance);
  std::vector<SensorIndex> sources(tank_equation.sources().begin(), tank_equation.sources().end());
  std::ranges::sort(sources);
  ASSERT_EQ(sources.size(), 3U);
  EXPECT_TRUE(sources[0] == inflow || sources[2] == twin);
  EXPECT_NE(std::ranges::find(sources, outflow), sources.end());
  EXPECT_NE(std::ranges::find(sources, pump), sources.end());
  EXPECT_GT(tank_equation.held, 0.9F);
}

TEST_F(Invariants, SaysItInWords) {
  const auto text = equation_text(learned(), normal.catalogue(), 1, tank);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_TRUE(text->starts_with("LIT101 ")) << *text;
  EXPECT_NE(text->find("mm/s per m3/h of FIT10"), std::string::npos) << *text;
  EXPECT_NE(text->find("rises 0.0"), std::string::npos) << *text;
  EXPECT_NE(text->find("mm/s per m3/h of FIT201"), std::string::npos) << *text;
  EXPECT_NE(text->find("mm/s per unit of P101"), std::string::npos) << *text;
  const auto meter = equation_text(learned(), normal.catalogue(), 1, twin);
  ASSERT_TRUE(meter);
  EXPECT_TRUE(meter->starts_with("FIT102 = 1.0")) << *meter;
  EXPECT_NE(meter->find("x FIT101"), std::string::npos) << *meter;
  EXPECT_FALSE(equation_text(learned(), normal.catalogue(), 1, 6));
}

TEST_F(Invariants, TheNumbersInItAreThoseOfThePlant) {
  // The rise per step of the tank follows from the equation's own coefficients, in engineering units.
  const auto equations = load_equations(learned(), 6);
  const auto parameters = learned();
  const auto normaliser = Normaliser::load(parameters, 6);
  const auto& e = (*equations)[tank];
  for (std::size_t t = 0; t < e.terms; ++t) {
    const double slope = e.coefficient[t] * normaliser->scale(tank) / normaliser->scale(e.source[t]) / e.span;
    const double truth = e.source[t] == inflow ? 0.02 : e.source[t] == twin ? 0.02 / 1.02 : e.source[t] == outflow ? -0.03 : 1.0;
    EXPECT_NEAR(slope / truth, 1, 0.1) << "term " << t;
  }
}

TEST_F(Invariants, WhatNothingExplainsIsNotJudged) {
  EXPECT_EQ((*load_equations(learned(), 6))[loner].form, EquationForm::none);
  const auto text = equation_text(learned(), normal.catalogue(), 1, loner);
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->empty());
  const auto detector = made();
  for (std::size_t row = 0; row < 200; ++row) {
    test::Row now(6);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    now.values[loner] += 50;
    EXPECT_EQ(detector->score(now.view(row)).per_sensor[loner], 0);
  }
}

TEST_F(Invariants, IsQuietInNormalOperation) {
  const auto detector = made();
  std::size_t strange = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    for (const float s : detector->score(fresh.frame(row)).per_sensor) strange += std::abs(s) > 1;
  }
  EXPECT_LT(strange, fresh.rows() * 6 / 50);
}

TEST_F(Invariants, SeesALevelThatRisesAgainstItsFlows) {
  const auto detector = made();
  float strangest = 0;
  for (std::size_t row = 0; row < 400; ++row) {
    test::Row now(6);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    if (row >= 300) now.values[tank] += 0.6F * static_cast<float>(row - 299);  // less than the pump does
    const auto score = detector->score(now.view(row));
    if (row >= 350) strangest = std::max(strangest, score.per_sensor[tank]);
  }
  EXPECT_GT(strangest, 2);
}

TEST_F(Invariants, ExpectsWhatTheEquationSays) {
  const auto detector = made();
  ScoreView score;
  for (std::size_t row = 0; row < 300; ++row) {
    test::Row now(6);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    if (row == 299) now.values[twin] += 20;
    score = detector->score(now.view(row));
  }
  EXPECT_TRUE(std::isnan(score.expected[loner]));
  EXPECT_NEAR(score.expected[tank], fresh.values(299)[tank], 6 * score.spread[tank] + 1);
}

TEST_F(Invariants, AMissingTermSilencesTheEquation) {
  const auto detector = made();
  const auto e = (*load_equations(learned(), 6))[tank];
  for (std::size_t row = 0; row < 330; ++row) {
    test::Row now(6);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    if (row >= 300) now.quality[e.source[0]] = Quality::missing;
    const auto score = detector->score(now.view(row));
    if (row >= 300) {
      EXPECT_EQ(score.per_sensor[tank], 0);
    }
  }
}

TEST_F(Invariants, KeepIsAnOption) {
  const auto strict = load_equations(learned("keep = 0.9985"), 6), usual = load_equations(learned(), 6);
  auto count = [](const std::vector<Equation>& equations) {
    return std::ranges::count_if(equations, [](const Equation& e) { return e.form != EquationForm::none; });
  };
  EXPECT_LT(count(*strict), count(*usual));
}

}  // namespace
}  // namespace weir
