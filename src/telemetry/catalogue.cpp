#include "telemetry/catalogue.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

constexpr std::array kind_names = {"continuous", "level", "discrete", "counter", "constant"};

}  // namespace

const char* name_of(SensorKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<SensorKind> sensor_kind(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<SensorKind>(found - kind_names.begin());
}

std::optional<SensorIndex> Catalogue::find(std::string_view name) const {
  const auto found = std::find_if(sensors_.begin(), sensors_.end(), [&](const Sensor& s) { return s.name == name; });
  if (found == sensors_.end()) return std::nullopt;
  return static_cast<SensorIndex>(found - sensors_.begin());
}

std::string to_json(const Catalogue& catalogue) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& sensor : catalogue) {
    nlohmann::ordered_json one = {{"name", sensor.name}, {"kind", name_of(sensor.kind)}, {"low", sensor.low}, {"high", sensor.high}};
    if (!sensor.unit.empty()) one["unit"] = sensor.unit;
    if (!sensor.stage.empty()) one["stage"] = sensor.stage;
    if (sensor.resolution > 0) one["resolution"] = sensor.resolution;
    list.push_back(std::move(one));
  }
  return list.dump();
}

Result<Catalogue> catalogue_from_json(std::string_view json, std::string_view origin) {
  const auto list = nlohmann::json::parse(json, nullptr, false);
  if (!list.is_array()) return bad_input("{}: the catalogue is not a JSON array of sensors", origin);
  std::vector<Sensor> sensors;
  for (const auto& one : list) {
    const auto where = fmt::format("{}: catalogue entry {}", origin, sensors.size());
    if (!one.is_object()) return bad_input("{}: is not an object", where);
    Sensor sensor;
    for (const auto& [key, value] : one.items()) {
      if (key == "name" && value.is_string()) sensor.name = value.get<std::string>();
      else if (key == "unit" && value.is_string()) sensor.unit = value.get<std::string>();
      else if (key == "stage" && value.is_string()) sensor.stage = value.get<std::string>();
      else if (key == "low" && value.is_number()) sensor.low = value.get<double>();
      else if (key == "high" && value.is_number()) sensor.high = value.get<double>();
      else if (key == "resolution" && value.is_number()) sensor.resolution = value.get<double>();
      else if (key == "kind" && value.is_string()) {
        const auto kind = sensor_kind(value.get<std::string>());
        if (!kind)
          return bad_input("{}: unknown kind '{}'; known: continuous, level, discrete, counter, constant", where, value.get<std::string>());
        sensor.kind = *kind;
      } else {
        return bad_input("{}: field '{}' is unknown or of the wrong type", where, key);
      }
    }
    if (sensor.name.empty()) return bad_input("{}: has no name", where);
    for (const auto& other : sensors) {
      if (other.name == sensor.name) return bad_input("{}: the name '{}' stands twice", where, sensor.name);
    }
    sensors.push_back(std::move(sensor));
  }
  return Catalogue(std::move(sensors));
}

}  // namespace weir
