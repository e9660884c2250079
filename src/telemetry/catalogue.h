// The list of sensors: name, unit, kind, range, stage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "telemetry/reading.h"

namespace weir {

enum class SensorKind : std::uint8_t {
  continuous,  // flow, pressure, temperature: any value, mean-reverting or not
  level,       // a stock: integrates flows, moves slowly against its range
  discrete,    // actuator state, set-point, mode: few distinct values
  counter,     // never falls (but for a wrap or reset); modelled by its increments
  constant,    // never moved in the data it was learned from
};

const char* name_of(SensorKind kind);
std::optional<SensorKind> sensor_kind(std::string_view name);

struct Sensor {
  std::string name;
  std::string unit;  // empty: unknown
  SensorKind kind = SensorKind::continuous;
  double low = 0, high = 0;  // range seen in normal data, engineering units
  double resolution = 0;     // smallest step seen between different values; 0: unknown
  std::string stage;         // sub-system ("P1"); empty: unknown
  bool operator==(const Sensor&) const = default;
};

class Catalogue {
 public:
  Catalogue() = default;
  explicit Catalogue(std::vector<Sensor> sensors) : sensors_(std::move(sensors)) {}
  std::size_t size() const { return sensors_.size(); }
  const Sensor& operator[](std::size_t i) const { return sensors_[i]; }
  Sensor& operator[](std::size_t i) { return sensors_[i]; }
  auto begin() const { return sensors_.begin(); }
  auto end() const { return sensors_.end(); }
  std::optional<SensorIndex> find(std::string_view name) const;
  bool operator==(const Catalogue&) const = default;

 private:
  std::vector<Sensor> sensors_;
};

/// JSON array, one object per sensor; unknown fields are refused by name.
std::string to_json(const Catalogue& catalogue);
Result<Catalogue> catalogue_from_json(std::string_view json, std::string_view origin);

}  // namespace weir
