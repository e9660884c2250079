#include "training/train.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ranges>

#include <nlohmann/json.hpp>

#include "linear/linear_base.h"
#include "training/report_card.h"
#include "training/small_plant.h"

namespace weir {
namespace {

std::string bytes_of(const Model& model) { return serialise(to_file(model)); }

std::string refusal(const FrameTable& frames, const TrainOptions& options) {
  const auto model = train_small(frames, options);
  return model ? "accepted" : model.error().message;
}

TEST(Train, GivesTheSameBytesEveryTimeAndOnAnyNumberOfThreads) {
  const auto frames = small_plant_frames(1500);
  const auto once = bytes_of(small_model());
  for (const int threads : {1, 2}) {
    auto options = quick_options();
    options.threads = threads;
    const auto again = train_small(frames, options);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(bytes_of(*again) == once) << threads << " threads";
  }
}

TEST(Train, DependsOnSeedDataAndConfiguration) {
  const auto options = quick_options();
  auto other_seed = options, other_config = options;
  other_seed.seed = 2;
  other_config.config_text += "rate_max = 0.003\n";
  const auto frames = small_plant_frames(400);
  const auto model = train_small(frames, options);
  ASSERT_TRUE(model) << model.error().message;
  const auto reseeded = train_small(frames, other_seed), reconfigured = train_small(frames, other_config),
             retaught = train_small(small_plant_frames(400, 2), options);
  ASSERT_TRUE(reseeded && reconfigured && retaught);
  EXPECT_NE(bytes_of(*reseeded), bytes_of(*model));
  EXPECT_NE(bytes_of(*reconfigured), bytes_of(*model));
  EXPECT_EQ(reseeded->provenance.data_fingerprint, model->provenance.data_fingerprint);
  EXPECT_NE(retaught->provenance.data_fingerprint, model->provenance.data_fingerprint);
}

TEST(Train, WritesDownWhatItWasMadeFrom) {
  const auto frames = small_plant_frames(1500);
  const auto& model = small_model();
  EXPECT_EQ(model.catalogue, frames.catalogue());
  EXPECT_EQ(model.provenance.rows, 1500u);
  EXPECT_EQ(model.provenance.seed, 1u);
  EXPECT_EQ(model.provenance.first_at, WaterTreatment::default_start);
  EXPECT_EQ(model.provenance.last_at, WaterTreatment::default_start + std::chrono::seconds(1499));
  EXPECT_EQ(model.provenance.config, quick_options().config_text);
  EXPECT_TRUE(model.provenance.program.starts_with("weir "));
  EXPECT_EQ(model.topology.sensors(), frames.sensors());
  EXPECT_GT(model.topology.edge_count(), 5u);
  EXPECT_EQ(model.policy.budget_per_day, 1);
  EXPECT_GT(model.policy.threshold, 1);
  for (const auto* member : {"var_ridge", "conditional", "excursion", "lstm_gnn"}) {
    EXPECT_FALSE(model.detector.part(fmt::format("member.{}.", member)).tensors().empty()) << member;
  }
}

TEST(Train, CanBeTakenApart) {
  const auto frames = small_plant_frames(400);
  auto options = quick_options();
  const auto whole = train_small(frames, options);
  TrainingParts parts;
  options.report_card = false;
  options.parts = &parts;
  const auto model = train_small(frames, options);
  ASSERT_TRUE(whole && model);
  EXPECT_EQ(model->report_card, "");
  EXPECT_EQ(serialise({model->detector, {}}), serialise({whole->detector, {}})) << "the report card changes nothing else";
  EXPECT_EQ(model->policy.to_numbers(), whole->policy.to_numbers());
  EXPECT_EQ(serialise({parts.trained.full, {}}), serialise({model->detector, {}}));
  ASSERT_EQ(parts.trained.without.size(), parts.folds.size());
  EXPECT_NE(serialise({parts.trained.without[0], {}}), serialise({parts.trained.without[1], {}}));
  ASSERT_TRUE(parts.linear);
  EXPECT_EQ(parts.linear->without.size(), parts.folds.size());
}

TEST(Train, RefusesTooLittleToLearnFrom) {
  EXPECT_EQ(refusal(FrameTable(Catalogue()), {}), "the data hold no sensor to learn");
  EXPECT_EQ(refusal(small_plant_frames(0), quick_options()),
            "0 rows of normal data are too few to learn from; give at least 60, better a day or more");
  EXPECT_EQ(refusal(small_plant_frames(59), quick_options()),
            "59 rows of normal data are too few to learn from; give at least 60, better a day or more");
}

TEST(Train, LearnsFromTheFewestRowsItTakes) {
  const auto model = train_small(small_plant_frames(60), quick_options());
  ASSERT_TRUE(model) << model.error().message;
  const auto members = all_members();
  const auto scorer = make_scorer(*model, ensemble_detector(), members);
  ASSERT_TRUE(scorer) << scorer.error().message;
  const auto frames = small_plant_frames(100, 3);
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    const float total = scorer->detector->score(frames.frame(row)).total;
    ASSERT_TRUE(total >= 0 && total < 100) << row << ": " << total;
  }
}

TEST(Train, NamesWhatIsWrongWithTheConfiguration) {
  const auto frames = small_plant_frames(120);
  const std::pair<const char*, const char*> cases[] = {
      {"[detectors.ensemble\n", "weir.toml:1:"},
      {"[detector.ensemble]\n", "weir.toml:1: detector: unknown table; known here: "},
      {"[detectors.ensemble]\nmember = []\n", "weir.toml:2: detectors.ensemble.member: unknown option; known here: members"},
      {"[detectors.ensemble]\nmembers = [\"lstm\"]\n", "detectors.ensemble.members: no detector is called 'lstm'; known: var_ridge, "},
      {"[detectors.ensemble]\nmembers = []\n", "detectors.ensemble.members: is empty; name at least one"},
      {"[detectors.ensemble.linear]\nlags = 0\n", "weir.toml:2: detectors.ensemble.linear.lags: 0 is not in 1..16"},
      {"[detectors.ensemble.lstm_gnn]\nsteps = \"many\"\n",
       "weir.toml:2: detectors.ensemble.lstm_gnn.steps: \"many\" is text, not a whole number"},
      {"[detectors.ensemble.svm]\n", "weir.toml:1: detectors.ensemble.svm: unknown table"},
      {"[decider]\nbudget = \"seldom\"\n", "weir.toml:2: decider.budget: alarm budget 'seldom': say how many"},
      {"[decider]\nthreshold = 3\n", "weir.toml:2: decider.threshold: unknown option"},
  };
  for (const auto& [toml, message] : cases) {
    auto options = quick_options();
    options.config_text = toml;
    // The last of them are only met after the teaching: make that short.
    if (std::string_view(toml).starts_with("[detector.") || std::string_view(toml).find("decider") != std::string_view::npos) {
      options.config_text += "[detectors.ensemble]\nmembers = [\"var_ridge\"]\n";
    }
    const auto refused = refusal(frames, options);
    EXPECT_TRUE(refused.starts_with(message)) << toml << refused;
    EXPECT_EQ(refused.find('\n'), std::string::npos) << refused;
  }
}

TEST(Train, TheBudgetGivenOverrulesTheTable) {
  const auto frames = small_plant_frames(300);
  auto options = quick_options();
  options.config_text = "[detectors.ensemble]\nmembers = [\"var_ridge\"]\n[decider]\nbudget = \"2/week\"\n";
  const auto by_table = train_small(frames, options);
  ASSERT_TRUE(by_table) << by_table.error().message;
  EXPECT_DOUBLE_EQ(by_table->policy.budget_per_day, 2.0 / 7);
  options.budget = "5/day";
  const auto by_hand = train_small(frames, options);
  ASSERT_TRUE(by_hand);
  EXPECT_EQ(by_hand->policy.budget_per_day, 5);
  EXPECT_LT(by_hand->policy.threshold, by_table->policy.threshold);
  EXPECT_TRUE(bytes_of(*by_hand) != bytes_of(*by_table));
  options.budget = "now and then";
  EXPECT_TRUE(refusal(frames, options).starts_with("alarm budget 'now and then': say how many"));
}

TEST(Train, TakesATopologyAsTold) {
  const auto frames = small_plant_frames(300);
  auto options = quick_options();
  options.config_text = "[detectors.ensemble]\nmembers = [\"var_ridge\"]\n";
  options.topology = Graph(frames.sensors(), {{0, 1, 1, true}, {4, 11, 1, true}});
  const auto with = [&](const char* use) {
    options.topology_use = use;
    auto model = train_small(frames, options);
    return model ? model->topology : Graph();
  };
  const auto given = with("given"), learned = with("learned"), both = with("both");
  EXPECT_EQ(given, options.topology);
  EXPECT_GT(learned.edge_count(), 0u);
  EXPECT_TRUE(std::ranges::none_of(learned.edges(), &Edge::physical));
  EXPECT_EQ(both, merge(given, learned));
  options.topology = Graph(frames.sensors() + 1, {{0, 1, 1, true}});
  EXPECT_EQ(refusal(frames, options), "the topology given is of 13 sensors, the data of 12; make it for these data");
}

TEST(Train, StopsWhenTheUserDoes) {
  const auto frames = small_plant_frames(400);
  auto options = quick_options();
  std::vector<std::string> stages;
  options.progress = [&](std::string_view stage, double fraction) {
    EXPECT_GE(fraction, 0);
    EXPECT_LE(fraction, 1);
    if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
    return true;
  };
  ASSERT_TRUE(train_small(frames, options));
  ASSERT_GE(stages.size(), 3u);
  for (const auto& last : stages) {  // at whichever stage
    options.progress = [&](std::string_view stage, double) { return stage != last; };
    const auto model = train_small(frames, options);
    ASSERT_FALSE(model) << last;
    EXPECT_EQ(model.error().code, ErrorCode::cancelled) << last;
  }
}

TEST(ReportCard, SaysWhatTheModelWouldFind) {
  const auto& model = small_model();
  const auto json = nlohmann::json::parse(model.report_card);
  EXPECT_EQ(json["sensors"], 12);
  EXPECT_EQ(json["rows"], 1500);
  EXPECT_DOUBLE_EQ(json["days"].get<double>(), 1500.0 / 86400);
  EXPECT_EQ(json["edges"], model.topology.edge_count());
  EXPECT_EQ(json["numbers"], model.detector.number_count());
  EXPECT_EQ(json["budget_per_day"], 1);
  EXPECT_EQ(json["threshold_digits"], model.policy.threshold);
  EXPECT_EQ(json["forecast_per_day"], model.policy.forecast_per_day);
  EXPECT_EQ(json["forecast_upper_per_day"], model.policy.forecast_upper);
  ASSERT_EQ(json["manipulations"].size(), manipulation_kinds.size());
  std::size_t episodes = 0, found = 0, named = 0;
  for (const auto& family : json["manipulations"]) {
    EXPECT_LE(family["found"], family["episodes"]);
    EXPECT_LE(family["named"], family["found"]);
    EXPECT_GE(family["median_delay_s"], 0);
    episodes += family["episodes"].get<std::size_t>();
    found += family["found"].get<std::size_t>();
    named += family["named"].get<std::size_t>();
  }
  EXPECT_GT(episodes, 20u);
  EXPECT_GT(found, episodes / 20);  // of a budget rarer than the data are long, and still not blind
  EXPECT_GT(named, found / 2);
}

TEST(ReportCard, ComesBackFromTheModel) {
  const auto& model = small_model();
  const auto card = report_card_of(model);
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->sensors, 12u);
  EXPECT_EQ(card->rows, 1500);
  EXPECT_EQ(card->edges, model.topology.edge_count());
  EXPECT_EQ(card->families.size(), manipulation_kinds.size());
  EXPECT_EQ(to_json(*card), model.report_card);
  const auto text = to_text(*card);
  EXPECT_TRUE(text.starts_with("Report card\n  learned from    1500 frames, one every 1 s: 25 min of normal operation\n")) << text;
  EXPECT_NE(text.find("alarm budget    1/day;"), std::string::npos) << text;
  EXPECT_NE(text.find("are short for this budget: the threshold is extrapolated"), std::string::npos) << text;
}

TEST(ReportCard, TakesACardThatSomebodyHasEdited) {
  auto model = small_model();
  for (const char* text : {"", "[]", "no card", "{\"sensors\":"}) {
    model.report_card = text;
    const auto card = report_card_of(model);
    ASSERT_FALSE(card) << text;
    EXPECT_EQ(card.error().message, "the model carries no report card; it was not written by `weir train`");
  }
  model.report_card = R"({"sensors": -3, "rows": "many", "edges": 1e300, "manipulations": [7, {"kind": 3}, {"kind": "unheard of"},
                          {"kind": "bias", "episodes": 4, "found": null}]})";
  const auto card = report_card_of(model);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->sensors, 0u);
  EXPECT_EQ(card->rows, 0);
  EXPECT_EQ(card->edges, 1'000'000'000'000'000u);
  ASSERT_EQ(card->families.size(), 1u);
  EXPECT_EQ(card->families[0].kind, ManipulationKind::bias);
  EXPECT_EQ(card->families[0].episodes, 4u);
  EXPECT_EQ(card->families[0].found, 0u);
  EXPECT_NE(to_text(*card).find("bias     found   0 of 4"), std::string::npos) << to_text(*card);
}

TEST(Train, AnAttackInTheTrainingDataIsNamedAndCanBeLeftOut) {
  auto frames = small_plant_frames(3000);
  const auto lit101 = *frames.catalogue().find("LIT101"), ait202 = *frames.catalogue().find("AIT202");
  for (std::size_t row = 1400; row < 1415; ++row) {
    frames.values(row)[lit101] += 400;
    frames.values(row)[ait202] -= 2;
  }
  TrainingParts parts;
  auto options = quick_options();
  options.parts = &parts;
  const auto model = train_small(frames, options);
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_FALSE(parts.trained.suspects.empty());
  const auto card = report_card_of(*model);
  ASSERT_TRUE(card);
  ASSERT_EQ(card->suspects.size(), parts.trained.suspects.size());
  bool found = false;
  for (std::size_t k = 0; k < card->suspects.size(); ++k) {
    const auto& rows = parts.trained.suspects[k];
    const auto& first = card->suspects[k].sensors.front();
    found |= rows.first <= 1405 && rows.last >= 1400 && (first == "LIT101" || first == "AIT202");
  }
  EXPECT_TRUE(found) << to_text(*card);
  EXPECT_NE(to_text(*card).find("--exclude-suspects"), std::string::npos);
  const auto kept = without_rows(frames, parts.trained.suspects);
  EXPECT_LT(kept.rows(), frames.rows());
  EXPECT_TRUE(
      std::ranges::any_of(std::views::iota(std::size_t{0}, kept.rows()), [&](std::size_t row) { return row > 0 && kept.after_gap(row); }));
  const auto calm = train_small(small_plant_frames(3000), options);
  ASSERT_TRUE(calm);
  EXPECT_TRUE(parts.trained.suspects.empty()) << "normal data hold none";
}

}  // namespace
}  // namespace weir
