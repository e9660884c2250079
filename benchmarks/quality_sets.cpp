#include "quality_sets.h"

#include <algorithm>
#include <set>

namespace weir::bench {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> names_in(const fs::path& folder, const std::string& ending) {
  std::set<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    const auto name = entry.path().filename().string();
    if (name.ends_with(ending)) names.insert(name.substr(0, name.size() - ending.size()));
  }
  return {names.begin(), names.end()};
}

}  // namespace

std::vector<QualitySet> quality_sets(const fs::path& data) {
  std::vector<QualitySet> sets;
  sets.push_back({"batadal", {{"batadal", {{"batadal/dataset03.csv.zst"}}, {{"batadal/dataset04.csv.zst"}}}}, "1/week", 24, 0});

  std::vector<Part> normal, attacks, later_attacks, faults;
  for (const auto& name : names_in(data / "tep_sim", ".csv.zst")) {
    const Part part{"tep_sim/" + name + ".csv.zst"};
    if (name.starts_with("normal_")) normal.push_back(part);
    if (name.starts_with("attack_")) attacks.push_back(part);
    if (name.starts_with("attack_") && name != "attack_1") later_attacks.push_back(part);
    if (name.starts_with("fault_")) faults.push_back(part);
  }
  sets.push_back({"tep attacks", {{"tep", normal, attacks}}, "1/day", 100, 5});
  sets.push_back({"tep attacks 2-4", {{"tep", normal, later_attacks}}, "1/day", 100, 5});
  sets.push_back({"tep faults", {{"tep", normal, faults}}, "1/day", 100, 5});

  const std::string gecco = "gecco2018/geccoIC2018Train.csv.zst";
  sets.push_back({"gecco", {{"gecco", {{gecco, {0, 69783}}}, {{gecco, {67783, 139566}, 2000}}}}, "1/day", 100, 5});

  QualitySet skab{"skab", {}, "1/day", 60, 10};
  for (const auto* folder : {"valve1", "other"}) {
    for (const auto& name : names_in(data / "skab" / folder, ".csv.zst")) {
      const auto file = std::string("skab/") + folder + "/" + name + ".csv.zst";
      skab.units.push_back({std::string(folder) + "/" + name, {{file, {0, 400}}}, {{file, {200, static_cast<std::size_t>(-1)}, 200}}});
    }
  }
  sets.push_back(std::move(skab));

  for (const auto* set : {"smd", "asd"}) {
    QualitySet machines{set, {}, std::string(set) == "smd" ? "1/day" : "1/week", 100, 5};
    for (const auto& name : names_in(data / set, "_train.csv.zst")) {
      machines.units.push_back(
          {name, {{std::string(set) + "/" + name + "_train.csv.zst"}}, {{std::string(set) + "/" + name + "_test.csv.zst"}}});
    }
    sets.push_back(std::move(machines));
  }

  QualitySet msl{"msl", {}, "1/day", 100, 5};
  for (const auto& name : names_in(data / "msl" / "train", ".csv.zst")) {
    msl.units.push_back({name, {{"msl/train/" + name + ".csv.zst"}}, {{"msl/test/" + name + ".csv.zst"}}});
  }
  sets.push_back(std::move(msl));

  QualitySet braatz{"tep braatz", {{"braatz", {{"tep_braatz/d00.csv.zst"}, {"tep_braatz/d00_te.csv.zst"}}, {}}}, "1/day", 100, 5};
  for (const auto& name : names_in(data / "tep_braatz", "_te.csv.zst")) {
    if (name != "d00") braatz.units[0].test.push_back({"tep_braatz/" + name + "_te.csv.zst"});
  }
  sets.push_back(std::move(braatz));
  return sets;
}

}  // namespace weir::bench
