#include "plant/plant.h"

#include <fmt/ranges.h>

#include "plant/water_treatment.h"

namespace weir {

std::span<const std::string_view> plant_names() {
  static constexpr std::string_view names[] = {"water-treatment"};
  return names;
}

Result<std::unique_ptr<Plant>> make_plant(std::string_view name, std::uint64_t seed, Timestamp start) {
  if (name == "water-treatment") return std::make_unique<WaterTreatment>(seed, start);
  return bad_input("no plant is called '{}'; there are {}", name, fmt::join(plant_names(), ", "));
}

}  // namespace weir
