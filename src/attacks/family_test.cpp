#include "attacks/family.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "base/file.h"

namespace weir {
namespace {

TEST(Family, NamesAreUniqueAndFaultsHaveNoTechnique) {
  std::set<std::string_view> names;
  for (const auto& info : family_infos()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(name_of(info.family), info.name);
    EXPECT_EQ(info.fault, info.techniques.empty()) << info.name;
    EXPECT_EQ(&info_of(info.family), &info);
  }
  EXPECT_EQ(names.size(), attack_family_count);
}

std::filesystem::path attack_for_ics() {
  const char* data = std::getenv("WEIR_DATA");
  return std::filesystem::path(data ? data : WEIR_SOURCE_DIR "/../shared/data") / "standards" / "attack-ics" / "ics-attack-18.1.json";
}

TEST(Family, TechniquesAreThoseOfAttackForIcs) {
  if (!std::filesystem::exists(attack_for_ics())) GTEST_SKIP() << attack_for_ics() << " isn't here; set WEIR_DATA";
  const auto text = read_file(attack_for_ics());
  ASSERT_TRUE(text) << text.error().message;
  for (const auto& info : family_infos())
    for (const auto id : info.techniques) {
      const auto quoted = fmt::format("\"{}\"", id);
      EXPECT_NE(text->find(quoted), std::string::npos) << info.name << ": " << id;
    }
}

}  // namespace
}  // namespace weir
