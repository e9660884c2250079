#include "training/model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "training/small_plant.h"

namespace weir {
namespace {

/// All scores, totals and parts, of a model over frames it hasn't seen.
std::vector<float> scores_of(const Model& model, const FrameTable& frames) {
  const auto members = all_members();
  const auto scorer = make_scorer(model, ensemble_detector(), members);
  EXPECT_TRUE(scorer) << scorer.error().message;
  std::vector<float> all;
  if (!scorer) return all;
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    const auto score = scorer->detector->score(frames.frame(row));
    all.push_back(score.total);
    for (const auto part : {score.per_sensor, score.per_edge, score.expected, score.spread})
      all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST(Model, CarriesItsOwnersPatterns) {
  auto model = small_model();
  EXPECT_FALSE(to_file(model).metadata.contains("patterns")) << "the built-in ones come with the program";
  auto own =
      PatternLibrary::parse("[[pattern]]\nname = \"odd\"\nsentence = \"odd\"\nwhen = [{feature = \"jump\", at_least = 1}]\n", "mine");
  ASSERT_TRUE(own) << own.error().message;
  model.patterns = *own;
  auto file = to_file(model);
  const auto loaded = model_from_file(file, "m");
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->patterns.patterns().size(), 1U);
  EXPECT_EQ(loaded->patterns.patterns()[0].name.view(), "odd");
  file.metadata["patterns"] = "[[pattern]]";
  const auto damaged = model_from_file(file, "m.safetensors");
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().message.find("m.safetensors"), std::string::npos);
}

TEST(Model, ComesBackFromItsFileAndScoresTheSame) {
  const auto path = std::filesystem::path(testing::TempDir()) / fmt::format("weir_model_test_{}.safetensors", getpid());
  const auto& model = small_model();
  ASSERT_TRUE(save_model_file(path, to_file(model)));
  const auto loaded = load_model(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->catalogue, model.catalogue);
  EXPECT_EQ(loaded->topology, model.topology);
  EXPECT_EQ(loaded->step_s, model.step_s);
  EXPECT_EQ(loaded->policy.to_numbers(), model.policy.to_numbers());
  EXPECT_EQ(loaded->report_card, model.report_card);
  EXPECT_EQ(loaded->provenance.program, model.provenance.program);
  EXPECT_EQ(loaded->provenance.config, model.provenance.config);
  EXPECT_EQ(loaded->provenance.seed, model.provenance.seed);
  EXPECT_EQ(loaded->provenance.data_fingerprint, model.provenance.data_fingerprint);
  EXPECT_EQ(loaded->provenance.rows, model.provenance.rows);
  EXPECT_EQ(loaded->provenance.first_at, model.provenance.first_at);
  EXPECT_EQ(loaded->provenance.last_at, model.provenance.last_at);
  EXPECT_TRUE(serialise(to_file(*loaded)) == serialise(to_file(model)));

  const auto frames = small_plant_frames(300, 5);
  const auto scores = scores_of(model, frames);
  EXPECT_GT(scores.size(), 300u * (1 + 12 + model.topology.edge_count()));
  EXPECT_TRUE(same_bits(scores, scores_of(*loaded, frames)));
}

TEST(Model, KeepsOddValues) {
  Model model;
  model.catalogue = small_plant_catalogue();
  model.step_s = 0.1;
  model.rows_numbered = true;
  model.provenance.seed = ~std::uint64_t{0};
  model.provenance.config = "# Füllstand \"1\"\n";
  model.provenance.first_at = Timestamp(Duration(-5));
  const auto back = model_from_file(to_file(model), "m");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->step_s, 0.1);
  EXPECT_TRUE(back->rows_numbered);
  EXPECT_EQ(back->provenance.seed, ~std::uint64_t{0});
  EXPECT_EQ(back->provenance.config, model.provenance.config);
  EXPECT_EQ(back->provenance.first_at, Timestamp(Duration(-5)));
}

TEST(Model, MissingFileIsAnErrorThatNamesIt) {
  const auto model = load_model("/nowhere/plant.safetensors");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("/nowhere/plant.safetensors"), std::string::npos) << model.error().message;
}

TEST(Model, EveryPieceOfDamagedMetadataIsRefusedInOneSentence) {
  const auto good = to_file(small_model());
  ASSERT_TRUE(model_from_file(good, "m.weir"));
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"format", nullptr, "m.weir: is a safetensors file, but no model of weir; make one with `weir train`"},
      {"format", "other-model 1", "m.weir: is a safetensors file, but no model of weir; make one with `weir train`"},
      {"format", "weir-model 2", "m.weir: is of format 'weir-model 2', this program reads 'weir-model 1'; train it again"},
      {"format", "weir-model 11", "m.weir: is of format 'weir-model 11', this program reads 'weir-model 1'; train it again"},
      {"catalogue", nullptr, "m.weir: the catalogue is not a JSON array of sensors"},
      {"catalogue", "[", "m.weir: the catalogue is not a JSON array of sensors"},
      {"catalogue", "[]", "m.weir: its catalogue holds no sensor"},
      {"catalogue", "[{\"name\":\"\"}]", "m.weir: catalogue entry 0: has no name"},
      {"catalogue", "[{\"name\":\"a\"},{\"name\":\"a\"}]", "m.weir: catalogue entry 1: the name 'a' stands twice"},
      {"topology", nullptr, "m.weir: its topology is no list of edges"},
      {"topology", "{}", "m.weir: its topology is no list of edges"},
      {"topology", "[[0,1,0.5,false],[0,1]]", "m.weir: edge 1 of its topology makes no sense"},
      {"topology", "[[0,12,0.5,false]]", "m.weir: edge 0 of its topology makes no sense"},
      {"topology", "[[-1,1,0.5,false]]", "m.weir: edge 0 of its topology makes no sense"},
      {"topology", "[[4294967296,1,0.5,false]]", "m.weir: edge 0 of its topology makes no sense"},
      {"topology", "[[0,1,1e300,false]]", "m.weir: edge 0 of its topology makes no sense"},
      {"topology", "[[0,1,null,false]]", "m.weir: edge 0 of its topology makes no sense"},
      {"topology", "[[0,1,0.5,1]]", "m.weir: edge 0 of its topology makes no sense"},
      {"step_s", nullptr, "m.weir: its sampling step '' makes no sense"},
      {"step_s", "1s", "m.weir: its sampling step '1s' makes no sense"},
      {"step_s", "0", "m.weir: its sampling step '0' makes no sense"},
      {"step_s", "-1", "m.weir: its sampling step '-1' makes no sense"},
      {"step_s", "nan", "m.weir: its sampling step 'nan' makes no sense"},
      {"step_s", "1e12", "m.weir: its sampling step '1e12' makes no sense"},
      {"seed", nullptr, "m.weir: its seed '' is no number"},
      {"seed", "one", "m.weir: its seed 'one' is no number"},
      {"seed", "99999999999999999999", "m.weir: its seed '99999999999999999999' is no number"},
      {"data", nullptr, "m.weir: what it says of the data that it learned from makes no sense"},
      {"data", "{}", "m.weir: what it says of the data that it learned from makes no sense"},
      {"data", R"({"fingerprint":"f","rows":-1,"first_at_ns":0,"last_at_ns":0})",
       "m.weir: what it says of the data that it learned from makes no sense"},
      {"data", R"({"fingerprint":7,"rows":1,"first_at_ns":0,"last_at_ns":0})",
       "m.weir: what it says of the data that it learned from makes no sense"},
  };
  for (const auto& [key, value, message] : cases) {
    auto file = good;
    if (value) file.metadata[key] = value;
    else file.metadata.erase(key);
    const auto model = model_from_file(file, "m.weir");
    ASSERT_FALSE(model) << key << " = " << (value ? value : "(none)");
    EXPECT_EQ(model.error().code, ErrorCode::bad_input);
    EXPECT_EQ(model.error().message, message);
  }
}

TEST(Model, ADamagedAlarmPolicyIsRefused) {
  const auto good = to_file(small_model());
  auto file = good;
  file.tensors.put("alarm_policy", {3}, {1, 2, 3});
  auto model = model_from_file(file, "m.weir");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message, "m.weir: the model's alarm policy makes no sense");
  file = good;
  file.tensors = good.tensors.part("detector.");
  model = model_from_file(file, "m.weir");
  ASSERT_FALSE(model);
  EXPECT_TRUE(model.error().message.starts_with("m.weir: model: no tensor 'alarm_policy'")) << model.error().message;
}

TEST(Model, EveryMissingTensorIsRefusedWhenItIsMadeReady) {
  const auto members = all_members();
  const auto& good = small_model();
  ASSERT_TRUE(make_scorer(good, ensemble_detector(), members));
  for (const auto& left_out : good.detector.tensors()) {
    Model model = good;
    model.detector = {};
    for (const auto& tensor : good.detector.tensors()) {
      if (tensor.name != left_out.name) model.detector.put(tensor.name, tensor.shape, tensor.values);
    }
    const auto scorer = make_scorer(model, ensemble_detector(), members);
    ASSERT_FALSE(scorer) << left_out.name;
    EXPECT_FALSE(scorer.error().message.empty());
    EXPECT_EQ(scorer.error().message.find('\n'), std::string::npos);
  }
}

TEST(Model, OfOtherSensorsOrWithoutDetectorIsRefused) {
  const auto members = all_members();
  Model model = small_model();
  model.catalogue = Catalogue({model.catalogue.begin(), model.catalogue.end() - 1});
  const auto other_graph = make_scorer(model, ensemble_detector(), members);
  ASSERT_FALSE(other_graph);
  EXPECT_EQ(other_graph.error().message, "the topology has 12 sensors, the catalogue 11; they belong to different plants");
  model.topology = Graph(11, {});
  const auto fewer = make_scorer(model, ensemble_detector(), members);
  ASSERT_FALSE(fewer);
  EXPECT_NE(fewer.error().message.find("expected [11"), std::string::npos) << fewer.error().message;
  model.detector = {};
  const auto none = make_scorer(model, ensemble_detector(), members);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "the model holds no member; it is not a model of this program");
  const auto unknown = make_scorer(small_model(), ensemble_detector(), std::span(members).first(1));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("no detector is called 'conditional'; known: var_ridge"), std::string::npos)
      << unknown.error().message;
}

}  // namespace
}  // namespace weir
