#include "benchmark/manifest.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "benchmark/file_patterns.h"

namespace weir {
namespace {

struct Sets : testing::Test {
  Sets() {
    folder = std::filesystem::temp_directory_path() /
             fmt::format("weir-manifest-{}-{}", testing::UnitTest::GetInstance()->current_test_info()->name(), ::getpid());
    std::filesystem::create_directories(folder / "m");
    for (const auto* name : {"m/b_train.csv", "m/b_test.csv", "m/a_train.csv", "m/a_test.csv"}) std::ofstream(folder / name) << "x\n1\n";
  }
  ~Sets() override {
    std::error_code failure;
    std::filesystem::remove_all(folder, failure);
  }
  Result<Manifest> read(const std::string& toml) const { return read_manifest(toml, "sets.toml", folder); }
  std::string refusal(const std::string& toml) const {
    const auto manifest = read(toml);
    return manifest ? "accepted" : manifest.error().message;
  }
  std::filesystem::path folder;
};

TEST_F(Sets, OneUnitAFileWhereAskedSo) {
  const auto manifest = read(
      "[[set]]\nname = 'machines'\n[[set.unit]]\neach = 'm/*_train.csv'\ntrain = ['m/*_train.csv']\n"
      "train_rows = '0..400'\ntest = ['m/*_test.csv']\ntest_rows = '200..'\nwarm_up = 200\n[set.must]\nauprc = 0.5\n");
  ASSERT_TRUE(manifest) << manifest.error().message;
  ASSERT_EQ(manifest->sets.size(), 1u);
  const auto& set = manifest->sets[0];
  EXPECT_EQ(set.skipped, "");
  ASSERT_EQ(set.units.size(), 2u);
  EXPECT_EQ(set.units[0].name, "a");
  EXPECT_EQ(set.units[1].train, (std::vector<SetPart>{{"m/b_train.csv", {0, 400}}}));
  EXPECT_EQ(set.units[1].test, (std::vector<SetPart>{{"m/b_test.csv", {200, static_cast<std::size_t>(-1)}}}));
  EXPECT_EQ(set.units[1].warm_up, 200u);
  ASSERT_EQ(set.must.size(), 1u);
  EXPECT_EQ(set.must[0].figure, "auprc");
}

TEST_F(Sets, OneUnitOfManyFilesByName) {
  const auto manifest =
      read("[[set]]\nname = 's'\n[[set.unit]]\ntrain = ['m/*_train.csv']\ntest = ['m/*_test.csv']\ntest_without = ['m/a_test.csv']\n");
  ASSERT_TRUE(manifest) << manifest.error().message;
  ASSERT_EQ(manifest->sets[0].units.size(), 1u);
  EXPECT_EQ(manifest->sets[0].units[0].train.size(), 2u);
  EXPECT_EQ(manifest->sets[0].units[0].train[0].file, "m/a_train.csv");
  EXPECT_EQ(manifest->sets[0].units[0].test, (std::vector<SetPart>{{"m/b_test.csv"}}));
}

TEST_F(Sets, WhatIsNotThereIsSkippedAndSaidSo) {
  const auto manifest = read("[[set]]\nname = 's'\n[[set.unit]]\ntrain = ['gone.csv']\ntest = ['m/a_test.csv']\n");
  ASSERT_TRUE(manifest);
  EXPECT_NE(manifest->sets[0].skipped.find("gone.csv: no such file"), std::string::npos) << manifest->sets[0].skipped;
}

TEST_F(Sets, MistakesAreNamed) {
  const std::string unit = "[[set.unit]]\ntrain = ['m/a_train.csv']\ntest = ['m/a_test.csv']\n", named = "[[set]]\nname = 's'\n";
  const std::pair<std::string, const char*> cases[] = {
      {"", "names no [[set]]"},
      {"[[set]]\n" + unit, "name"},
      {named, "[[set.unit]]"},
      {named + "budget = 'often'\n" + unit, "often"},
      {named + "threshold = 3\n" + unit, "threshold"},  // nothing in a manifest reaches a detector
      {named + unit + "threshold = 3\n", "threshold"},
      {named + unit + "train_rows = '9..3'\n", "9..3"},
      {named + unit + "test_rows = 'all'\n", "first..last"},
      {named + unit + "each = 'm/a_train.csv'\n", "exactly one *"},
      {named + "[[set.unit]]\ntest = ['m/a_test.csv']\n", "train"},
      {named + "[[set.unit]]\ntrain = ['m/a_train.csv']\n", "test"},
      {named + unit + "[set.must]\nbeauty = 1\n", "auprc"},
      {named + unit + named + unit, "two sets"},
      {"[[sets]]\n", "known here"},
      {"[[set]\n", "sets.toml:1"},
  };
  for (const auto& [toml, told] : cases) {
    EXPECT_NE(refusal(toml).find(told), std::string::npos) << toml << "\n-> " << refusal(toml);
  }
}

TEST_F(Sets, TheBuiltInOnesAreReadableAndKnowTheirBar) {
  const auto manifest = read_manifest(builtin_manifest(), "sets.toml", folder);
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_GE(manifest->sets.size(), 10u);
  for (const auto& set : manifest->sets) EXPECT_NE(set.skipped, "") << set.name << " has no files in this folder";
  EXPECT_EQ(manifest->sets.front().peer.size(), 5u);
}

TEST(FilePatterns, TheStarStaysWithinAFolder) {
  EXPECT_TRUE(matches("a/*.csv", "a/b.csv"));
  EXPECT_TRUE(matches("a/*.csv", "a/.csv"));
  EXPECT_FALSE(matches("a/*.csv", "a/b/c.csv"));
  EXPECT_FALSE(matches("ab*ba", "aba")) << "its two ends may not overlap";
  EXPECT_TRUE(matches("a.csv", "a.csv"));
  EXPECT_FALSE(matches("a.csv", "b.csv"));
}

}  // namespace
}  // namespace weir
