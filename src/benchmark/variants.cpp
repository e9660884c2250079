#include "benchmark/variants.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

// Fitted in closed form; nothing in them is taught by gradient descent.
constexpr std::array linear_members = {"var_ridge", "conditional", "excursion", "dynamic_pca"};

bool has(const std::vector<std::string>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

}  // namespace

std::vector<Variant> variants_of(const std::vector<std::string>& members, const std::vector<std::string>& known) {
  std::vector<Variant> variants = {{"weir", "weir: all members", members, "", ""}};
  if (has(known, "dynamic_pca")) variants.push_back({"pca", "textbook PCA", {"dynamic_pca"}, "", ""});
  if (members.size() > 1) {
    for (const auto& member : members) {
      auto others = members;
      std::erase(others, member);
      variants.push_back({"without_" + member, "without " + member, std::move(others), "", ""});
    }
  }
  std::vector<std::string> linear;
  for (const auto& member : members) {
    if (std::ranges::find(linear_members, member) != linear_members.end()) linear.push_back(member);
  }
  if (!linear.empty() && linear.size() + 1 < members.size())
    variants.push_back({"linear", "linear members only", std::move(linear), "", ""});
  if (has(members, "lstm_gnn")) {
    variants.push_back({"no_graph", "lstm_gnn without its graph layer", members, "lstm_gnn", "neighbours = 0\n"});
    variants.push_back({"no_recurrence", "lstm_gnn without its memory", members, "lstm_gnn", "recurrence = false\n"});
  }
  if (members.size() > 1) {
    for (const auto& member : members) {
      if (member != "dynamic_pca") variants.push_back({"only_" + member, member + " alone", {member}, "", ""});
    }
  }
  return variants;
}

std::vector<Variant> ignorant_variants() {
  return {{"random", "random", {}, "", ""}, {"always", "always in alarm", {}, "", ""}, {"never", "never in alarm", {}, "", ""}};
}

}  // namespace weir
