// Reads the repository's own tree and holds it to the house rules; and proves on small bad trees that each rule bites.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "house_rules.h"

namespace weir::house {
namespace {

const Tree& this_tree() {
  static const Tree tree = read_tree(WEIR_SOURCE_DIR);
  return tree;
}

std::string text_of(const Findings& findings) {
  std::string text;
  for (const auto& finding : findings) text += "\n  " + finding;
  return text;
}

void expect_none(const Findings& findings) { EXPECT_TRUE(findings.empty()) << text_of(findings); }

/// The only finding begins with the text.
void expect_one(const Findings& findings, const std::string& start) {
  ASSERT_EQ(findings.size(), 1U) << text_of(findings);
  EXPECT_TRUE(findings[0].starts_with(start)) << findings[0];
}

TEST(House, TheTreeIsReadWhole) {
  EXPECT_TRUE(this_tree().files.contains("src/base/error.h"));
  EXPECT_TRUE(this_tree().files.contains("tests/house_test.cpp"));
  EXPECT_FALSE(this_tree().root_names.empty());
}

TEST(House, IncludesGoToLowerLayersOnly) { expect_none(wrong_includes(this_tree())); }
TEST(House, EveryFolderHasAReadme) { expect_none(missing_readmes(this_tree())); }
TEST(House, EveryComponentHasASample) { expect_none(missing_samples(this_tree())); }
TEST(House, NothingIsMarkedUnfinished) { expect_none(unfinished_marks(this_tree())); }
TEST(House, LinesAndFilesAreShort) { expect_none(untidy_text(this_tree())); }
TEST(House, TheRootHoldsOnlyWhatBelongsThere) { expect_none(strange_root_names(this_tree())); }
TEST(House, NoPathOfOneMachine) { expect_none(machine_paths(this_tree())); }
TEST(House, HeadersAreGuardedAndUsed) { expect_none(bad_headers(this_tree())); }

TEST(HouseRules, LayersBite) {
  Tree tree;
  tree.files = {{"src/base/CMakeLists.txt", "weir_add_library(base LAYER 0)\n"},
                {"src/linear/CMakeLists.txt", "weir_add_library(linear LAYER 2.5 NEEDS nn)\n"},
                {"src/nn/CMakeLists.txt", "weir_add_library(nn LAYER 2)\n"},
                {"src/nn/n.h", ""},
                {"src/linear/l.cpp", "#include \"nn/n.h\"\n"},
                {"src/sinks/CMakeLists.txt", "weir_add_library(sinks LAYER 3 NEEDS base)\n"},
                {"src/sinks/a/CMakeLists.txt", "weir_add_component(sink a SUMMARY \"x\")\n"},
                {"src/sinks/b/CMakeLists.txt", "weir_add_component(sink b SUMMARY \"x\")\n"},
                {"src/base/base.h", ""},
                {"src/sinks/sink.h", "#include \"base/base.h\"\n"},
                {"src/sinks/a/part/a.h", ""},
                {"src/sinks/a/a.cpp", "#include \"sinks/a/part/a.h\"\n#include \"sinks/sink.h\"\n#include <vector>\n"},
                {"src/sinks/b/b.h", ""},
                {"src/builtins/all.cpp", "#include \"sinks/b/b.h\"\n"},
                {"src/apps/weir/main.cpp", "#include \"sinks/b/b.h\"\n"}};
  expect_none(wrong_includes(tree));
  auto upward = tree;
  upward.files["src/base/base.h"] = "\n#include \"sinks/sink.h\"\n";
  expect_one(wrong_includes(upward), "src/base/base.h:2: src/base (layer 0) must not include src/sinks/sink.h of src/sinks (layer 3)");
  auto sideways = tree;
  sideways.files["src/sinks/a/a.cpp"] = "#include \"sinks/b/b.h\"\n";
  expect_one(wrong_includes(sideways),
             "src/sinks/a/a.cpp:1: src/sinks/a (layer 4) must not include src/sinks/b/b.h of src/sinks/b (layer 4)");
  auto stray = tree;
  stray.files["src/stray/x.cpp"] = "";
  expect_one(wrong_includes(stray), "src/stray/x.cpp: no CMakeLists.txt");
}

TEST(HouseRules, ReadmesAndSamplesBite) {
  Tree tree;
  tree.files = {{"src/sinks/a/CMakeLists.txt", "weir_add_component(sink a SUMMARY \"x\")"},
                {"src/sinks/a/a.cpp", ""},
                {"src/metrics/m/CMakeLists.txt", "weir_add_component(metric m SUMMARY \"x\")"}};
  expect_one(missing_readmes(tree), "src/sinks/a has no README.md");
  expect_one(missing_samples(tree), "src/sinks/a has no sample.toml");
  tree.files["src/sinks/a/README.md"] = tree.files["src/sinks/a/sample.toml"] = "";
  expect_none(missing_readmes(tree));
  expect_none(missing_samples(tree));
}

TEST(HouseRules, MarksBite) {
  Tree tree;
  tree.files = {{"src/a.cpp", std::string("int x;  // TO") + "DO later\n"}, {"src/b.cpp", std::string("int MASTO") + "DON;\n"}};
  expect_one(unfinished_marks(tree), "src/a.cpp:1: ");
}

TEST(HouseRules, TidinessBites) {
  Tree tree;
  tree.files = {{"src/a.cpp", std::string(141, 'x') + "\n"}};
  expect_one(untidy_text(tree), "src/a.cpp:1: 141 columns");
  std::string umlauts;
  for (int i = 0; i < 140; ++i) umlauts += "ü";
  tree.files = {{"src/a.cpp", umlauts + "\n"}, {"docs/long.md", std::string(500, 'x')}};
  expect_none(untidy_text(tree));
  tree.files = {{"dev", "\techo\n"}};
  expect_one(untidy_text(tree), "dev:1: a tab");
  tree.files = {{"src/a.cpp", std::string(601, '\n')}, {"tests/a.cpp", std::string(601, '\n')}};
  expect_one(untidy_text(tree), "src/a.cpp: 601 lines");
}

TEST(HouseRules, RootAndPathsBite) {
  Tree tree;
  tree.root_names = {"src", "notes.txt"};
  expect_one(strange_root_names(tree), "the root holds 'notes.txt'");
  tree.files = {{"docs/a.md", std::string("see\n`/ho") + "me/me/weir`\n"},
                {"docs/b.md", std::string("https://example.org/wo") + "rk/a and a/t" + "mp/b\n"}};
  expect_one(machine_paths(tree), "docs/a.md:2: ");
}

TEST(HouseRules, HeaderRulesBite) {
  Tree tree;
  tree.files = {
      {"src/a/a.h", "#pragma once\n"}, {"src/a/b.h", "// no guard\n"}, {"src/a/a.cpp", "#include \"a/a.h\"\n#include \"a/b.h\"\n"}};
  expect_one(bad_headers(tree), "src/a/b.h has no #pragma once");
  tree.files["src/a/b.h"] = "#pragma once\n";
  tree.files["src/a/c.h"] = "#pragma once\n";
  expect_one(bad_headers(tree), "src/a/c.h is included by nobody");
}

}  // namespace
}  // namespace weir::house
